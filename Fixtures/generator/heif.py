"""HEIF containers (HEIC, AVIF) written by hand, around pictures that heif-enc and avifenc have coded."""
import dataclasses
import pathlib
import struct
import subprocess
import tempfile
import zlib

from .png import file as png_file, raster

ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def full(name, version, flags, *parts):
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


@dataclasses.dataclass
class Coded:
    """One coded picture and what its decoder has to know."""
    kind: bytes           # hvc1 or av01
    size: tuple
    data: bytes
    config: bytes         # payload of hvcC or av1C

    def properties(self, *more):
        return [full(b"ispe", 0, 0, struct.pack(">II", *self.size)), box(b"hvcC" if self.kind == b"hvc1" else b"av1C", self.config), *more]


def boxes(data, start, end):
    while start + 8 <= end:
        size, name = struct.unpack(">I4s", data[start:start + 8])
        yield name, start + 8, start + size
        start += size


def coded(rows, encoder, *options):
    """`rows` of RGB by heif-enc or avifenc, out of the container that those make."""
    suffix = "heic" if encoder == "heif-enc" else "avif"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in.png").write_bytes(png_file(len(rows[0]), len(rows), 8, 2, zlib.compress(raster(rows, 8, 2, 0))))
        subprocess.run([encoder, *options, folder / "in.png", *["-o"] * (suffix == "heic"), folder / f"out.{suffix}"],
                       check=True, capture_output=True)
        return parts((folder / f"out.{suffix}").read_bytes())


def parts(data):
    """The picture of a file that has one of one extent."""
    meta = next((a + 4, b) for name, a, b in boxes(data, 0, len(data)) if name == b"meta")
    found = {name: (a, b) for name, a, b in boxes(data, *meta)}
    iprp = {name: (a, b) for name, a, b in boxes(data, *found[b"iprp"])}
    properties = {name: data[a:b] for name, a, b in boxes(data, *iprp[b"ipco"])}
    kind = b"hvc1" if b"hvcC" in properties else b"av01"
    a = found[b"iloc"][0]
    version, sizes, base = data[a], data[a + 4], data[a + 5] >> 4
    at = a + 8 + 2 + (2 if version else 0) + 2
    base_offset = int.from_bytes(data[at:at + base], "big")
    at += base + 2
    offset = base_offset + int.from_bytes(data[at:at + (sizes >> 4)], "big")
    length = int.from_bytes(data[at + (sizes >> 4):at + (sizes >> 4) + (sizes & 15)], "big")
    return Coded(kind, struct.unpack(">II", properties[b"ispe"][4:12]), data[offset:offset + length],
                 properties[b"hvcC" if kind == b"hvc1" else b"av1C"])


def irot(quarters):
    return box(b"irot", bytes([quarters]))


def imir(axis):
    return box(b"imir", bytes([axis]))


def clap(width, height, x=(0, 1), y=(0, 1)):
    return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1, *x, *y))


def nclx(primaries, transfer, matrix, full_range):
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, full_range << 7))


def icc(profile):
    return box(b"colr", b"prof", profile)


def aux(kind):
    return full(b"auxC", 0, 0, kind)


def grid_data(columns, rows, width, height):
    return struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)


@dataclasses.dataclass
class Item:
    kind: bytes
    data: bytes
    properties: list = dataclasses.field(default_factory=list)
    references: list = dataclasses.field(default_factory=list)  # (type, [items])
    content_type: bytes = b""
    in_idat: bool = False
    pieces: int = 1


def exif_item(payload, of=1):
    return Item(b"Exif", b"\0\0\0\0" + payload, references=[(b"cdsc", [of])])


def file(items, primary=1, brand=b"heic", before=b"", behind=b"", iloc_version=1, extra_meta=b"", none_first=False):
    """Items are numbered from 1. Properties that are alike are stored once; `none_first` names property 0 before the others."""
    store, associations = [], b""
    for number, item in enumerate(items, 1):
        indices = []
        for prop in item.properties:
            if prop not in store:
                store.append(prop)
            essential = prop[4:8] in (b"irot", b"imir", b"clap", b"hvcC", b"av1C")
            indices.append(store.index(prop) + 1 | essential << 7)
        if none_first:
            indices.insert(0, 0)
        associations += struct.pack(">HB", number, len(indices)) + bytes(indices)
    infe = b"".join(full(b"infe", 2, 0, struct.pack(">HH4s", n, 0, i.kind), b"\0", i.content_type + b"\0" if i.kind == b"mime" else b"")
                    for n, i in enumerate(items, 1))
    iref = b"".join(box(name, struct.pack(">HH", n, len(to)), b"".join(struct.pack(">H", t) for t in to))
                    for n, i in enumerate(items, 1) for name, to in i.references)
    idat = b"".join(i.data for i in items if i.in_idat)

    def meta(places):
        iloc = struct.pack(">BBH", 0x44, 0, len(items)) if iloc_version < 2 else struct.pack(">BBI", 0x44, 0, len(items))
        for number, item in enumerate(items, 1):
            iloc += struct.pack(">H" if iloc_version < 2 else ">I", number)
            if iloc_version:
                iloc += struct.pack(">H", 1 if item.in_idat else 0)
            iloc += struct.pack(">HH", 0, len(places[number - 1])) + b"".join(struct.pack(">II", *p) for p in places[number - 1])
        return full(b"meta", 0, 0, full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"pict"), b"\0"), full(b"pitm", 0, 0, struct.pack(">H", primary)),
                    full(b"iloc", iloc_version, 0, iloc), full(b"iinf", 0, 0, struct.pack(">H", len(items)), infe),
                    full(b"iref", 0, 0, iref) if iref else b"", box(b"iprp", box(b"ipco", *store), full(b"ipma", 0, 0, struct.pack(">I", len(items)), associations)),
                    box(b"idat", idat) if idat else b"", extra_meta)

    def cut(start, item):
        step = max(1, -(-len(item.data) // item.pieces))
        return [(start + at, min(step, len(item.data) - at)) for at in range(0, len(item.data), step)]

    head = box(b"ftyp", brand, b"\0\0\0\0mif1", brand) + before
    media = b"".join(i.data for i in items if not i.in_idat)
    size = len(head) + len(meta([cut(0, i) for i in items])) + 8
    places, in_file, in_idat = [], size, 0
    for item in items:
        if item.in_idat:
            places.append(cut(in_idat, item))
            in_idat += len(item.data)
        else:
            places.append(cut(in_file, item))
            in_file += len(item.data)
    return head + meta(places) + box(b"mdat", media) + behind
