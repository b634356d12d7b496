"""BMPs: every header, depth and coding that is read, what is refused by name, and planted strings."""
import struct

from . import card, icc
from .fixture import Fixture

WIDTH, HEIGHT = 37, 23
TOKEN = "Jean Dupont, 48.8583N"


def file(header, bits, pixels, palette=b"", masks=b"", gap=b"", tail=b""):
    """Headers, masks, palette, pixels; `header` comes without the 14 bytes that every file begins with."""
    offset = 14 + len(header) + len(masks) + len(palette) + len(gap)
    head = struct.pack("<2sIHHI", b"BM", offset + len(pixels) + len(tail), 0, 0, offset)
    return head + header + masks + palette + gap + pixels + tail


def header(bits, size=40, compression=0, width=WIDTH, height=HEIGHT, colors=0, masks=(0, 0, 0, 0), resolution=0, space=b"BGRs", profile=(0, 0)):
    if size == 12:
        return struct.pack("<IHHHH", 12, width, height, 1, bits)
    head = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, 0, resolution, resolution, colors, 0)
    head += struct.pack("<IIII", *masks) + space + b"\0" * 36 + b"\0" * 12 + struct.pack("<IIII", 4, *profile, 0)
    return head[:size] if size != 64 else head[:40] + b"\0" * 24


def gray(x, y, top):
    return int(card.luma(*card.pixel(x, y, WIDTH, HEIGHT)) * top / 255 + 0.5)


def rows(pixel, bits, top_down=False):
    """Rows of pixels, each a number of so many bits, padded to four bytes; the bottom one first unless told otherwise."""
    out = b""
    for y in range(HEIGHT) if top_down else reversed(range(HEIGHT)):
        if bits >= 8:
            row = b"".join(pixel(x, y).to_bytes(bits // 8, "little") for x in range(WIDTH))
        else:
            number = 0
            for x in range(WIDTH):
                number = number << bits | pixel(x, y)
            spare = -WIDTH * bits % 8
            row = (number << spare).to_bytes((WIDTH * bits + 7) // 8, "big")
        out += row + b"\0" * (-len(row) % 4)
    return out


def masked(masks, fourth=0):
    """A pixel whose channels stand where masks say, each rounded to as many bits."""
    def pixel(x, y):
        value = fourth
        channels = [*card.pixel(x, y, WIDTH, HEIGHT), 255 if x * 2 < WIDTH else 90]
        for mask, sample in zip(masks, channels):
            if mask:
                low = mask & -mask
                value |= int(sample * (mask // low) / 255 + 0.5) * low
        return value
    return pixel


def palette(count, entry=4, color=lambda i, top: (i * 255 // top, 255 - i * 255 // top, i * 77 % 256)):
    return b"".join(bytes(reversed(color(i, max(1, count - 1)))) + b"\0" * (entry - 3) for i in range(count))


def run_lengths(bits, width=WIDTH, height=HEIGHT, skip=False):
    """Stretches of one row that are equal as runs, others pixel by pixel; with `skip` the middle of every fourth row is left out."""
    out = b""
    for y in reversed(range(height)):
        line = [gray(x, y, (1 << bits) - 1) // 3 * 3 for x in range(width)]
        x = 0
        while x < width:
            if skip and y % 4 == 1 and x == width // 3 // 2 * 2:
                out += bytes([0, 2, width // 3, 0])
                x += width // 3
                continue
            stop = width // 3 // 2 * 2 if skip and y % 4 == 1 and x < width // 3 // 2 * 2 else width
            same = next((i for i in range(x, stop) if line[i] != line[x]), stop) - x
            if same >= 3:
                out += bytes([same, line[x] if bits == 8 else line[x] * 17])
                x += same
                continue
            many = min(stop - x, 12)
            if many < 3:
                out += bytes([1, line[x] if bits == 8 else line[x] * 16])
                x += 1
                continue
            plain = line[x:x + many]
            if bits == 4:
                plain = [a << 4 | b for a, b in zip(plain[::2], plain[1::2] + [0])]
            out += bytes([0, many]) + bytes(plain) + b"\0" * (len(plain) % 2)
            x += many
        out += b"\0\1" if y == 0 else b"\0\0"
    return out


RGB24 = (0xFF0000, 0xFF00, 0xFF, 0)
MASKS = {
    "16-565": (16, (0xF800, 0x07E0, 0x001F, 0)), "16-4444": (16, (0x0F00, 0x00F0, 0x000F, 0xF000)),
    "32-bgr": (32, (0xFF, 0xFF00, 0xFF0000, 0)), "32-rgba": (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
    "32-101010": (32, (0x3FF00000, 0xFFC00, 0x3FF, 0)),
}


def fixtures():
    make = lambda name, data, what, token="-", expect="prepare", stored=f"{WIDTH}x{HEIGHT}": Fixture(
        f"bmp/{name}.bmp", data, stored, what, 1, expect, token)
    plain = rows(masked(RGB24), 24)
    for bits in (1, 2, 4, 8):
        index = lambda x, y: gray(x, y, (1 << bits) - 1)
        yield make(f"palette{bits}", file(header(bits), bits, rows(index, bits), palette(1 << bits)), f"{bits} bits with a palette of colors")
    gray_palette = palette(256, color=lambda i, top: (i, i, i))
    indices = rows(lambda x, y: gray(x, y, 255), 8)
    yield make("gray8", file(header(8), 8, indices, gray_palette), "8 bits with a palette of grays")
    yield make("palette8-core", file(header(8, 12), 8, indices, palette(256, 3)), "OS/2's header of 12 bytes, three bytes an entry")
    yield make("palette8-os2", file(header(8, 64), 8, indices, palette(256)), "OS/2's header of 64 bytes")
    yield make("palette8-short", file(header(8, colors=100), 8, indices, palette(100)), "a palette of 100 entries and indices beyond it")
    yield make("rgb24", file(header(24), 24, plain), "24 bits")
    yield make("rgb24-core", file(header(24, 12), 24, plain), "24 bits, header of 12 bytes")
    yield make("rgb24-topdown", file(header(24, height=-HEIGHT), 24, rows(masked(RGB24), 24, True)), "a negative height: the top row first")
    yield make("rgb32", file(header(32), 32, rows(masked(RGB24, 0x55000000), 32)), "32 bits; the fourth byte is no alpha")
    yield make("rgb16", file(header(16), 16, rows(masked((0x7C00, 0x3E0, 0x1F, 0)), 16)), "16 bits, five each")
    for name, (bits, masks) in MASKS.items():
        pixels = rows(masked(masks), bits)
        size = 56 if masks[3] else 52
        yield make(f"masks{name}", file(header(bits, size, 3, masks=masks), bits, pixels), f"{bits} bits by the masks of a header of {size} bytes")
    yield make("masks32-behind", file(header(32, 40, 3), 32, rows(masked(RGB24), 32), masks=struct.pack("<III", *RGB24[:3])), "masks behind a header of 40 bytes")
    alpha = (*RGB24[:3], 0xFF000000)
    yield make("rgba32-v4", file(header(32, 108, masks=alpha), 32, rows(masked(alpha), 32)), "plain pixels and a mask of alpha in a header of 108 bytes")
    yield make("rgba32-blank", file(header(32, 124, 3, masks=alpha), 32, rows(masked(RGB24), 32)), "a mask of alpha, and alpha 0 everywhere")
    yield make("runs8", file(header(8, compression=1), 8, run_lengths(8), palette(256)), "run-length coded, 8 bits")
    yield make("runs4", file(header(4, compression=2), 4, run_lengths(4), palette(16)), "run-length coded, 4 bits")
    yield make("runs8-skip", file(header(8, compression=1), 8, run_lengths(8, skip=True), palette(256)), "run-length coded, with pixels that are left out")
    profile = icc.display_p3(TOKEN)
    embedded = header(24, 124, space=b"DEBM", profile=(124 + len(plain), len(profile)))
    yield make("rgb24-p3", file(embedded, 24, plain, tail=profile), "an embedded profile: Display P3", TOKEN)
    path = TOKEN.encode("utf-16-le") + b"\0\0"
    linked = header(24, 124, space=b"KNIL", profile=(124 + len(plain), len(path)))
    yield make("rgb24-linked", file(linked, 24, plain, tail=path), "a profile in another file, never followed", TOKEN)
    planted = TOKEN.encode()
    yield make("rgb24-gaps", file(header(24, resolution=2835), 24, plain, gap=planted, tail=planted), "strings before and behind the pixels", TOKEN)
    spare = palette(200) + (planted + b"\0" * 224)[:224]
    yield make("palette8-planted", file(header(8), 8, rows(lambda x, y: gray(x, y, 199), 8), spare), "a string in entries that no pixel uses", TOKEN)
    yield from hostile(plain)


def hostile(plain):
    size = f"{WIDTH}x{HEIGHT}"
    make = lambda name, data, what, expect="refuse", stored=size: Fixture(f"hostile/bmp-{name}.bmp", data, stored, what, 1, expect)
    whole = file(header(24), 24, plain)
    yield make("header-13", whole[:14] + b"\x0d" + whole[15:], "a header of 13 bytes", stored="-")
    yield make("width-0", file(header(24, width=0), 24, plain), "width 0", stored="-")
    yield make("width-negative", file(header(24, width=-WIDTH), 24, plain), "a negative width", stored="-")
    yield make("height-least", file(header(24, height=-1 << 31), 24, plain), "a height of -2,147,483,648", stored="-")
    yield make("huge", file(header(8, width=60000, height=60000), 8, b"\0" * 64, palette(256)), "3.6 gigapixels in a kilobyte", stored="60000x60000")
    yield make("runs-huge", file(header(8, compression=1, width=60000, height=4000), 8, b"\0\1", palette(256)), "240 megapixels that all are left out", "any", "60000x4000")
    yield make("bits-3", file(header(3), 24, plain), "3 bits a pixel")
    yield make("bits-64", file(header(64), 24, plain), "64 bits a pixel")
    yield make("jpeg", file(header(24, compression=4), 24, plain), "a JPEG in it")
    yield make("png", file(header(24, compression=5), 24, plain), "a PNG in it")
    yield make("cmyk", file(header(32, compression=11), 32, plain), "CMYK")
    yield make("os2-huffman", file(header(1, 64, 3), 1, plain, palette(2)), "OS/2's Huffman coding")
    yield make("os2-rle24", file(header(24, 64, 4), 24, plain), "OS/2's run-length coding of 24 bits")
    yield make("masks-overlap", file(header(32, 52, 3, masks=(0xFFFF, 0xFF00, 0xFF, 0)), 32, plain * 2), "masks that overlap")
    yield make("masks-gaps", file(header(16, 52, 3, masks=(0xA000, 0x07E0, 0x1F, 0)), 16, plain), "a mask with a hole in it")
    yield make("masks-none", file(header(16, 52, 3), 16, plain), "masks of nothing")
    yield make("no-palette", file(header(8), 8, b""), "8 bits, and the file ends behind the header")
    yield make("cut", whole[:len(whole) // 2], "cut in the middle of the pixels", "any")
    yield make("offset-in-header", whole[:10] + b"\x20" + whole[11:], "pixels that begin within the header")
    yield make("offset-beyond", whole[:10] + b"\xff\xff\xff\xff" + whole[14:], "pixels that begin behind the end")
    overflowing = bytes([200, 5]) * 30 + b"\0\0" * 100 + bytes([9, 9])
    yield make("runs-beyond", file(header(8, compression=1), 8, overflowing, palette(256)), "runs beyond the rows and rows beyond the picture", "any")
    yield make("runs-cut", file(header(8, compression=1), 8, run_lengths(8)[:80], palette(256)), "runs that end in the middle", "any")
