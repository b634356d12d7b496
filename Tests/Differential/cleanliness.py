"""Whether an output holds anything but its picture, by walks of our own over its segments or chunks."""
import jpeg_stream
import planted
import png_stream

PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
PNG_COLOR = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"cICP": 4, b"iCCP": None}
PNG_ALLOWED = {b"sBIT", b"bKGD", b"pHYs"}


def jpeg_extras(data, keeps_color):
    segments = jpeg_stream.parse(data)
    if not segments or segments[-1].marker != jpeg_stream.EOI:
        yield "bytes behind the end" if any(segment.marker == jpeg_stream.EOI for segment in segments) else "no end marker"
    for segment in segments:
        marker, body = segment.marker, segment.body
        if marker is None:
            yield "bytes between segments" if segment is not segments[-1] else "bytes that are no segment"
        elif marker == 0xE0 and (body[:5] != b"JFIF\0" or len(body) != 14 or body[12:] != b"\0\0"):
            yield "APP0 that is more than JFIF"
        elif marker == 0xEE and (body[:5] != b"Adobe" or len(body) != 12):
            yield "APP14 that is more than Adobe"
        elif marker == 0xE2 and keeps_color and body[:12] == b"ICC_PROFILE\0":
            continue
        elif marker == 0xFE or 0xE1 <= marker <= 0xEF and marker != 0xEE:
            yield f"marker {marker:02X}"


def used_quantization(segments):
    """The DQT that components take: the latest of their number before the first scan that has them."""
    frame, tables, taken, latched = jpeg_stream.frame(segments), {}, [], set()
    selectors = {frame.body[at]: frame.body[at + 2] for at in range(6, len(frame.body) - 2, 3)} if frame else {}
    for segment in segments:
        if segment.marker == jpeg_stream.DQT:
            at = 0
            while at < len(segment.body):
                size = 65 + 64 * (segment.body[at] >> 4 == 1)
                tables[segment.body[at] & 15] = segment.body[at:at + size]
                at += size
        elif segment.marker == jpeg_stream.SOS and segment.body:
            names = set(segment.body[1:1 + 2 * segment.body[0]:2]) - latched
            taken += [tables.get(selectors.get(name), b"") for name in names]
            latched |= names
    return b"|".join(taken)


def png_extras(chunks, keeps_color):
    if not chunks or chunks[-1].kind != b"IEND" or chunks[-1].body:
        yield "more than an empty IEND at the end"
    for chunk in chunks:
        if chunk.kind in PNG_CHUNKS or chunk.kind in PNG_ALLOWED:
            continue
        if chunk.kind not in PNG_COLOR:
            yield f"chunk {chunk.kind.decode('latin1')}"
        elif not keeps_color and chunk.kind == b"iCCP":
            yield "chunk iCCP"
        elif PNG_COLOR[chunk.kind] not in (None, len(chunk.body)):
            yield f"chunk {chunk.kind.decode('latin1')} of {len(chunk.body)} bytes"


def breaches(data, keeps_color):
    """What stands in an output that should not, each in words that group."""
    chunks = png_stream.parse(data) if data[:8] == png_stream.SIGNATURE else None
    yield from jpeg_extras(data, keeps_color) if chunks is None else png_extras(chunks, keeps_color)
    steps = used_quantization(jpeg_stream.parse(data)) if chunks is None else b""
    for place in planted.survivors(data, chunks):
        if planted.text(place) not in steps:
            yield f"planted text survives: {place}"
