"""Writes WebP files: the container, and lossless pictures without any prediction. Lossy ones are cwebp's."""
import pathlib
import struct
import subprocess
import tempfile

from .png import file as png_file, raster
import zlib

ALPHA, ANIMATION, EXIF, ICC, XMP = 0x10, 0x02, 0x08, 0x20, 0x04


def chunk(name, data, padding=b"\0"):
    return name.encode() + struct.pack("<I", len(data)) + data + (padding if len(data) & 1 else b"")


def file(*chunks, trailing=b"", size=None):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body + trailing


def extended(width, height, flags=0, reserved=b"\0\0\0"):
    return chunk("VP8X", bytes([flags]) + reserved + side(width) + side(height))


def side(value):
    return struct.pack("<I", value - 1)[:3]


def frame(width, height, *chunks, x=0, y=0, delay=100, flags=0):
    return chunk("ANMF", struct.pack("<I", x // 2)[:3] + struct.pack("<I", y // 2)[:3] + side(width) + side(height)
                 + struct.pack("<I", delay)[:3] + bytes([flags]) + b"".join(chunks))


class Bits:
    """Least significant bit first."""

    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value, count):
        self.value |= value << self.count
        self.count += count

    def bytes(self):
        return self.value.to_bytes((self.count + 7) // 8, "little")


def lossless(rows, alpha=None):
    """Rows of RGBA as VP8L: every sample is its own code of eight bits, the codes being the samples with their bits reversed."""
    bits = Bits()
    bits.put(0x2F, 8)
    bits.put(len(rows[0]) - 1, 14)
    bits.put(len(rows) - 1, 14)
    bits.put(any(p[3] < 255 for row in rows for p in row) if alpha is None else alpha, 1)
    bits.put(0, 3)
    bits.put(0, 1)  # no transform
    bits.put(0, 1)  # no color cache
    bits.put(0, 1)  # one set of codes
    for symbols in (256 + 24, 256, 256, 256):
        eight_bits(bits, symbols)
    bits.put(1, 1)  # distances: a code of one symbol, 0
    bits.put(0, 1)
    bits.put(0, 1)
    bits.put(0, 1)
    for row in rows:
        for r, g, b, a in row:
            for sample in (g, r, b, a):
                bits.put(int(f"{sample:08b}"[::-1], 2), 8)
    return bits.bytes()


def eight_bits(bits, symbols):
    """A code in which the symbols 0...255 have eight bits each and the others none. Lengths are 8 or 0, told by a bit."""
    order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    bits.put(0, 1)
    bits.put(12 - 4, 4)
    for symbol in order[:12]:
        bits.put(1 if symbol in (0, 8) else 0, 3)
    bits.put(0, 1)
    for symbol in range(symbols):
        bits.put(1 if symbol < 256 else 0, 1)


def cwebp(rows, *options):
    """{name: payload} of what cwebp makes of rows of RGB or RGBA."""
    width, height, kind = len(rows[0]), len(rows), 6 if len(rows[0][0]) == 4 else 2
    with tempfile.TemporaryDirectory() as place:
        source, target = pathlib.Path(place, "a.png"), pathlib.Path(place, "a.webp")
        source.write_bytes(png_file(width, height, 8, kind, zlib.compress(raster(rows, 8, kind, 0))))
        subprocess.run(["cwebp", "-quiet", *options, source, "-o", target], check=True)
        data, out, i = target.read_bytes(), {}, 12
    while i + 8 <= len(data):
        size = int.from_bytes(data[i + 4:i + 8], "little")
        out[data[i:i + 4].decode()] = data[i + 8:i + 8 + size]
        i += 8 + size + (size & 1)
    return out
