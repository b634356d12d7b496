"""PNGs: every colour type, depth and interlace, orientations before and after IDAT, and every ancillary chunk."""
import struct
import zlib

from . import card, exif, icc
from .fixture import Fixture
from .png import chunk, file, raster

WIDTH, HEIGHT = 37, 23
KINDS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]
NAMES = {0: "gray", 2: "rgb", 3: "palette", 4: "graya", 6: "rgba"}


def palette(depth):
    count = 1 << min(depth, 6)
    steps = {2: (1, 1, 2), 4: (1, 2, 2), 16: (2, 4, 2), 64: (4, 4, 4)}[count]
    return [(r * 255 // max(1, steps[0] - 1), g * 255 // max(1, steps[1] - 1), b * 255 // max(1, steps[2] - 1))
            for r in range(steps[0]) for g in range(steps[1]) for b in range(steps[2])]


def samples(x, y, width, height, color, depth):
    """One pixel of the card in this kind; 16-bit samples have low bytes of their own."""
    r, g, b = card.pixel(x, y, width, height)
    top = (1 << depth) - 1
    low = (x * 37 + y * 101) & 0xFF
    deep = lambda v: v << 8 | (low ^ v) if depth == 16 else int(v * top / 255 + 0.5)
    alpha = deep(255 if x * 3 > width else 40 + 200 * y // height)
    if color == 3:
        colors = palette(depth)
        return (min(range(len(colors)), key=lambda i: sum((p - q) ** 2 for p, q in zip(colors[i], (r, g, b)))),)
    gray = deep(int(card.luma(r, g, b)))
    return {0: (gray,), 2: (deep(r), deep(g), deep(b)), 4: (gray, alpha), 6: (deep(r), deep(g), deep(b), alpha)}[color]


def pixels(color, depth, width=WIDTH, height=HEIGHT):
    return [[samples(x, y, width, height, color, depth) for x in range(width)] for y in range(height)]


def plte(depth):
    return chunk("PLTE", b"".join(bytes(c) for c in palette(depth)))


def compressed(color, depth, interlace=0, width=WIDTH, height=HEIGHT):
    return zlib.compress(raster(pixels(color, depth, width, height), depth, color, interlace), 9)


def text(keyword, value):
    return chunk("tEXt", keyword.encode() + b"\0" + value.encode("latin-1"))


def raw_profile(body, kind="exif"):
    """ImageMagick's way: hexadecimal in a text chunk."""
    digits = body.hex()
    lines = "\n".join(digits[i:i + 72] for i in range(0, len(digits), 72))
    return chunk("zTXt", f"Raw profile type {kind}".encode() + b"\0\0" + zlib.compress(f"\n{kind}\n{len(body):8d}\n{lines}\n".encode()))


def fixtures():
    make = lambda name, data, what, value=1, token="-", expect="prepare", stored=f"{WIDTH}x{HEIGHT}": Fixture(
        f"png/{name}.png", data, stored, what, value, expect, token)
    yield from kinds(make)
    yield from oriented(make)
    yield from transparency(make)
    yield from color_chunks(make)
    yield from ancillary(make)
    yield from image_data(make)


def kinds(make):
    turn = 0
    for color, depth in KINDS:
        for interlace in (0, 1):
            name = f"{NAMES[color]}{depth}" + ("-adam7" if interlace else "")
            head = plte(depth) if color == 3 else b""
            data = compressed(color, depth, interlace)
            yield make(f"{name}-o1", file(WIDTH, HEIGHT, depth, color, data, interlace, head), name)
            turn = turn % 7 + 1
            place = {"after" if turn % 2 else "before": chunk("eXIf", exif.orientation(turn + 1, "<>"[turn % 2]))}
            place["before"] = head + place.get("before", b"")
            yield make(f"{name}-o{turn + 1}", file(WIDTH, HEIGHT, depth, color, data, interlace, **place), name, turn + 1)


def oriented(make):
    data = compressed(2, 8)
    for value in range(1, 9):
        mark = chunk("eXIf", exif.orientation(value, "<>"[value % 2]))
        yield make(f"exif-before-o{value}", file(WIDTH, HEIGHT, 8, 2, data, before=mark), "eXIf before IDAT", value)
        yield make(f"exif-after-o{value}", file(WIDTH, HEIGHT, 8, 2, data, after=mark), "eXIf after IDAT", value)
    prefixed = b"Exif\0\0" + exif.orientation(6)
    yield make("raw-profile-exif-o6", file(WIDTH, HEIGHT, 8, 2, data, before=raw_profile(prefixed)), "ImageMagick's text chunk", 6)
    yield make("raw-profile-app1-o8", file(WIDTH, HEIGHT, 8, 2, data, before=raw_profile(b"Exif\0\0" + exif.orientation(8), "APP1")), "ImageMagick's older text chunk", 8)
    yield make("exif-and-raw-profile", file(WIDTH, HEIGHT, 8, 2, data, before=raw_profile(b"Exif\0\0" + exif.orientation(3)), after=chunk("eXIf", exif.orientation(6))), "eXIf wins", 6)
    yield make("exif-bad-crc", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("eXIf", exif.orientation(6), crc=1)), "eXIf with a wrong checksum", 1, expect="any")
    yield make("exif-value-9", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("eXIf", exif.orientation(9))), "a value outside 1...8 counts as 1")
    small = [(1, 1), (1, 9), (9, 1), (8, 8)]
    for width, height in small:
        for interlace in (0, 1):
            body = compressed(2, 8, interlace, width, height)
            yield make(f"rgb8-{width}x{height}" + ("-adam7" if interlace else ""), file(
                width, height, 8, 2, body, interlace, before=chunk("eXIf", exif.orientation(6))), "small", 6, stored=f"{width}x{height}")


def transparency(make):
    for color, depth in [(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 4), (3, 8)]:
        key = pixels(color, depth)[HEIGHT // 2][WIDTH // 2]
        trns = bytes([255, 128, 0, 60]) if color == 3 else struct.pack(f">{len(key)}H", *key)
        head = (plte(depth) if color == 3 else b"") + chunk("tRNS", trns)
        for value in (1, 6):
            mark = chunk("eXIf", exif.orientation(value)) if value > 1 else b""
            yield make(f"trns-{NAMES[color]}{depth}-o{value}", file(WIDTH, HEIGHT, depth, color, compressed(color, depth), before=head, after=mark), "tRNS", value)


def iccp(profile, name="profile"):
    return chunk("iCCP", name.encode() + b"\0\0" + zlib.compress(profile))


def color_chunks(make):
    data = compressed(2, 8)
    gama = lambda value: chunk("gAMA", struct.pack(">I", value))
    chrm = lambda *values: chunk("cHRM", struct.pack(">8I", *values))
    token = "CANARY-iccp-name-7b37"
    for name, head, what in [
        ("srgb-chunk", chunk("sRGB", b"\0"), "sRGB chunk"),
        ("srgb-gama-chrm", chunk("sRGB", b"\0") + gama(45455) + chrm(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000), "sRGB with its gAMA and cHRM"),
        ("gama-srgb", gama(45455), "the gamma of sRGB"),
        ("gama-linear", gama(100000), "gamma 1: ignored unless asked for"),
        ("gama-chrm-p3", gama(45455) + chrm(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000), "the primaries of Display P3: ignored unless asked for"),
        ("iccp-srgb", iccp(icc.srgb()), "a profile that is sRGB by its numbers"),
        ("iccp-display-p3", iccp(icc.display_p3()), "Display P3"),
        ("iccp-adobe-rgb", iccp(icc.adobe_rgb()), "Adobe RGB"),
        ("iccp-garbage", iccp(b"no profile at all"), "a profile that is none: untagged"),
        ("iccp-bad-crc", chunk("iCCP", b"p\0\0" + zlib.compress(icc.display_p3()), crc=7), "a profile with a wrong checksum: untagged"),
        ("cicp-srgb", chunk("cICP", bytes([1, 13, 0, 1])), "cICP that says sRGB"),
        ("cicp-display-p3", chunk("cICP", bytes([12, 13, 0, 1])), "cICP that says Display P3"),
    ]:
        yield make(name, file(WIDTH, HEIGHT, 8, 2, data, before=head), what)
    yield make("cicp-pq", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("cICP", bytes([9, 16, 0, 1]))), "HDR by PQ", expect="refuse")
    yield make("iccp-canary-name", file(WIDTH, HEIGHT, 8, 2, data, before=iccp(icc.srgb(), token)), "a canary as the profile's name", 1, token)
    yield make("iccp-gray", file(WIDTH, HEIGHT, 8, 0, compressed(0, 8), before=iccp(icc.gray("gray 2.2", icc.gamma_curve(2.2)))), "a gray profile")
    yield make("iccp-display-p3-16-o6", file(WIDTH, HEIGHT, 16, 6, compressed(6, 16), before=iccp(icc.display_p3()) + chunk("eXIf", exif.orientation(6))), "Display P3 in 16 bits with alpha", 6)


def ancillary(make):
    data = compressed(2, 8)
    canary = lambda name: f"CANARY-{name}-7b37"
    token = canary
    chunks = {
        "text": text("Comment", canary("text")),
        "ztxt": chunk("zTXt", b"Comment\0\0" + zlib.compress(canary("ztxt").encode(), 0)),
        "itxt": chunk("iTXt", b"Title\0\0\0en\0\0" + canary("itxt").encode()),
        "xmp": chunk("iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + canary("xmp").encode() + b"</x:xmpmeta>"),
        "exif": chunk("eXIf", exif.full(1, canary("exif"))),
        "private": chunk("prVt", canary("private").encode()),
        "splt": chunk("sPLT", canary("splt").encode() + b"\0\x08" + bytes([1, 2, 3, 255, 0, 1])),
    }
    for name, body in chunks.items():
        yield make(f"chunk-{name}-before", file(WIDTH, HEIGHT, 8, 2, data, before=body), f"{name} before IDAT", 1, token(name))
        if name != "splt":
            yield make(f"chunk-{name}-after", file(WIDTH, HEIGHT, 8, 2, data, after=body), f"{name} after IDAT", 1, token(name))
    yield make("chunk-time", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("tIME", bytes([7, 232, 5, 6, 7, 8, 9]))), "tIME")
    yield make("chunk-phys", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("pHYs", struct.pack(">IIB", 2835, 2835, 1))), "pHYs")
    yield make("chunk-bkgd", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("bKGD", bytes(6))), "bKGD")
    yield make("chunk-sbit", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("sBIT", bytes([5, 6, 5]))), "sBIT")
    yield make("chunk-hist", file(WIDTH, HEIGHT, 4, 3, compressed(3, 4), before=plte(4) + chunk("hIST", bytes(32))), "hIST")
    yield make("palette-for-rgb", file(WIDTH, HEIGHT, 8, 2, data, before=plte(4)), "a suggested palette in an RGB image", expect="prepare")
    yield make("text-bad-crc", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("tEXt", b"Comment\0" + canary("crc").encode(), crc=3)), "text with a wrong checksum", 1, canary("crc"))
    frames = lambda n: chunk("acTL", struct.pack(">II", n, 0)) + chunk("fcTL", struct.pack(">IIIIIHHBB", 0, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0))
    second = chunk("fcTL", struct.pack(">IIIIIHHBB", 1, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)) + chunk("fdAT", struct.pack(">I", 2) + data)
    yield make("animated", file(WIDTH, HEIGHT, 8, 2, data, before=frames(2), after=second), "two frames; the first is the default image")
    everything = b"".join(chunks.values())
    yield make("everything", file(WIDTH, HEIGHT, 8, 2, data, before=everything, tail=canary("tail").encode()), "all of it at once", 1, "CANARY")
    turned = b"".join(body for name, body in chunks.items() if name != "exif")
    yield make("everything-o6", file(WIDTH, HEIGHT, 8, 2, data, before=turned + chunk("eXIf", exif.orientation(6)), tail=canary("tail").encode()), "all of it at once, turned", 6, "CANARY")


def image_data(make):
    data = compressed(2, 8)
    token = "CANARY-hidden-7b37"
    yield make("hidden-behind-zlib-stream", file(WIDTH, HEIGHT, 8, 2, data + token.encode()), "bytes behind the zlib stream in IDAT", 1, token)
    yield make("hidden-in-own-idat", file(WIDTH, HEIGHT, 8, 2, data, after=chunk("IDAT", token.encode())), "an IDAT of its own behind the zlib stream", 1, token)
    yield make("hidden-in-many-idat", file(WIDTH, HEIGHT, 8, 2, data + token.encode() * 9, parts=40), "the end of the stream within one of 40 IDAT", 1, token)
    yield make("idat-one-byte-each", file(WIDTH, HEIGHT, 8, 2, compressed(0, 1)[:0] + data, parts=len(data)), "every IDAT holds one byte")
    yield make("idat-empty-ones", file(WIDTH, HEIGHT, 8, 2, data, before=chunk("IDAT", b"") * 3, after=chunk("IDAT", b"") * 3), "empty IDAT on either side")
    stored = zlib.compress(raster(pixels(2, 8), 8, 2, 0), 0)
    yield make("idat-stored", file(WIDTH, HEIGHT, 8, 2, stored), "a zlib stream that does not compress")
    yield make("tail-zip", file(WIDTH, HEIGHT, 8, 2, data, tail=b"PK\3\4" + token.encode()), "bytes behind IEND", 1, token)
