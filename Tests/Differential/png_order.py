"""Whole chunks dropped, doubled, swapped and moved, whatever they are; checksums and lengths that lie; what follows the end."""
import planted
import png_stream as png
from png_stream import Chunk


def a_chunk(random, chunks):
    return random.randrange(len(chunks)) if chunks else None


def dropped(random, chunks):
    index = a_chunk(random, chunks)
    if index is not None:
        del chunks[index]
        return True


def doubled(random, chunks):
    index = a_chunk(random, chunks)
    if index is not None:
        chunks.insert(random.randrange(index, len(chunks) + 1), chunks[index].copy())
        return True


def swapped(random, chunks):
    if len(chunks) > 2:
        one, other = random.sample(range(len(chunks)), 2)
        chunks[one], chunks[other] = chunks[other], chunks[one]
        return True


def moved(random, chunks):
    if len(chunks) > 2:
        chunk = chunks.pop(random.randrange(1, len(chunks)))
        chunks.insert(random.randrange(1, len(chunks) + 1), chunk)
        return True


def checksum(random, chunks):
    index = a_chunk(random, chunks)
    if index is not None:
        chunks[index].crc = random.getrandbits(32)
        return True


def length(random, chunks):
    index = a_chunk(random, chunks)
    if index is not None:
        chunks[index].length = max(0, len(chunks[index].body) + random.choice((-4, -1, 1, 4, 12, 1 << 31)))
        return True


def body_byte(random, chunks):
    index = a_chunk(random, chunks)
    if index is not None and chunks[index].body:
        body = bytearray(chunks[index].body)
        body[random.randrange(len(body))] = random.choice((0, 1, 2, 127, 128, 254, 255))
        chunks[index].body = bytes(body)
        return True


def end(random, chunks):
    """No IEND, one that is not empty, one that is cut, or more behind it."""
    spots = png.places(chunks, b"IEND")
    if spots:
        index = spots[0]
        choice = random.randrange(5)
        if choice == 0:
            del chunks[index:]
        elif choice == 1:
            chunks[index].body = planted.text("iend")
        elif choice == 2:
            chunks[index:] = [Chunk(b"", Chunk(b"IEND").bytes()[:random.randrange(12)])]
        elif choice == 3:
            chunks.append(Chunk(b"", planted.text("tail")))
        else:
            chunks.append(Chunk(b"tEXt", b"Comment\0" + planted.text("tail-chunk")))
        return True


MUTATIONS = [(dropped, 2), (doubled, 2), (swapped, 1), (moved, 2), (checksum, 1), (length, 1), (body_byte, 2), (end, 3)]
