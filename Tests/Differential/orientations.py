"""What readers take for the orientation, and by which rules of ours that may differ."""
import functools
import subprocess
import warnings

import jpeg_stream
import png_stream


def pillow(image):
    """What Exif says; XMP does not count."""
    for key in ("xmp", "XML:com.adobe.xmp"):
        image.info.pop(key, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = image.getexif().get(0x112, 1)
        except Exception:  # Pillow raises what comes
            value = 1
    return value if value in range(1, 9) else 1


@functools.lru_cache(maxsize=1000)
def exiftool(path):
    """Slow, and asked only where Pillow and we differ."""
    run = subprocess.run(["exiftool", "-n", "-s3", "-EXIF:Orientation", str(path)], capture_output=True, text=True, errors="replace")
    value = run.stdout.strip()
    return int(value) if value.isdigit() and 1 <= int(value) <= 8 else 1


def disagreement(image, path, ours):
    """In words, where Pillow does not read what we do, and the Exif is odd or exiftool does not either; else None."""
    if pillow(image) == ours:
        return None
    odd = oddity(path.read_bytes())
    if odd:
        return f"orientation: {odd}"
    return None if exiftool(path) == ours else f"the orientation is {ours} to us and {pillow(image)} to Pillow and exiftool"


def oddity(data):
    """What is irregular about the Exif of a file."""
    if data[:2] == b"\xff\xd8":
        blocks = [segment.body[6:] for segment in jpeg_stream.parse(data) if segment.marker == 0xE1 and segment.body[:6] == b"Exif\0\0"]
    else:
        chunks = [chunk for chunk in png_stream.parse(data) if chunk.kind == b"eXIf"]
        if any(chunk.crc is not None for chunk in chunks):
            return "in a chunk with a wrong checksum"
        blocks = [chunk.body for chunk in chunks]
        if len(chunks) + data.count(b"Raw profile type") > 1:
            return "said more than once"
    if len(blocks) > 1:
        return "said more than once"
    for block in blocks:
        order = "big" if block[:2] == b"MM" else "little"
        if int.from_bytes(block[2:4], order) != 42:
            return "in a TIFF of another version than 42"
        kind = type_of_orientation(block, order)
        if kind not in (None, 3, 4):
            return "of another type than SHORT and LONG"
    return None


def type_of_orientation(block, order):
    start = int.from_bytes(block[4:8], order)
    count = int.from_bytes(block[start:start + 2], order)
    for index in range(min(count, 200)):
        entry = block[start + 2 + 12 * index:start + 14 + 12 * index]
        if int.from_bytes(entry[:2], order) == 0x112:
            return int.from_bytes(entry[2:4], order)
    return None
