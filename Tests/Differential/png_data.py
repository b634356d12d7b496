"""Changes to the image data of a PNG: its chunks, its zlib stream, its deflate blocks, its rows."""
import zlib

import deflate_blocks
import planted
import png_stream as png
from png_stream import Chunk


def split(random, chunks):
    data, spots = png.image_data(chunks), png.places(chunks, b"IDAT")
    if spots and data:
        png.replace_image_data(chunks, data)
        cuts = sorted(random.randrange(len(data) + 1) for _ in range(random.choice((1, 2, 5))))
        parts = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)])]
        chunks[spots[0]:spots[0] + 1] = [Chunk(b"IDAT", part) for part in parts]
        return True


def interrupted(random, chunks):
    """Another chunk between two of image data, which is not allowed."""
    data, spots = png.image_data(chunks), png.places(chunks, b"IDAT")
    if spots and len(data) > 2:
        png.replace_image_data(chunks, data[:len(data) // 2])
        other = random.choice((Chunk(b"tEXt", b"Comment\0" + planted.text("between-idat")), Chunk(b"IDAT"), Chunk(b"tIME", bytes(7))))
        chunks[spots[0] + 1:spots[0] + 1] = [other, Chunk(b"IDAT", data[len(data) // 2:])]
        return True


def zlib_header(random, chunks):
    """Another window, a dictionary, another method; with the check of the two bytes in order."""
    data = png.image_data(chunks)
    if len(data) > 2:
        method = random.choice((0x08, 0x18, 0x28, 0x38, 0x48, 0x58, 0x68, 0x78, 0x88, 0x79))
        flags = random.choice((0x00, 0x40, 0x80, 0xC0, 0x20))
        flags += -(method << 8 | flags) % 31
        png.replace_image_data(chunks, bytes((method, flags)) + data[2:])
        return True


def checksum(random, chunks):
    data = png.image_data(chunks)
    if len(data) > 6:
        png.replace_image_data(chunks, random.choice((data[:-4], data[:-random.randrange(1, 4)], data[:-4] + b"\0\0\0\1", data[:-5])))
        return True


def behind(random, chunks):
    """Bytes behind the end of the zlib stream, in its chunk or in one of their own."""
    data = png.image_data(chunks)
    if data:
        text = planted.text("behind-zlib")
        png.replace_image_data(chunks, data + text)
        if random.random() < 0.4:
            png.replace_image_data(chunks, data)
            chunks.insert(png.places(chunks, b"IDAT")[0] + 1, Chunk(b"IDAT", text))
        return True


def cut(random, chunks):
    data = png.image_data(chunks)
    if len(data) > 8:
        png.replace_image_data(chunks, data[:random.randrange(len(data))])
        if random.random() < 0.5:
            del chunks[png.places(chunks, b"IDAT")[0] + 1:]
        return True


def deflated(random, chunks):
    """The same rows, or almost, in other blocks."""
    rows = png.raster(chunks)
    if rows and len(rows) < 30_000:
        png.replace_image_data(chunks, random.choice((
            lambda: deflate_blocks.fixed(rows), lambda: deflate_blocks.fixed(rows, odd_symbol=random.choice((286, 287))),
            lambda: deflate_blocks.fixed(rows, odd_distance=random.choice((30, 31))),
            lambda: deflate_blocks.dynamic(rows, random.choice((257, 286, 287, 288)), random.choice((1, 1, 30, 31, 32))),
            lambda: deflate_blocks.stored(rows, random.choice((100, 4096)), random.random() < 0.5),
            lambda: zlib.compress(rows, random.choice((1, 9))) + b"", lambda: deflate_blocks.fixed(rows)[:-4] + bytes(4)))())
        return True


def rows_changed(random, chunks, change):
    rows, width = png.raster(chunks), png.row_bytes(chunks)
    if rows and width and len(rows) % (width + 1) == 0:
        made = bytearray(rows)
        change(made, width + 1)
        png.replace_image_data(chunks, zlib.compress(bytes(made), 6))
        return True


def filters(random, chunks):
    """Another filter for a row: legal with other pixels behind it, or none that there is."""
    def change(rows, step):
        rows[random.randrange(len(rows) // step) * step] = random.choice((0, 1, 2, 3, 4, 4, 5, 255))
    return rows_changed(random, chunks, change)


def raster_size(random, chunks):
    def change(rows, step):
        if random.random() < 0.5:
            del rows[-random.randrange(1, step + 1):]
        else:
            rows.extend(random.choice((planted.text("behind-rows"), bytes(1), bytes(step))))
    return rows_changed(random, chunks, change)


def samples(random, chunks):
    """Numbers anywhere in the rows: other pixels, indices that a palette does not have, bits behind the last pixel of a row."""
    def change(rows, step):
        for _ in range(4):
            at = random.randrange(len(rows))
            if at % step:
                rows[at] = random.choice((0, 255, random.randrange(256)))
        row = random.randrange(len(rows) // step)
        rows[row * step + step - 1] |= random.choice((0, 1, 3, 7))
    return rows_changed(random, chunks, change)


MUTATIONS = [(split, 2), (interrupted, 1), (zlib_header, 3), (checksum, 2), (behind, 2), (cut, 2), (deflated, 4), (filters, 1), (raster_size, 2), (samples, 2)]
