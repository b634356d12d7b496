"""Writes GIF files, LZW included, so that every block can be what no encoder of the field would write."""
import struct

TRAILER = b";"


def sub_blocks(data, size=255):
    return b"".join(bytes([len(data[i:i + size])]) + data[i:i + size] for i in range(0, len(data), size)) + b"\0"


def extension(label, data, size=255):
    return b"!" + bytes([label]) + sub_blocks(data, size)


def application(name, data, size=255):
    return b"!\xff" + bytes([len(name)]) + name + sub_blocks(data, size)


def graphic_control(transparent=None, delay=0, disposal=0):
    return b"!\xf9\4" + struct.pack("<BHBB", disposal << 2 | (transparent is not None), delay, transparent or 0, 0)


def table(colors):
    """A table of colors, filled up to a power of two; with it the three bits that say how large it is."""
    bits = max(1, (len(colors) - 1).bit_length())
    return b"".join(bytes(c) for c in colors) + b"\0\0\0" * ((1 << bits) - len(colors)), bits - 1


def codes(indices, minimum, clear_at_start=True, clears=True, end=True):
    """(code, bits) of each code; without `clears` the table of strings stays as it is once it is full."""
    clear, bits = 1 << minimum, minimum + 1
    strings, following = {(i,): i for i in range(clear)}, clear + 2
    if clear_at_start:
        yield clear, bits
    string = ()
    for index in indices:
        if string + (index,) in strings:
            string += (index,)
            continue
        yield strings[string], bits
        if following < 4096:
            strings[string + (index,)] = following
            following += 1
            # A decoder makes its strings one code later.
            if following - 1 == 1 << bits and bits < 12:
                bits += 1
        elif clears:
            yield clear, bits
            strings, following, bits = {(i,): i for i in range(clear)}, clear + 2, minimum + 1
        string = (index,)
    if string:
        yield strings[string], bits
        if following - 1 + 1 == 1 << bits and bits < 12 and following < 4096:
            bits += 1
    if end:
        yield clear + 1, bits


def packed(pairs):
    value, count, out = 0, 0, bytearray()
    for code, bits in pairs:
        value |= code << count
        count += bits
        while count >= 8:
            out.append(value & 255)
            value >>= 8
            count -= 8
    return bytes(out) + (bytes([value]) if count else b"")


def rows_in_order(height, interlaced):
    return [y for start, step in [(0, 8), (4, 8), (2, 4), (1, 2)] for y in range(start, height, step)] if interlaced else range(height)


def frame(rows, x=0, y=0, minimum=None, colors=None, interlaced=False, block=255, data=None, **options):
    """`rows` of indices; `data` in place of what they are compressed to."""
    width, height = len(rows[0]), len(rows)
    local, size = table(colors) if colors else (b"", 0)
    flags = (0x80 | size if colors else 0) | (0x40 if interlaced else 0)
    if minimum is None:
        minimum = max(2, max(max(row) for row in rows).bit_length())
    if data is None:
        data = packed(codes([i for y in rows_in_order(height, interlaced) for i in rows[y]], minimum, **options))
    return b"," + struct.pack("<HHHHB", x, y, width, height, flags) + local + bytes([minimum]) + sub_blocks(data, block)


def file(width, height, *blocks, colors=None, version=b"89a", background=0, trailer=TRAILER):
    shared, size = table(colors) if colors else (b"", 0)
    screen = struct.pack("<HHBBB", width, height, (0x80 | size if colors else 0) | 0x70, background, 0)
    return b"GIF" + version + screen + shared + b"".join(blocks) + trailer
