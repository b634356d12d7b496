"""Text that may not survive. It names the place where it was put, so that a finding says where it came from."""
import re
import zlib

PATTERN = re.compile(rb"SECRET-([a-z0-9-]+?)-52")


def text(place):
    return f"SECRET-{place}-52".encode()


def survivors(data, chunks=None):
    """The places of planted text in an output; of a PNG also what its image data hold."""
    found = set(PATTERN.findall(data))
    if chunks is not None:
        joined = b"".join(chunk.body for chunk in chunks if chunk.kind == b"IDAT")
        found |= set(PATTERN.findall(joined))
        try:
            found |= set(PATTERN.findall(zlib.decompressobj().decompress(joined, 1 << 22)))
        except zlib.error:
            pass
    return sorted(place.decode() for place in found)
