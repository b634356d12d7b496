"""Deflate streams that zlib's own deflate never writes, of the same bytes or of ones that strict readers refuse."""
import zlib


class BitWriter:
    def __init__(self):
        self.out, self.bits, self.count = bytearray(), 0, 0

    def put(self, value, length):
        """Least significant bit first, as numbers stand in a stream."""
        self.bits |= value << self.count
        self.count += length
        while self.count >= 8:
            self.out.append(self.bits & 255)
            self.bits >>= 8
            self.count -= 8

    def code(self, value, length):
        """Most significant bit first, as Huffman codes stand in it."""
        self.put(int(f"{value:0{length}b}"[::-1], 2), length)

    def done(self):
        return bytes(self.out) + (bytes([self.bits]) if self.count else b"")


def wrapped(data, body):
    return b"\x78\x9c" + body + zlib.adler32(data).to_bytes(4, "big")


def put_fixed(writer, symbol):
    if symbol < 144:
        writer.code(0x30 + symbol, 8)
    elif symbol < 256:
        writer.code(0x190 + symbol - 144, 9)
    elif symbol < 280:
        writer.code(symbol - 256, 7)
    else:
        writer.code(0xC0 + symbol - 280, 8)


def fixed(data, odd_symbol=None, odd_distance=None):
    """One block of literals with the fixed codes; in its middle a length or a distance that does not exist."""
    writer = BitWriter()
    writer.put(1, 1)
    writer.put(1, 2)
    for index, byte in enumerate(data):
        if index == len(data) // 2 and odd_symbol is not None:
            put_fixed(writer, odd_symbol)
        if index == len(data) // 2 and odd_distance is not None:
            put_fixed(writer, 257)
            writer.code(odd_distance, 5)
        put_fixed(writer, byte)
    put_fixed(writer, 256)
    return wrapped(data, writer.done())


def dynamic(data, literals=257, distances=1):
    """One block whose header has so many codes: more than 286 and 30 are illegal, and zlib says so."""
    short = 512 - literals  # codes of 8 bits; the others have 9
    writer = BitWriter()
    writer.put(1, 1)
    writer.put(2, 2)
    writer.put(literals - 257, 5)
    writer.put(distances - 1, 5)
    writer.put(7 - 4, 4)
    for length in (0, 0, 0, 2, 1, 0, 2):  # of 16, 17, 18, 0, 8, 7, 9
        writer.put(length, 3)
    for symbol in range(literals):
        writer.code(0, 1) if symbol < short else writer.code(3, 2)
    for _ in range(distances):
        writer.code(2, 2)
    for symbol in (*data, 256):
        writer.code(symbol, 8) if symbol < short else writer.code(2 * short + symbol - short, 9)
    return wrapped(data, writer.done())


def stored(data, size=65535, empty=False):
    """Blocks that are not compressed, with empty ones between them."""
    blocks = [data[at:at + size] for at in range(0, len(data), size)] or [b""]
    if empty:
        blocks = [part for block in blocks for part in (b"", block)]
    body = b"".join(bytes([index + 1 == len(blocks)]) + len(block).to_bytes(2, "little") + (len(block) ^ 0xFFFF).to_bytes(2, "little") + block
                    for index, block in enumerate(blocks))
    return wrapped(data, body)
