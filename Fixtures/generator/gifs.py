"""GIFs: every way to code and place the first frame, and everything that can stand beside it."""
import zlib

from . import card, icc, pngs
from .fixture import Fixture
from .gif import application, codes, extension, file, frame, graphic_control, packed
from .png import file as png_file, raster

WIDTH, HEIGHT = 37, 23
COLORS = pngs.palette(8)


def nearest(colors, pixel):
    return min(range(len(colors)), key=lambda i: sum((p - q) ** 2 for p, q in zip(colors[i], pixel)))


def rows(width=WIDTH, height=HEIGHT, colors=COLORS):
    return [[nearest(colors, card.pixel(x, y, width, height)) for x in range(width)] for y in range(height)]


def noise(width, height, count=256):
    return [[(x * 7919 + y * 104729 + x * y * 31) % count for x in range(width)] for y in range(height)]


def fixtures():
    make = lambda name, data, what, token="-", expect="prepare", stored=f"{WIDTH}x{HEIGHT}": Fixture(
        f"gif/{name}.gif", data, stored, what, 1, expect, token)
    picture = rows()
    whole = lambda *blocks, **options: file(WIDTH, HEIGHT, *blocks, colors=COLORS, **options)
    yield from coded(make, picture, whole)
    yield from placed(make, picture, whole)
    yield from beside(make, picture, whole)
    yield from hostile(make, picture, whole)


def expected(name, pixels):
    """What readers must make of a file, as a PNG."""
    height, width, kind = len(pixels), len(pixels[0]), 6 if len(pixels[0][0]) == 4 else 2
    return Fixture(f"{name}.png", png_file(width, height, 8, kind, zlib.compress(raster(pixels, 8, kind, 0))), f"{width}x{height}", "the pixels of the files beside it")


def coded(make, picture, whole):
    yield expected("gif/picture", [[COLORS[i] for i in row] for row in picture])
    yield make("plain", whole(frame(picture)), "one frame, a shared table")
    yield make("87a", whole(frame(picture), version=b"87a"), "version 87a")
    yield make("interlaced", whole(frame(picture, interlaced=True)), "rows in four passes")
    yield make("own-table", file(WIDTH, HEIGHT, frame(picture, colors=COLORS)), "a table of the frame alone")
    yield make("both-tables", whole(frame(rows(colors=COLORS[::-1]), colors=COLORS[::-1])), "the frame's table wins")
    yield make("gray", file(WIDTH, HEIGHT, frame(noise(WIDTH, HEIGHT, 16)), colors=[(i * 17,) * 3 for i in range(16)]), "all colors gray")
    yield make("two-colors", file(WIDTH, HEIGHT, frame(noise(WIDTH, HEIGHT, 2), minimum=2), colors=[(0, 0, 90), (250, 240, 230)]), "two colors")
    yield make("code-size-1", file(WIDTH, HEIGHT, frame(noise(WIDTH, HEIGHT, 2), minimum=1), colors=[(0, 0, 90), (250, 240, 230)]), "codes that begin with two bits")
    yield make("code-size-11", whole(frame(picture, minimum=11)), "codes that begin with 12 bits")
    yield make("no-first-clear", whole(frame(picture, clear_at_start=False)), "no clear code at the beginning")
    yield make("no-end-code", whole(frame(picture, end=False)), "no end code")
    yield make("tiny-blocks", whole(frame(picture, block=1)), "sub-blocks of one byte")
    many = noise(120, 97)
    yield expected("gif/noise", [[(i, 255 - i, i * 7 % 256) for i in row] for row in many])
    shades = [(i, 255 - i, i * 7 % 256) for i in range(256)]
    for clears in (True, False):
        name = "full-table" if clears else "never-cleared"
        yield make(name, file(120, 97, frame(many, clears=clears), colors=shades), "4,096 strings, " + name, stored="120x97")
    yield make("one-string", file(200, 200, frame([[1] * 200] * 200), colors=COLORS), "strings that are named before they are made", stored="200x200")
    yield make("one-pixel", file(1, 1, frame([[3]]), colors=COLORS), "one pixel", stored="1x1")


def placed(make, picture, whole):
    offset = lambda *blocks: file(WIDTH + 20, HEIGHT + 9, *blocks, colors=COLORS, background=5)
    stored = f"{WIDTH + 20}x{HEIGHT + 9}"
    yield make("offset", offset(frame(picture, x=13, y=4)), "a frame that leaves a border of the screen", stored=stored)
    yield make("offset-transparent", offset(graphic_control(transparent=picture[0][0]), frame(picture, x=13, y=4)), "the same with a transparent index", stored=stored)
    yield make("transparent", whole(graphic_control(transparent=picture[0][0]), frame(picture)), "a transparent index")
    yield make("beyond-screen", file(20, 9, frame(picture), colors=COLORS), "a first frame larger than the screen")
    yield make("screen-0", file(0, 0, frame(picture), colors=COLORS), "a screen of 0x0")


def beside(make, picture, whole):
    canary = lambda name: f"CANARY-{name}-7b37"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + canary("gif-xmp").encode() + b"</x:xmpmeta>"
    magic = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    loop = application(b"NETSCAPE2.0", b"\1\0\0")
    second = graphic_control(delay=10) + frame([row[::-1] for row in picture])
    cases = {
        "comment": extension(0xFE, canary("gif-comment").encode()),
        "application": application(b"PRIVATE_1.0", canary("gif-application").encode()),
        "icc": application(b"ICCRGBG1012", icc.rgb(canary("gif-icc"), icc.ADOBE_RGB, icc.gamma_curve(2.2))),
        "plain-text": b"!\1\x0c" + b"\0" * 12 + bytes([20]) + canary("gif-plain-text")[:20].encode() + b"\0",
        "unknown-extension": extension(0x77, canary("gif-unknown").encode()),
    }
    for name, block in cases.items():
        token = canary("gif-plain-text")[:20] if name == "plain-text" else canary("gif-" + name.split("-")[0]) if name == "unknown-extension" else canary("gif-" + name)
        yield make(f"{name}-before", whole(block, frame(picture)), f"{name} before the frame", token)
        yield make(f"{name}-behind", whole(frame(picture), block), f"{name} behind the frame", token)
    yield make("xmp", whole(b"!\xff\x0bXMP DataXMP" + xmp + magic, frame(picture)), "XMP, as it is written without sub-blocks", canary("gif-xmp"))
    yield make("trailing", whole(frame(picture)) + canary("gif-trailing").encode(), "bytes behind the trailer", canary("gif-trailing"))
    yield make("animated", whole(loop, graphic_control(delay=10), frame(picture), second, extension(0xFE, canary("gif-animated").encode())), "two frames", canary("gif-animated"))
    yield make("loop-of-one", whole(loop, frame(picture)), "a loop around one frame")
    token = canary("gif-behind-end")
    data = packed(codes([i for row in picture for i in row], 6)) + token.encode()
    yield make("behind-end-code", whole(frame(picture, minimum=6, data=data)), "bytes behind the end code", token)


def hostile(make, picture, whole):
    good = frame(picture)
    data = packed(codes([i for row in picture for i in row], 6))
    yield make("no-trailer", whole(good, trailer=b""), "no trailer", expect="any")
    yield make("cut", whole(good)[:-len(good) // 2], "cut in the image data", expect="any")
    yield make("early-end-code", whole(frame(picture, minimum=6, data=packed(codes(picture[0] + picture[1], 6)))), "an end code after two rows", expect="any")
    yield make("bad-code", whole(frame(picture, minimum=6, data=packed([(64, 7), (1, 7), (100, 7)]))), "a code that stands for nothing", expect="refuse")
    yield make("too-many", whole(frame(picture, minimum=6, data=packed(codes([i for row in picture + picture for i in row], 6)))), "twice as many pixels", expect="any")
    yield make("no-data", whole(frame(picture, data=b"")), "no image data", expect="any")
    yield make("no-table", file(WIDTH, HEIGHT, good), "no table of colors", stored="-", expect="refuse")
    yield make("index-beyond-table", file(WIDTH, HEIGHT, good, colors=COLORS[:4]), "indices beyond a table of four", expect="any")
    for size in (0, 12, 255):
        yield make(f"code-size-{size}", whole(frame(picture, minimum=6, data=data).replace(b"\6" + bytes([255]), bytes([size, 255]), 1)), f"codes that begin with {size} bits", stored="-", expect="refuse")
    yield make("frame-0x0", whole(good.replace(bytes([WIDTH, 0, HEIGHT, 0]), b"\0\0\0\0", 1)), "a frame of 0x0", stored="-", expect="refuse")
    yield make("frame-65535", whole(good.replace(bytes([WIDTH, 0, HEIGHT, 0]), b"\xff\xff\xff\xff", 1)), "four gigapixels in half a kilobyte", stored="65535x65535", expect="refuse")
    yield make("screen-65535", file(65535, 65535, good, colors=COLORS), "a screen of four gigapixels", stored="65535x65535", expect="refuse")
    yield make("no-frame", whole(), "no frame", stored="-", expect="refuse")
    yield make("zeros-between", whole(b"\0" * 7, good), "zeros before the frame", expect="any")
    yield make("version-90a", whole(good, version=b"90a"), "a version that nobody knows", stored="-", expect="refuse")
    yield make("short-graphic-control", whole(b"!\xf9\1\1\0", good), "a graphic control extension of one byte", expect="any")
