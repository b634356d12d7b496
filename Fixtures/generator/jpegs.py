"""JPEGs: every orientation in every sampling, with whole MCUs, whole blocks and odd edges; other codings and colour models."""
import functools

from . import card, exif
from .fixture import Fixture, jpegtran
from .jpeg import Component, Picture, adobe, segment

# Name -> the factors of the first component; the others are 1x1.
SAMPLINGS = {"444": (1, 1), "422": (2, 1), "420": (2, 2), "440": (1, 2), "411": (4, 1), "441": (1, 4), "410": (4, 2), "2x4": (2, 4)}
SIZES = {"mcu": (64, 32), "block": (40, 24), "odd": (37, 23)}
ORIENTATIONS = range(1, 9)


def ycc_components(width, height, horizontal, vertical):
    plane = lambda i: lambda x, y: card.ycbcr(*card.pixel(x, y, width, height))[i]
    return [Component(1, horizontal, vertical, 0, plane(0)), Component(2, 1, 1, 1, plane(1)), Component(3, 1, 1, 1, plane(2))]


@functools.cache
def color(width, height, sampling="420", restart=0, quality=80):
    return Picture(width, height, ycc_components(width, height, *SAMPLINGS[sampling]), quality, restart)


@functools.cache
def gray(width, height, restart=0):
    return Picture(width, height, [Component(1, 1, 1, 0, lambda x, y: card.luma(*card.pixel(x, y, width, height)))], 80, restart)


@functools.cache
def rgb(width, height):
    """Components named R, G, B and Adobe's transform 0."""
    plane = lambda i: lambda x, y: card.pixel(x, y, width, height)[i]
    picture = Picture(width, height, [Component(b"RGB"[i], 1, 1, 0, plane(i)) for i in range(3)])
    picture.application = adobe(0)
    return picture


@functools.cache
def cmyk(width, height, transform):
    """Inverted, as Adobe writes it; transform 2 (YCCK) has its chroma halved both ways."""
    def inks(x, y):
        c, m, y_, k = card.cmyk(*card.pixel(x, y, width, height))
        inverted = (255 - c, 255 - m, 255 - y_, 255 - k)
        return inverted if transform == 0 else (*card.ycbcr(c, m, y_), 255 - k)
    plane = lambda i: lambda x, y: inks(x, y)[i]
    full = (2, 2) if transform == 2 else (1, 1)
    factors = [full, (1, 1), (1, 1), full]
    picture = Picture(width, height, [Component(i + 1, *factors[i], 0 if i in (0, 3) else 1, plane(i)) for i in range(4)])
    picture.application = adobe(transform)
    return picture


def oriented(value):
    """An APP1 with the orientation in either byte order; none for upright."""
    return b"" if value == 1 else segment(0xE1, b"Exif\0\0" + exif.orientation(value, "<" if value % 2 else ">"))


def kinds(width, height):
    yield from ((name, color(width, height, name)) for name in SAMPLINGS)
    yield "gray", gray(width, height)
    yield "rgb", rgb(width, height)
    yield "cmyk", cmyk(width, height, 0)
    yield "ycck", cmyk(width, height, 2)


def fixtures():
    for edge, (width, height) in SIZES.items():
        for name, picture in kinds(width, height):
            for value in ORIENTATIONS:
                yield Fixture(f"jpeg/{name}-{edge}-o{value}.jpg", picture.file(oriented(value)), f"{width}x{height}",
                              f"baseline {name}, edges: {edge}", value)
    yield from codings()
    yield from small()


def codings():
    """Progressive, arithmetic and restart intervals; upright and turned, whole MCUs and odd."""
    for edge in ("mcu", "odd"):
        width, height = SIZES[edge]
        for value in (1, 6, 7):
            stored = f"{width}x{height}"
            plain = color(width, height).file(oriented(value))
            gray_file = gray(width, height).file(oriented(value))
            four = cmyk(width, height, 2).file(oriented(value))
            restarted = color(width, height, restart=2).file(oriented(value))
            every = color(width, height, "444", restart=1).file(oriented(value))
            for name, data in {
                "progressive-420": jpegtran(plain, "-progressive"),
                "progressive-gray": jpegtran(gray_file, "-progressive"),
                "progressive-ycck": jpegtran(four, "-progressive"),
                "progressive-restart-420": jpegtran(plain, "-progressive", "-restart", "3B"),
                "optimized-420": jpegtran(plain, "-optimize"),
                "arithmetic-420": jpegtran(plain, "-arithmetic"),
                "arithmetic-progressive-420": jpegtran(plain, "-arithmetic", "-progressive"),
                "restart2-420": restarted,
                "restart1-444": every,
            }.items():
                yield Fixture(f"jpeg/{name}-{edge}-o{value}.jpg", data, stored, f"{name}, edges: {edge}", value)


def small():
    for width, height in [(1, 1), (1, 9), (9, 1), (7, 8), (8, 8), (16, 16), (17, 16)]:
        for value in (1, 6):
            yield Fixture(f"jpeg/420-{width}x{height}-o{value}.jpg", color(width, height).file(oriented(value)),
                          f"{width}x{height}", "small", value)
