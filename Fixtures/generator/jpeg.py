"""A baseline JPEG encoder (ITU-T T.81) that can write what others cannot: any sampling, table layout or segment order."""
import math
import struct

ZIGZAG = [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
          35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63]

# T.81, tables K.1 and K.2, in natural order.
LUMA = [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99]
CHROMA = [17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99] + [99] * 32

# T.81, tables K.3 to K.6: how many codes of each length, and their symbols.
DC_LUMA = ([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], list(range(12)))
DC_CHROMA = ([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], list(range(12)))
AC_LUMA = ([0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D], list(bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a"
    "535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7"
    "c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa")))
AC_CHROMA = ([0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77], list(bytes.fromhex(
    "0001020311040521310612415107617113223281081442 91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a"
    "535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7"
    "c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa".replace(" ", ""))))

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
JFIF = b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def scaled(table, quality):
    """The Independent JPEG Group's meaning of quality."""
    factor = 5000 // quality if quality < 50 else 200 - 2 * quality
    return [max(1, min(255, (value * factor + 50) // 100)) for value in table]


def segment(marker, payload):
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def dqt(identifier, table):
    return segment(0xDB, dqt_body(identifier, table))


def dqt_body(identifier, table):
    return bytes([identifier]) + bytes(table[i] for i in ZIGZAG)


def dht(kind, identifier, table):
    """kind 0 for DC, 1 for AC."""
    return segment(0xC4, dht_body(kind, identifier, table))


def dht_body(kind, identifier, table):
    return bytes([kind << 4 | identifier]) + bytes(table[0]) + bytes(table[1])


def adobe(transform, extra=b""):
    return segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform) + extra)


def codes(table):
    """symbol -> (code, length), T.81 annex C."""
    out, code, index = {}, 0, 0
    for length, count in enumerate(table[0], 1):
        for _ in range(count):
            out[table[1][index]] = (code, length)
            code, index = code + 1, index + 1
        code <<= 1
    return out


class BitWriter:
    def __init__(self):
        self.out, self.accumulator, self.count = bytearray(), 0, 0

    def put(self, value, length):
        self.accumulator = self.accumulator << length | value
        self.count += length
        while self.count >= 8:
            self.count -= 8
            byte = self.accumulator >> self.count & 0xFF
            self.out.append(byte)
            if byte == 0xFF:
                self.out.append(0)
        self.accumulator &= (1 << self.count) - 1

    def flush(self):
        if self.count:
            self.put((1 << (8 - self.count)) - 1, 8 - self.count)


COSINES = [[math.cos((2 * x + 1) * u * math.pi / 16) * (math.sqrt(0.125) if u == 0 else 0.5) for x in range(8)] for u in range(8)]


def forward_dct(block):
    rows = [[sum(row[x] * c[x] for x in range(8)) for c in COSINES] for row in block]
    return [sum(rows[y][u] * COSINES[v][y] for y in range(8)) for v in range(8) for u in range(8)]


class Component:
    """One plane of a picture: samples at full size as a function of x and y, stored at a share of that."""

    def __init__(self, identifier, horizontal, vertical, table, sample):
        self.identifier, self.h, self.v, self.table, self.sample = identifier, horizontal, vertical, table, sample


def downsampled(component, width, height, h_max, v_max):
    """The component's own samples: the mean of the pixels that each covers."""
    step_x, step_y = h_max // component.h, v_max // component.v
    own_width, own_height = -(-width * component.h // h_max), -(-height * component.v // v_max)
    rows = []
    for y in range(own_height):
        row = []
        for x in range(own_width):
            pixels = [component.sample(min(x * step_x + i, width - 1), min(y * step_y + j, height - 1))
                      for j in range(step_y) for i in range(step_x)]
            row.append(sum(pixels) / len(pixels))
        rows.append(row)
    return rows


def quantized(plane, block_x, block_y, table):
    last_y, last_x = len(plane) - 1, len(plane[0]) - 1
    block = [[plane[min(block_y * 8 + y, last_y)][min(block_x * 8 + x, last_x)] - 128 for x in range(8)] for y in range(8)]
    return [int(math.floor(c / q + 0.5)) for c, q in zip(forward_dct(block), table)]


def magnitude(value):
    """The category and the bits of a coefficient, T.81 F.1.2.1."""
    length = abs(value).bit_length()
    return length, value if value >= 0 else value + (1 << length) - 1


def put_block(writer, block, previous_dc, dc_codes, ac_codes):
    length, bits = magnitude(block[0] - previous_dc)
    writer.put(*dc_codes[length])
    writer.put(bits, length)
    run = 0
    for index in ZIGZAG[1:]:
        if block[index] == 0:
            run += 1
            continue
        while run > 15:
            writer.put(*ac_codes[0xF0])
            run -= 16
        length, bits = magnitude(block[index])
        writer.put(*ac_codes[run << 4 | length])
        writer.put(bits, length)
        run = 0
    if run:
        writer.put(*ac_codes[0])
    return block[0]


def entropy(width, height, components, tables, restart):
    """The one interleaved scan. Component 0 takes Huffman tables 0, the others tables 1."""
    h_max, v_max = max(c.h for c in components), max(c.v for c in components)
    planes = [downsampled(c, width, height, h_max, v_max) for c in components]
    if len(components) == 1:
        columns, rows, counts = -(-width // 8), -(-height // 8), [(1, 1)]
    else:
        columns, rows, counts = -(-width // (8 * h_max)), -(-height // (8 * v_max)), [(c.h, c.v) for c in components]
    dc, ac = [codes(DC_LUMA), codes(DC_CHROMA)], [codes(AC_LUMA), codes(AC_CHROMA)]
    writer, previous = BitWriter(), [0] * len(components)
    for mcu in range(columns * rows):
        if restart and mcu and mcu % restart == 0:
            writer.flush()
            writer.out += bytes([0xFF, 0xD0 + (mcu // restart - 1) % 8])
            previous = [0] * len(components)
        mcu_y, mcu_x = divmod(mcu, columns)
        for i, (h, v) in enumerate(counts):
            for y in range(v):
                for x in range(h):
                    block = quantized(planes[i], mcu_x * h + x, mcu_y * v + y, tables[components[i].table])
                    previous[i] = put_block(writer, block, previous[i], dc[min(i, 1)], ac[min(i, 1)])
    writer.flush()
    return bytes(writer.out)


class Picture:
    """A baseline JPEG in pieces, so that a fixture can put others between them."""

    def __init__(self, width, height, components, quality=80, restart=0):
        many = len(components) > 1
        tables = [scaled(LUMA, quality), scaled(CHROMA, quality)]
        used = sorted({c.table for c in components})
        self.tables = b"".join(dqt(i, tables[i]) for i in used)
        self.frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, len(components)) + b"".join(
            bytes([c.identifier, c.h << 4 | c.v, c.table]) for c in components))
        self.huffman = dht(0, 0, DC_LUMA) + dht(1, 0, AC_LUMA) + (dht(0, 1, DC_CHROMA) + dht(1, 1, AC_CHROMA) if many else b"")
        self.restart = segment(0xDD, struct.pack(">H", restart)) if restart else b""
        self.scan = segment(0xDA, bytes([len(components)]) + b"".join(
            bytes([c.identifier, 0x11 if i else 0x00]) for i, c in enumerate(components)) + b"\x00\x3f\x00")
        self.entropy = entropy(width, height, components, tables, restart)
        self.application = segment(0xE0, JFIF)

    def file(self, head=b"", tail=b"", before_frame=b"", before_scan=b""):
        """`head` follows the JFIF or Adobe segment, `tail` the end of the image."""
        return (SOI + self.application + head + self.tables + before_frame + self.frame + self.huffman + self.restart
                + before_scan + self.scan + self.entropy + EOI + tail)
