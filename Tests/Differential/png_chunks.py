"""Changes to the header, to the palette and to what says how colours and the picture are meant."""
import zlib

import planted
import png_stream as png
import profiles
from jpeg_metadata import tiff
from png_stream import Chunk


def before_data(random, chunks):
    """Somewhere between the header and the image data."""
    first = (png.places(chunks, b"IDAT") or [len(chunks)])[0]
    return random.randrange(1, max(2, first + 1))


def anywhere(random, chunks):
    return random.randrange(1, max(2, len(chunks)))


def header(random, chunks):
    if png.header(chunks):
        body = bytearray(chunks[0].body)
        at = random.choice((3, 7, 8, 9, 10, 11, 12))
        body[at] = random.choice({3: (1, 39, 41, 64), 7: (1, 23, 25, 64), 8: (1, 2, 4, 8, 16, 3), 9: (0, 2, 3, 4, 6, 1, 5), 12: (0, 1, 2)}.get(at, (0, 1)))
        chunks[0].body = bytes(body)
        return True


def palette(random, chunks):
    """Longer or shorter than the depth has room for, one where none belongs, other colours."""
    spots = png.places(chunks, b"PLTE")
    text = (planted.text("palette") * 40)[:random.choice((3, 6, 48, 768, 771, 20))]
    if spots and random.random() < 0.7:
        body = chunks[spots[0]].body
        chunks[spots[0]].body = random.choice((body + text, body[:3], body[:-3], body + text[:3], body[:-1]))
    else:
        chunks.insert(before_data(random, chunks), Chunk(b"PLTE", text))
    return True


def transparency(random, chunks):
    head = png.header(chunks)
    if head:
        spots = png.places(chunks, b"tRNS")
        for index in reversed(spots):
            del chunks[index]
        length = {0: 2, 2: 6, 3: random.choice((1, 2, 4, 16, 256))}.get(head[3], 2) + random.choice((0, 0, 0, 0, -1, 1, 2))
        value = random.choice((bytes(max(0, length)), random.randbytes(max(0, length)), (b"\0\1" * 200)[:max(0, length)], (planted.text("trns") * 20)[:length]))
        palettes = png.places(chunks, b"PLTE")
        chunks.insert(palettes[0] + 1 if palettes and random.random() < 0.9 else before_data(random, chunks), Chunk(b"tRNS", value))
        return True


def color(random, chunks):
    """gAMA, sRGB, cHRM, cICP and iCCP, of their size or not, once or twice, in their place or not."""
    numbers = lambda *values: b"".join(value.to_bytes(4, "big") for value in values)
    kind, body = random.choice((
        (b"gAMA", numbers(random.choice((45455, 100000, 0, 30000)))), (b"sRGB", bytes([random.choice((0, 1, 3, 4, 255))])),
        (b"cHRM", numbers(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)), (b"cHRM", numbers(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)),
        (b"cICP", random.choice((b"\1\x0d\0\1", b"\x0c\x0d\0\1", b"\x09\x10\0\1", b"\2\2\0\1", b"\1\x0d\1\0")))))
    text = planted.text(kind.decode().lower())
    body = random.choice((body, body, body, body + text, body[:-1], b""))
    chunks.insert(before_data(random, chunks) if random.random() < 0.9 else anywhere(random, chunks), Chunk(kind, body))
    return True


def profile(random, chunks):
    data = random.choice(profiles.ALL)
    data += random.choice((b"", b"", planted.text("profile-tail")))
    stream = zlib.compress(data) + random.choice((b"", b"", planted.text("iccp-tail")))
    stream = random.choice((stream, stream, stream, stream[:-3], stream[:len(stream) // 2]))
    name = random.choice((b"ICC", b"ICC", planted.text("iccp-name"), b""))
    chunks.insert(1 if random.random() < 0.9 else anywhere(random, chunks), Chunk(b"iCCP", name + b"\0" + random.choice((b"\0", b"\0", b"\0", b"\1")) + stream))
    return True


def orientation(random, chunks):
    body = tiff(random)
    body = random.choice((body, body, body, b"Exif\0\0" + body, body[:12]))
    chunks.insert(before_data(random, chunks) if random.random() < 0.7 else anywhere(random, chunks), Chunk(b"eXIf", body))
    return True


def raw_profile(random, chunks):
    """Exif as ImageMagick keeps it, as text in hexadecimal; sometimes a profile of another kind first."""
    body = random.choice((b"Exif\0\0", b"Exif\0\0", b"")) + tiff(random)
    if random.random() < 0.2:
        body = b"http://ns.adobe.com/xap/1.0/\0<x/>"
    text = b"\nexif\n%8d\n" % len(body) + body.hex().encode() + b"\n"
    keyword = b"Raw profile type " + random.choice((b"exif", b"APP1", b"app1"))
    kind, data = random.choice(((b"zTXt", keyword + b"\0\0" + zlib.compress(text)), (b"tEXt", keyword + b"\0" + text), (b"iTXt", keyword + b"\0\0\0\0\0" + text)))
    chunks.insert(anywhere(random, chunks), Chunk(kind, data))
    return True


def ancillary(random, chunks):
    """Chunks that may be there; some of them say something of the picture, none may carry text out."""
    kind, body = random.choice(((b"bKGD", b"\0\1" * 3), (b"bKGD", b"\0\1"), (b"bKGD", b"\0"), (b"sBIT", b"\5\5\5"), (b"sBIT", b"\5"), (b"sBIT", b"\0\0\0"),
                                (b"hIST", bytes(8)), (b"pHYs", bytes((0, 0, 11, 19)) * 2 + b"\1"), (b"sPLT", b"palette\0\x08"), (b"tIME", bytes(7)),
                                (b"acTL", bytes((0, 0, 0, 1, 0, 0, 0, 0))), (b"fdAT", bytes(8)), (b"oFFs", bytes(9)), (b"sTER", b"\0"),
                                (b"caBX", b""), (b"prVt", b""), (b"CRIT", b""), (b"mDCV", bytes(24)), (b"cLLI", bytes(8)), (b"vpAg", bytes(9))))
    body += random.choice((b"", planted.text("chunk-" + kind.decode().lower())))
    chunks.insert(anywhere(random, chunks), Chunk(kind, body))
    return True


def text(random, chunks):
    data = planted.text("text")
    kind, body = random.choice(((b"tEXt", b"Comment\0" + data), (b"zTXt", b"Comment\0\0" + zlib.compress(data, 0)), (b"iTXt", b"Comment\0\0\0\0\0" + data)))
    chunks.insert(anywhere(random, chunks), Chunk(kind, body))
    return True


MUTATIONS = [(header, 3), (palette, 3), (transparency, 4), (color, 4), (profile, 3), (orientation, 8), (raw_profile, 2), (ancillary, 3), (text, 2)]
