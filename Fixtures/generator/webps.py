"""WebPs: lossy and lossless, in every container, with everything that can stand beside the picture."""
import struct

from . import card, exif, icc
from .fixture import Fixture
from .gifs import expected
from .webp import ALPHA, ANIMATION, EXIF, ICC, XMP, chunk, cwebp, extended, file, frame, lossless

WIDTH, HEIGHT = 37, 23


def rows(width=WIDTH, height=HEIGHT, transparent=False):
    alpha = lambda x, y: 255 if x * 3 > width or not transparent else 40 + 200 * y // height
    return [[(*card.pixel(x, y, width, height), alpha(x, y)) for x in range(width)] for y in range(height)]


def fixtures():
    make = lambda name, data, what, value=1, token="-", expect="prepare", stored=f"{WIDTH}x{HEIGHT}": Fixture(
        f"webp/{name}.webp", data, stored, what, value, expect, token)
    opaque = [[p[:3] for p in row] for row in rows()]
    lossy = cwebp(opaque, "-q", "80", "-m", "6")["VP8 "]
    with_alpha = cwebp(rows(transparent=True), "-q", "80", "-m", "6")
    pictures = {
        "lossy": (0, chunk("VP8 ", lossy)),
        "lossless": (0, chunk("VP8L", lossless(rows()))),
        "alpha": (ALPHA, chunk("ALPH", with_alpha["ALPH"]) + chunk("VP8 ", with_alpha["VP8 "])),
        "lossless-alpha": (ALPHA, chunk("VP8L", lossless(rows(transparent=True)))),
    }
    yield expected("webp/picture", opaque)
    yield expected("webp/picture-alpha", rows(transparent=True))
    yield from kinds(make, pictures)
    yield from oriented(make, pictures)
    yield from beside(make, pictures)
    yield from animated(make, pictures)
    yield from hostile(make, pictures, lossy)


def kinds(make, pictures):
    for name, (flags, picture) in pictures.items():
        if name != "alpha":
            yield make(f"{name}-simple", file(picture), f"{name}, a simple file")
        yield make(f"{name}-extended", file(extended(WIDTH, HEIGHT, flags), picture), f"{name}, an extended file")
    small = chunk("VP8L", lossless(rows(1, 1)))
    yield make("one-pixel", file(small), "one pixel", stored="1x1")


def oriented(make, pictures):
    for value in range(2, 9):
        name = list(pictures)[value % 4]
        flags, picture = pictures[name]
        body = exif.orientation(value, "<>"[value % 2])
        body = b"Exif\0\0" + body if value % 3 else body
        yield make(f"{name}-o{value}", file(extended(WIDTH, HEIGHT, flags | EXIF), picture, chunk("EXIF", body)), f"{name}, Exif behind the picture", value)
    picture = pictures["lossless"][1]
    body = chunk("EXIF", exif.orientation(6))
    yield make("exif-first-o6", file(extended(WIDTH, HEIGHT, EXIF), body, picture), "Exif before the picture", 6)
    yield make("exif-no-flag-o6", file(extended(WIDTH, HEIGHT), picture, body), "Exif without its flag", 6)


def beside(make, pictures):
    canary = lambda name: f"CANARY-webp-{name}-7b37"
    packet = lambda name: chunk("XMP ", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + canary(name).encode() + b"</x:xmpmeta>")
    for name in ("lossy", "lossless"):
        picture = pictures[name][1]
        cases = {
            "exif": (EXIF, [], [chunk("EXIF", exif.full(1, canary(f"{name}-exif")))]),
            "xmp": (XMP, [], [packet(f"{name}-xmp")]),
            "srgb": (ICC, [chunk("ICCP", icc.srgb(canary(f"{name}-srgb")))], []),
            "p3": (ICC, [chunk("ICCP", icc.display_p3(canary(f"{name}-p3")))], []),
            "unknown": (0, [chunk("abcd", canary(f"{name}-unknown").encode())], [chunk("wxyz", b"1234")]),
            "icc-no-flag": (0, [chunk("ICCP", icc.display_p3(canary(f"{name}-icc-no-flag")))], []),
            "icc-behind": (ICC, [], [chunk("ICCP", icc.display_p3(canary(f"{name}-icc-behind")))]),
        }
        for kind, (flags, before, behind) in cases.items():
            yield make(f"{name}-{kind}", file(extended(WIDTH, HEIGHT, flags), *before, picture, *behind), f"{name} with {kind}", 1, canary(f"{name}-{kind}"))
        token = canary(f"{name}-trailing")
        yield make(f"{name}-trailing", file(picture, trailing=token.encode()), f"{name}, bytes behind the RIFF", 1, token)
        token = canary(f"{name}-chunk")
        yield make(f"{name}-simple-chunk", file(picture, chunk("abcd", token.encode())), f"{name}, a simple file with a chunk behind", 1, token)
    picture = pictures["lossless"][1]
    yield make("flags-lie", file(extended(WIDTH, HEIGHT, 0x3C), picture), "flags for what is not there")
    yield make("padding", file(extended(WIDTH, HEIGHT, 0), chunk("abcd", b"odd", b"\xff"), picture), "padding that is not zero")
    yield make("reserved", file(extended(WIDTH, HEIGHT, 0xC1, b"\1\2\3"), picture), "reserved bits that are set")


def animated(make, pictures):
    token = "CANARY-webp-animated-7b37"
    control = chunk("ANIM", b"\xff\xff\xff\xff\0\0")
    for name in ("lossy", "lossless", "alpha"):
        flags, picture = pictures[name]
        head = extended(WIDTH, HEIGHT, flags | ANIMATION)
        frames = [frame(WIDTH, HEIGHT, picture), frame(WIDTH, HEIGHT, picture, chunk("abcd", token.encode()))]
        yield make(f"animated-{name}", file(head, control, *frames), f"two frames, {name}", 1, token)
    picture = pictures["lossless"][1]
    yield make("animated-offset", file(extended(WIDTH + 20, HEIGHT + 9, ANIMATION), control, frame(WIDTH, HEIGHT, picture, x=12, y=4)),
               "a frame that leaves a border of the canvas", stored=f"{WIDTH + 20}x{HEIGHT + 9}")


def hostile(make, pictures, lossy):
    whole = file(pictures["lossy"][1])
    plain = lossless(rows())
    yield make("cut-lossy", whole[:-len(lossy) // 2], "cut in a lossy picture", expect="any")
    yield make("cut-lossless", file(chunk("VP8L", plain))[:-len(plain) // 2], "cut in a lossless picture", expect="any")
    yield make("short-chunk", file(chunk("VP8 ", lossy[:len(lossy) // 2])), "a lossy picture cut within a whole file", expect="any")
    yield make("riff-size-0", file(pictures["lossy"][1], size=0), "a RIFF of no bytes", stored="-", expect="refuse")
    yield make("riff-size-max", file(pictures["lossy"][1], size=0xFFFFFFFE), "a RIFF of 4 GiB", expect="any")
    yield make("chunk-size-max", file(pictures["lossy"][1], b"EXIF\xff\xff\xff\xff"), "a chunk of 4 GiB", expect="any")
    yield make("canvas-differs", file(extended(WIDTH + 1, HEIGHT), pictures["lossy"][1]), "canvas and picture differ", expect="refuse")
    yield make("canvas-2-48", file(b"VP8X" + struct.pack("<I", 10) + b"\0" * 4 + b"\xff" * 6, pictures["lossy"][1]), "a canvas of 2^48 pixels", stored="-", expect="refuse")
    yield make("no-picture", file(extended(WIDTH, HEIGHT)), "no picture", stored="-", expect="refuse")
    yield make("no-frame", file(extended(WIDTH, HEIGHT, ANIMATION), chunk("ANIM", b"\0" * 6)), "an animation without a frame", stored="-", expect="refuse")
    yield make("frame-outside", file(extended(WIDTH, HEIGHT, ANIMATION), frame(WIDTH, HEIGHT, pictures["lossy"][1], x=2)), "a frame beyond its canvas", stored="-", expect="refuse")
    yield make("frame-differs", file(extended(WIDTH, HEIGHT, ANIMATION), frame(WIDTH - 1, HEIGHT, pictures["lossy"][1])), "frame and picture differ", stored="-", expect="refuse")
    yield make("two-pictures", file(extended(WIDTH, HEIGHT), pictures["lossless"][1], pictures["lossy"][1]), "two pictures", expect="any")
    yield make("alpha-behind", file(extended(WIDTH, HEIGHT, ALPHA), pictures["lossy"][1], chunk("ALPH", b"\0" * (WIDTH * HEIGHT + 1))), "alpha behind the picture", expect="any")
    yield make("alpha-cut", file(extended(WIDTH, HEIGHT, ALPHA), chunk("ALPH", b"\0" * 9), pictures["lossy"][1]), "alpha that is cut", expect="any")
    yield make("not-key-frame", file(chunk("VP8 ", bytes([lossy[0] | 1]) + lossy[1:])), "not a key frame", stored="-", expect="refuse")
    yield make("vp8l-version-1", file(chunk("VP8L", plain[:4] + bytes([plain[4] | 0x20]) + plain[5:])), "a lossless picture of version 1", stored="-", expect="refuse")
    yield make("vp8l-header-only", file(chunk("VP8L", plain[:5])), "a lossless picture's header alone", expect="refuse")
    garbage = bytes((i * 7919 >> 3) & 255 for i in range(400))
    yield make("vp8l-garbage", file(chunk("VP8L", plain[:5] + garbage)), "random bits behind a lossless header", expect="any")
    yield make("vp8-garbage", file(chunk("VP8 ", lossy[:10] + garbage)), "random bits behind a lossy header", expect="any")
