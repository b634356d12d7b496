"""A PNG encoder that writes every colour type, depth, interlace and filter, and any chunk anywhere."""
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, data, crc=None):
    kind = kind.encode() if isinstance(kind, str) else kind
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) if crc is None else crc)


def ihdr(width, height, depth, color, interlace=0, compression=0, filter_method=0):
    return chunk("IHDR", struct.pack(">IIBBBBB", width, height, depth, color, compression, filter_method, interlace))


def packed(samples, depth):
    """One row of samples as bytes."""
    if depth == 16:
        return struct.pack(f">{len(samples)}H", *samples)
    if depth == 8:
        return bytes(samples)
    bits = "".join(format(s, f"0{depth}b") for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b, c = above[i], above[i - step] if i >= step else 0
        out.append((value - (0, a, b, (a + b) // 2, paeth(a, b, c))[kind]) & 0xFF)
    return bytes(out)


def raster(rows, depth, color, interlace):
    """The filtered bytes that IDAT compresses; filters change from row to row so that each is met."""
    step = max(1, CHANNELS[color] * depth // 8)
    out = b""
    for x0, y0, dx, dy in ADAM7 if interlace else [(0, 0, 1, 1)]:
        lines = [[s for pixel in row[x0::dx] for s in pixel] for row in rows[y0::dy]]
        lines = [packed(line, depth) for line in lines if line]
        above = bytes(len(lines[0])) if lines else b""
        for index, line in enumerate(lines):
            out += filtered(index % 5, line, above, step)
            above = line
    return out


def idat(data, parts=1):
    size = -(-len(data) // parts)
    return b"".join(chunk("IDAT", data[i:i + size]) for i in range(0, len(data), size))


def file(width, height, depth, color, data, interlace=0, before=b"", after=b"", tail=b"", parts=1):
    """`before` stands between IHDR and IDAT, `after` between IDAT and IEND, `tail` behind IEND."""
    return (SIGNATURE + ihdr(width, height, depth, color, interlace) + before + idat(data, parts) + after
            + chunk("IEND", b"") + tail)
