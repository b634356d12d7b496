"""TIFFs: byte orders, depths, codings, strips, tiles and planes, orientations, alpha, profiles, planted strings, and hostile ones."""
import struct
import zlib

from . import card, icc
from .fixture import Fixture

WIDTH, HEIGHT = 37, 23
TOKEN = "Jean Dupont, 48.8583N"
TYPES = {"B": 1, "A": 2, "H": 3, "I": 4, "U": 7}


class File:
    """Tags and chunks of one picture, written with the directory behind the pixels."""

    def __init__(self, pixel, channels, bits=8, photometric=2, big_endian=False, big=False, tile=None, planar=False, rows_per_strip=8,
                 compression=1, tags=(), width=WIDTH, height=HEIGHT, predictor=1, packs_rows=True):
        self.packs_rows = packs_rows
        self.order, self.big = ">" if big_endian else "<", big
        self.width, self.height, self.bits, self.channels, self.tile, self.planar = width, height, bits, channels, tile, planar
        self.rows_per_strip, self.compression, self.predictor, self.pixel = rows_per_strip, compression, predictor, pixel
        self.tags = {256: ("I", [width]), 257: ("I", [height]), 258: ("H", [bits] * channels), 259: ("H", [compression]),
                     262: ("H", [photometric]), 277: ("H", [channels]), 284: ("H", [2 if planar else 1])}
        if predictor != 1:
            self.tags[317] = ("H", [predictor])
        if tile:
            self.tags |= {322: ("H", [tile[0]]), 323: ("H", [tile[1]])}
        else:
            self.tags[278] = ("H", [rows_per_strip])
        self.tags |= dict(tags)

    def packed(self, values):
        """Numbers one behind the other, from the highest bit of a byte; 16 bits in the file's order."""
        if self.bits == 16:
            return struct.pack(f"{self.order}{len(values)}H", *values)
        number = 0
        for value in values:
            number = number << self.bits | value
        spare = -len(values) * self.bits % 8
        return (number << spare).to_bytes((len(values) * self.bits + 7) // 8, "big")

    def rows(self, left, top, width, height, plane):
        """Rows of a strip or tile; beyond the picture a tile has zeros."""
        out = b""
        for y in range(top, top + height):
            values = []
            for x in range(left, left + width):
                inside = x < self.width and y < self.height
                samples = self.pixel(x, y) if inside else (0,) * self.channels
                values.append(samples if plane is None else samples[plane:plane + 1])
            if self.predictor == 2:
                values = [tuple((b - a) % (1 << self.bits) for a, b in zip(before, now))
                          for before, now in zip([(0,) * len(values[0])] + values, values)]
            out += self.packed([sample for pixel in values for sample in pixel])
        return out

    def chunks(self):
        for plane in range(self.channels) if self.planar else [None]:
            if self.tile:
                w, h = self.tile
                for top in range(0, self.height, h):
                    for left in range(0, self.width, w):
                        yield self.encoded(self.rows(left, top, w, h, plane))
            else:
                for top in range(0, self.height, self.rows_per_strip):
                    rows = min(self.rows_per_strip, self.height - top)
                    yield self.encoded(self.rows(0, top, self.width, rows, plane))

    def encoded(self, data):
        wide = (self.tile[0] if self.tile else self.width) * self.bits * (1 if self.planar else self.channels)
        row = (wide + 7) // 8 if self.packs_rows else len(data)
        return {1: lambda: data, 5: lambda: lzw(data), 8: lambda: zlib.compress(data, 9), 32946: lambda: zlib.compress(data, 9),
                32773: lambda: b"".join(packbits(data[i:i + row]) for i in range(0, len(data), row))}.get(self.compression, lambda: data)()

    def bytes(self, chunks=None, gap=b"", tail=b"", next_directory=0):
        head = 16 if self.big else 8
        body, offsets, sizes = gap, [], []
        for chunk in chunks if chunks is not None else self.chunks():
            offsets.append(head + len(body))
            sizes.append(len(chunk))
            body += chunk + b"\0" * (len(chunk) % 2)
        places, lengths = (324, 325) if self.tile else (273, 279)
        tags = {places: ("I", offsets), lengths: ("I", sizes)} | self.tags
        entry, inline = (20, 8) if self.big else (12, 4)
        start = head + len(body)
        count = struct.pack(self.order + ("Q" if self.big else "H"), len(tags))
        values_at = start + len(count) + entry * len(tags) + inline
        directory, values = count, b""
        for tag in sorted(tags):
            kind, numbers = tags[tag]
            data = bytes(numbers) if kind in "AU" else struct.pack(f"{self.order}{len(numbers)}{kind}", *numbers)
            directory += struct.pack(self.order + ("HHQ" if self.big else "HHI"), tag, TYPES[kind], len(numbers))
            if len(data) <= inline:
                directory += data.ljust(inline, b"\0")
            else:
                directory += struct.pack(self.order + ("Q" if self.big else "I"), values_at + len(values))
                values += data + b"\0" * (len(data) % 2)
        directory += struct.pack(self.order + ("Q" if self.big else "I"), next_directory)
        mark = {"<": b"II", ">": b"MM"}[self.order]
        version = struct.pack(self.order + ("HHHQ" if self.big else "HI"), *((43, 8, 0, start) if self.big else (42, start)))
        return mark + version + body + directory + values + tail


def packbits(data):
    out, i = b"", 0
    while i < len(data):
        same = next((k for k in range(i, min(len(data), i + 128)) if data[k] != data[i]), min(len(data), i + 128)) - i
        if same > 2:
            out, i = out + bytes([257 - same, data[i]]), i + same
        else:
            plain = data[i:i + 8]
            out, i = out + bytes([len(plain) - 1]) + plain, i + len(plain)
    return out


def lzw(data):
    """Codes of 9 to 12 bits, the highest bit first, grown one early as TIFF has it."""
    out, held, holding = bytearray(), 0, 0
    table, width = {bytes([i]): i for i in range(256)}, 9

    def put(code):
        nonlocal held, holding
        held, holding = held << width | code, holding + width
        while holding >= 8:
            holding -= 8
            out.append(held >> holding & 255)
            held &= (1 << holding) - 1

    put(256)
    word, following = b"", 258
    for value in data:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        put(table[word])
        table[longer] = following
        following += 1
        if following == 4094:
            put(256)
            table, width, following = {bytes([i]): i for i in range(256)}, 9, 258
        elif following in (512, 1024, 2048):
            width += 1
        word = bytes([value])
    if word:
        put(table[word])
        following += 1
        if following in (512, 1024, 2048):
            width += 1
    put(257)
    if holding:
        out.append(held << 8 - holding & 255)
    return bytes(out)


def rgb(x, y):
    return card.pixel(x, y, WIDTH, HEIGHT)


def gray(top):
    return lambda x, y: (int(card.luma(*rgb(x, y)) * top / 255 + 0.5),)


def deep(x, y):
    """16 bits with low bytes of their own."""
    return tuple(v << 8 | (v ^ x * 37 + y * 101) & 255 for v in rgb(x, y))


def alpha_of(x, y):
    return 255 if x * 2 < WIDTH else 40 + 8 * y


def with_alpha(x, y):
    return (*rgb(x, y), alpha_of(x, y))


def multiplied(x, y):
    return (*((v * alpha_of(x, y) + 127) // 255 for v in rgb(x, y)), alpha_of(x, y))


def ascii_tag(text):
    return ("A", text.encode() + b"\0")


def fixtures():
    def make(name, data, what, value=1, token="-", expect="prepare", stored=f"{WIDTH}x{HEIGHT}"):
        return Fixture(f"tiff/{name}.tif", data, stored, what, value, expect, token)

    for bits in (1, 2, 4, 8, 12, 16):
        top = (1 << bits) - 1
        yield make(f"gray{bits}", File(gray(top), 1, bits, 1).bytes(), f"gray of {bits} bits")
        yield make(f"white{bits}", File(lambda x, y: (top - gray(top)(x, y)[0],), 1, bits, 0).bytes(), f"gray of {bits} bits, 0 is white")
    for bits in (2, 4, 8):
        entries = [(i * 255 // ((1 << bits) - 1), 255 - i * 255 // ((1 << bits) - 1), i * 77 % 256) for i in range(1 << bits)]
        colors = ("H", [entry[c] * 257 for c in range(3) for entry in entries])
        yield make(f"palette{bits}", File(gray((1 << bits) - 1), 1, bits, 3, tags={320: colors}).bytes(), f"a palette of {bits} bits")
    yield make("rgb", File(rgb, 3).bytes(), "RGB")
    yield make("rgb-big-endian", File(rgb, 3, big_endian=True).bytes(), "RGB, the other byte order")
    yield make("rgb16", File(deep, 3, 16).bytes(), "RGB of 16 bits")
    yield make("rgb16-big-endian", File(deep, 3, 16, big_endian=True).bytes(), "RGB of 16 bits, the other byte order")
    yield make("rgb16-deflate", File(deep, 3, 16, compression=8, predictor=2, big_endian=True).bytes(), "RGB of 16 bits, Deflate over differences")
    for name, code in (("lzw", 5), ("deflate", 8), ("old-deflate", 32946), ("packbits", 32773)):
        yield make(f"rgb-{name}", File(rgb, 3, compression=code).bytes(), f"RGB, {name}")
        yield make(f"rgb-{name}-planar", File(rgb, 3, compression=code, planar=True).bytes(), f"RGB, {name}, a plane a sample")
        yield make(f"rgb-{name}-tiles", File(rgb, 3, compression=code, tile=(16, 16)).bytes(), f"RGB, {name}, tiles")
    yield make("rgb-packbits-across", File(rgb, 3, compression=32773, packs_rows=False).bytes(), "RGB, packbits across rows, as some writers have it")
    yield make("rgb-lzw-predictor", File(rgb, 3, compression=5, predictor=2).bytes(), "RGB, LZW over differences")
    yield make("rgb-planar", File(rgb, 3, planar=True).bytes(), "RGB, a plane a sample")
    yield make("rgb-tiles", File(rgb, 3, tile=(16, 32)).bytes(), "RGB, tiles")
    yield make("rgb-tiles-planar", File(rgb, 3, tile=(16, 16), planar=True, compression=8).bytes(), "RGB, tiles, a plane a sample")
    yield make("rgb-one-strip", File(rgb, 3, rows_per_strip=HEIGHT, compression=8).bytes(), "RGB in one strip")
    yield make("rgb-bigtiff", File(rgb, 3, big=True).bytes(), "BigTIFF")
    yield make("rgb-bigtiff-big-endian", File(rgb, 3, big=True, big_endian=True, compression=5).bytes(), "BigTIFF, the other byte order, LZW")
    for value in range(2, 9):
        yield make(f"rgb-o{value}", File(rgb, 3, tags={274: ("H", [value])}).bytes(), f"orientation {value}", value)
    yield make("rgb-o9", File(rgb, 3, tags={274: ("H", [9])}).bytes(), "orientation 9, which counts as 1")
    yield make("rgb-o6-long", File(rgb, 3, tags={274: ("I", [6])}).bytes(), "orientation 6 as a LONG", 6)
    yield make("rgba", File(with_alpha, 4, tags={338: ("H", [2])}).bytes(), "alpha that colors were not multiplied by")
    yield make("rgba-associated", File(multiplied, 4, tags={338: ("H", [1])}).bytes(), "alpha that colors were multiplied by")
    yield make("rgb-extra", File(with_alpha, 4, tags={338: ("H", [0])}).bytes(), "a fourth sample of which nothing is known")
    yield make("cmyk", File(lambda x, y: card.cmyk(*rgb(x, y)), 4, 8, 5).bytes(), "CMYK without a profile")
    yield make("rgb-p3", File(rgb, 3, tags={34675: ("U", icc.display_p3())}).bytes(), "an embedded profile: Display P3")
    texts = {270: ascii_tag(TOKEN), 305: ascii_tag(TOKEN), 315: ascii_tag(TOKEN), 700: ("B", TOKEN.encode()), 65000: ("U", TOKEN.encode())}
    yield make("rgb-planted", File(rgb, 3, tags=texts).bytes(gap=TOKEN.encode() + b"\0", tail=TOKEN.encode()), "strings in five tags, before and behind", 1, TOKEN)
    first = File(rgb, 3).bytes()
    yield make("rgb-pages", File(rgb, 3).bytes(next_directory=8), "another page (which leads nowhere)")
    yield make("rgb-padded", first + b"\0" * 9, "bytes behind the end")
    yield from hostile()


def hostile():
    def make(name, data, what, expect="refuse", stored=f"{WIDTH}x{HEIGHT}"):
        return Fixture(f"hostile/tiff-{name}.tif", data, stored, what, 1, expect)

    tagged = lambda **tags: File(rgb, 3, tags={int(k[1:]): v for k, v in tags.items()}).bytes()
    yield make("dng", tagged(t50706=("B", [1, 4, 0, 0])), "a DNG")
    yield make("cfa", File(gray(255), 1, 8, 32803).bytes(), "a color filter array")
    yield make("lab", File(rgb, 3, 8, 8).bytes(), "CIELab")
    yield make("float", tagged(t339=("H", [3, 3, 3])), "floating-point samples")
    yield make("thumbnail", tagged(t254=("I", [1])), "a first page that is a thumbnail")
    yield make("inks", File(lambda x, y: card.cmyk(*rgb(x, y)), 4, 8, 5, tags={332: ("H", [2])}).bytes(), "inks other than CMYK")
    yield make("mixed-bits", tagged(t258=("H", [5, 6, 5])), "samples of different numbers of bits")
    yield make("bits-32", tagged(t258=("H", [32, 32, 32])), "32 bits a sample")
    yield make("lzma", tagged(t259=("H", [34925])), "LZMA")
    yield make("compression", tagged(t259=("H", [999])), "a compression that nobody knows")
    yield make("width-0", tagged(t256=("I", [0])), "width 0", stored="-")
    yield make("huge", tagged(t256=("I", [60000]), t257=("I", [60000])), "3.6 gigapixels", stored="60000x60000")
    same = {256: ("I", [4000]), 257: ("I", [10800]), 278: ("H", [1]), 273: ("I", [8] * 10800), 279: ("H", [50000] * 10800)}
    yield make("strips-many", File(gray(1), 1, 1, 1, tags=same, compression=8).bytes(chunks=[]), "10,800 strips that are the same bytes", stored="4000x10800")
    yield make("rows-0", tagged(t278=("H", [0])), "strips of 0 rows")
    yield make("tile-0", File(rgb, 3, tile=(16, 16), tags={323: ("H", [0])}).bytes(), "tiles of 0 rows")
    yield make("samples-1", tagged(t277=("H", [1])), "RGB of one sample")
    yield make("samples-65535", tagged(t277=("H", [65535])), "65,535 samples a pixel")
    yield make("offset-end", tagged(t273=("I", [0xFFFFFFF0] * 3)), "strips behind the end")
    yield make("no-palette", File(gray(255), 1, 8, 3).bytes(), "a palette that is not there")
    good = File(rgb, 3, compression=8).bytes()
    yield make("deflate-garbage", good[:40] + b"\xaa" * 30 + good[70:], "bytes in the middle of a strip that are wrong")
    whole = File(rgb, 3).bytes()
    yield make("no-directory", whole[:100], "cut before the directory")
    at = struct.unpack("<I", whole[4:8])[0]
    yield make("directory-cut", whole[:at + 30], "cut within the directory")
    yield make("directory-0", whole[:4] + b"\0\0\0\0" + whole[8:], "a directory at byte 0")
    yield make("entries-65535", whole[:at] + b"\xff\xff" + whole[at + 2:], "a directory that says 65,535 entries")
