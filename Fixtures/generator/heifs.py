"""HEICs and AVIFs: every way of orienting, grids, alpha, colours, what stands beside the picture, and what is refused."""
import struct

from . import exif, heif, icc
from .fixture import Fixture
from .gifs import expected
from .heif import ALPHA, Item, aux, box, clap, exif_item, grid_data, icc as profile, imir, irot, nclx

# heif-enc pads what is smaller than 64, or no multiple of 8.
WIDTH, HEIGHT, TILE = 72, 64, 64
COLORS = [(210, 50, 160), (30, 160, 170), (110, 120, 30), (235, 235, 225)]
# Of HEICs within a rounding: heif-enc makes YCbCr of them. avifenc makes it GBR.
LOSSLESS = {"heic": ["heif-enc", "-L", "-p", "chroma=444"],
            "avif": ["avifenc", "--lossless", "-j", "1", "-s", "4"]}
LOSSY = {"heic": ["heif-enc", "-q", "90", "-p", "chroma=420"], "avif": ["avifenc", "--min", "8", "--max", "8", "-y", "420", "-j", "1", "-s", "6", "-r", "full"]}
TOKEN = "CANARY-heif-4711"
# What irot and imir together are as Exif has it.
TRANSFORMS = {(0, None): 1, (1, None): 8, (2, None): 3, (3, None): 6, (0, 0): 4, (0, 1): 2, (1, 0): 5, (1, 1): 7, (2, 0): 2, (2, 1): 4, (3, 0): 7, (3, 1): 5}


def pixel(x, y):
    """Four colours, and lines at the upper and the left edge: nothing of it is the same after any turn."""
    if y == 0:
        return (250, 10, 20)
    return (20, 10, 250) if x == 0 else COLORS[(x >= WIDTH // 2) + 2 * (y >= HEIGHT // 2)]


def rows():
    return [[pixel(x, y) for x in range(WIDTH)] for y in range(HEIGHT)]


def solid(color, width=TILE, height=TILE):
    return [[color] * width for _ in range(height)]


def fixtures():
    yield expected("heif/picture", rows())
    for suffix in ("heic", "avif"):
        picture = heif.coded(rows(), *LOSSLESS[suffix])
        tiles = [heif.coded(solid(c), *LOSSY[suffix]) for c in COLORS]
        # Gray of which the left half is opaque, and all of it a half.
        alpha = heif.coded([[(255, 255, 255) if x < WIDTH // 2 else (128, 128, 128) for x in range(WIDTH)] for _ in range(HEIGHT)],
                           *(LOSSY[suffix] if suffix == "heic" else ["avifenc", "--min", "0", "--max", "0", "-y", "400", "-j", "1", "-r", "full"]))
        make = Maker(suffix, picture)
        yield from oriented(make)
        yield from containers(make, tiles)
        yield from colors(make, tiles)
        yield from transparent(make, alpha)
        yield from beside(make)
        yield from refused(make, tiles)


class Maker:
    def __init__(self, suffix, picture):
        self.suffix, self.picture = suffix, picture
        self.brand = suffix.encode()
        self.matrix = 6 if suffix == "heic" else 0

    def item(self, *properties, **more):
        if not any(p[4:12] == b"colrnclx" for p in properties):
            properties = (nclx(1, 13, self.matrix, 1), *properties)
        return Item(self.picture.kind, self.picture.data, self.picture.properties(*properties), **more)

    def file(self, items, **more):
        return heif.file(items, brand=self.brand, **more)

    def __call__(self, name, data, what, orientation=1, stored=f"{WIDTH}x{HEIGHT}", expect="prepare", canary="-"):
        return Fixture(f"heif/{name}.{self.suffix}", data, stored, what, orientation, expect, canary)


def oriented(make):
    for (quarters, axis), value in TRANSFORMS.items():
        properties = [irot(quarters)] + ([imir(axis)] if axis is not None else [])
        name = f"irot{quarters}" + (f"-imir{axis}" if axis is not None else "")
        yield make(name, make.file([make.item(*properties)]), "rotated and mirrored", value)
    for value in range(1, 9):
        yield make(f"exif-o{value}", make.file([make.item(), exif_item(exif.orientation(value))]), "Exif alone", value)
    yield make("irot0-exif6", make.file([make.item(irot(0)), exif_item(exif.orientation(6))]), "rotated by nothing: Exif does not count")
    yield make("irot3-exif1", make.file([make.item(irot(3)), exif_item(exif.orientation(1))]), "the rotation counts", 6)
    yield make("index0-exif6", make.file([make.item(), exif_item(exif.orientation(6))], none_first=True), "property 0 is none: Exif counts", 6)
    yield make("exif-of-thumbnail", make.file([make.item(), make.item(references=[(b"thmb", [1])]), exif_item(exif.orientation(6), of=2)]),
               "Exif that speaks of the thumbnail")
    yield make("iden-irot1", make.file([make.item(), Item(b"iden", b"", make.picture.properties(irot(1))[:1] + [irot(1)], [(b"dimg", [1])])], primary=2),
               "an identity derivation, rotated", 8)


def containers(make, tiles):
    yield make("plain", make.file([make.item()]), "one picture")
    yield make("idat", make.file([make.item(in_idat=True)]), "in idat")
    yield make("pieces", make.file([make.item(pieces=5)]), "in five pieces")
    yield make("iloc0", make.file([make.item()], iloc_version=0), "iloc of version 0")
    yield make("iloc2", make.file([make.item()], iloc_version=2), "iloc of version 2")
    yield make("clap", make.file([make.item(clap(20, 12))]), "the middle", stored="20x12")
    yield make("clap-odd-irot3", make.file([make.item(clap(9, 11, (3, 2), (-5, 2)), irot(3))]), "a part off the middle, rotated", 6, "9x11")
    items = [Item(t.kind, t.data, t.properties()) for t in tiles]
    grid = Item(b"grid", grid_data(2, 2, 100, 90), [heif.full(b"ispe", 0, 0, struct.pack(">II", 100, 90))], [(b"dimg", [1, 2, 3, 4])], in_idat=True)
    yield make("grid", make.file([*items, grid], primary=5), "2x2 tiles of 64, cut off on the right and below", stored="100x90")
    grid.properties.append(irot(3))
    yield make("grid-irot3", make.file([*items, grid], primary=5), "a grid, rotated", 6, "100x90")
    yield make("sequence-too", make.file([make.item()], behind=box(b"moov", b"\0" * 40)), "a sequence beside the picture")


def colors(make, tiles):
    tile = tiles[0]
    solid_item = lambda *properties: Item(tile.kind, tile.data, tile.properties(*properties))
    size = f"{TILE}x{TILE}"
    yield make("lossy", make.file([solid_item()]), "4:2:0, one colour", stored=size)
    yield make("nclx-p3", make.file([solid_item(nclx(12, 13, 6, 1))]), "Display P3 by nclx", stored=size)
    yield make("nclx-limited", make.file([solid_item(nclx(1, 13, 6, 0))]), "limited range by nclx", stored=size)
    yield make("nclx-709", make.file([solid_item(nclx(1, 13, 1, 1))]), "matrix of BT.709 by nclx", stored=size)
    yield make("nclx-pq", make.file([solid_item(nclx(9, 16, 9, 1))]), "PQ by nclx", stored=size)
    yield make("nclx-ycgco", make.file([solid_item(nclx(1, 13, 8, 1))]), "a matrix that is refused", stored=size, expect="refuse")
    yield make("icc-p3", make.file([make.item(profile(icc.display_p3()))]), "Display P3 by a profile")
    yield make("icc-and-nclx", make.file([make.item(nclx(9, 13, make.matrix, 1), profile(icc.srgb(TOKEN)))]), "a profile that comes before nclx", canary=TOKEN)


def transparent(make, alpha):
    item = Item(alpha.kind, alpha.data, alpha.properties(aux(ALPHA), nclx(2, 2, 6, 1)), [(b"auxl", [1])])
    yield make("alpha", make.file([make.item(), item]), "alpha: the right half is half transparent")
    yield make("alpha-irot3", make.file([make.item(irot(3)), item]), "alpha, rotated", 6)
    yield make("alpha-premultiplied", make.file([make.item(references=[(b"prem", [2])]), item]), "alpha that is multiplied in")
    other = Item(alpha.kind, alpha.data, alpha.properties(aux(b"urn:com:example:aux:" + TOKEN.encode() + b"\0")), [(b"auxl", [1])])
    yield make("auxiliary", make.file([make.item(), other]), "an auxiliary picture that is no alpha", canary=TOKEN)


def beside(make):
    full = exif.full(1, TOKEN)
    xmp = Item(b"mime", f"<x:xmpmeta>{TOKEN}</x:xmpmeta>".encode(), references=[(b"cdsc", [1])], content_type=b"application/rdf+xml")
    yield make("metadata", make.file([make.item(), exif_item(full), xmp]), "Exif and XMP", canary=TOKEN)
    yield make("free-uuid", make.file([make.item()], before=box(b"free", TOKEN.encode()) + box(b"uuid", b"\1" * 16, TOKEN.encode())),
               "bytes in free and uuid", canary=TOKEN)
    yield make("trailing", make.file([make.item()], behind=b"\0\0\0\3\0\0" + TOKEN.encode()), "bytes behind the last box", canary=TOKEN)
    gain = make.item(aux(b"urn:com:apple:photo:2020:aux:hdrgainmap\0"), references=[(b"auxl", [1])])
    yield make("gain-map", make.file([make.item(), gain]), "a gain map")
    tmap = Item(b"tmap", b"\0" * 62, references=[(b"dimg", [1, 2])])
    both = Item(b"Exif", b"\0\0\0\0" + exif.orientation(6), references=[(b"cdsc", [1, 3])])
    yield make("tone-mapped-item", make.file([make.item(), gain, tmap, both]), "Exif that speaks of two items, as iOS 18 has it", 6)


def refused(make, tiles):
    lying = lambda size: Item(make.picture.kind, make.picture.data, [heif.full(b"ispe", 0, 0, struct.pack(">II", *size)), make.picture.properties()[1]])
    refuse = lambda name, data, what: make(name, data, what, stored="-", expect="refuse")
    for kind in (b"iovl", b"unci", b"mski", b"avc1", b"vvc1", b"j2k1"):
        yield refuse(f"kind-{kind.decode()}", make.file([Item(kind, b"\0" * 40, make.picture.properties()[:1])]), "a kind of picture that is refused by name")
    yield refuse("ispe-larger", make.file([lying((WIDTH + 8, HEIGHT))]), "a size that the coded picture does not have")
    yield refuse("ispe-huge", make.file([lying((60_000, 60_000))]), "a size over the limits")
    yield refuse("no-config", make.file([Item(make.picture.kind, make.picture.data, make.picture.properties()[:1])]), "nothing for the decoder")
    twice = Item(make.picture.kind, make.picture.data * 2, make.picture.properties())
    if make.suffix == "heic":
        yield refuse("two-pictures", make.file([twice]), "two pictures in one item")
    tile = tiles[0]
    many = [Item(tile.kind, tile.data, tile.properties()), Item(b"grid", grid_data(64, 64, 4096, 4096), [], [(b"dimg", [1] * 4096)])]
    yield refuse("tiles-4096", make.file(many, primary=2), "more tiles than there may be")
    few = [Item(tile.kind, tile.data, tile.properties()), Item(b"grid", grid_data(2, 2, 100, 90), [], [(b"dimg", [1, 1, 1])])]
    yield refuse("tiles-missing", make.file(few, primary=2), "a grid of four that names three")
    yield refuse("moov-only", box(b"ftyp", make.brand, b"\0\0\0\0msf1") + box(b"moov", b"\0" * 40), "a sequence without a picture")
    yield refuse("beyond-end", make.file([make.item()])[:-5], "cut within the picture")
    yield refuse("essential", make.file([make.item(box(b"clap", b""))]), "a property that ends early")
