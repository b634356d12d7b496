"""A PNG as a list of chunks that can be moved about, and back to bytes."""
import zlib
from dataclasses import dataclass, replace

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class Chunk:
    """`kind` empty stands for bytes that are no chunk."""
    kind: bytes
    body: bytes = b""
    crc: int | None = None     # where it is to be wrong
    length: int | None = None  # likewise

    def bytes(self):
        if not self.kind:
            return self.body
        length = len(self.body) if self.length is None else self.length
        crc = zlib.crc32(self.kind + self.body) if self.crc is None else self.crc
        return (length & 0xFFFFFFFF).to_bytes(4, "big") + self.kind + self.body + (crc & 0xFFFFFFFF).to_bytes(4, "big")

    def copy(self):
        return replace(self)


def parse(data):
    chunks, at = [], 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        if at + 12 + length > len(data):
            break
        body, crc = data[at + 8:at + 8 + length], int.from_bytes(data[at + 8 + length:at + 12 + length], "big")
        chunks.append(Chunk(kind, body, None if crc == zlib.crc32(kind + body) else crc))
        at += 12 + length
        if kind == b"IEND":
            break
    if at < len(data):
        chunks.append(Chunk(b"", data[at:]))
    return chunks


def serialize(chunks):
    return SIGNATURE + b"".join(chunk.bytes() for chunk in chunks)


def places(chunks, *kinds):
    return [index for index, chunk in enumerate(chunks) if chunk.kind in kinds]


def header(chunks):
    """Width, height, depth, colour type and interlacing, if there is a whole IHDR first."""
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].body) != 13:
        return None
    body = chunks[0].body
    return int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"), body[8], body[9], body[12]


def image_data(chunks):
    return b"".join(chunk.body for chunk in chunks if chunk.kind == b"IDAT")


def replace_image_data(chunks, data):
    """All of it in one IDAT where the first one stood."""
    spots = places(chunks, b"IDAT")
    if spots:
        chunks[spots[0]] = Chunk(b"IDAT", data)
        for index in reversed(spots[1:]):
            del chunks[index]


def raster(chunks):
    """The filtered rows, or None where they cannot be inflated."""
    try:
        return zlib.decompressobj().decompress(image_data(chunks), 1 << 20)
    except zlib.error:
        return None


def row_bytes(chunks):
    """Bytes of a row without its filter, None for what is interlaced or has no legal colour type."""
    head = header(chunks)
    if head is None or head[4] or head[3] not in (0, 2, 3, 4, 6):
        return None
    return -(-head[0] * head[2] * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[head[3]] // 8)
