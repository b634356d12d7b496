"""Whole segments dropped, doubled, swapped and moved, whatever they are; and lengths that lie."""
from jpeg_stream import EOI, SOI, Segment


def a_segment(random, segments):
    spots = [index for index, segment in enumerate(segments) if segment.marker not in (SOI, EOI)]
    return random.choice(spots) if spots else None


def dropped(random, segments):
    index = a_segment(random, segments)
    if index is not None:
        del segments[index]
        return True


def doubled(random, segments):
    index = a_segment(random, segments)
    if index is not None:
        segments.insert(random.randrange(index, len(segments) + 1), segments[index].copy())
        return True


def swapped(random, segments):
    one, other = a_segment(random, segments), a_segment(random, segments)
    if one is not None and one != other:
        segments[one], segments[other] = segments[other], segments[one]
        return True


def moved(random, segments):
    index = a_segment(random, segments)
    if index is not None:
        segment = segments.pop(index)
        segments.insert(random.randrange(1, len(segments) + 1), segment)
        return True


def end_inserted(random, segments):
    """An end marker before the end."""
    index = a_segment(random, segments)
    if index is not None:
        segments.insert(index + 1, Segment(random.choice((EOI, EOI, SOI, 1))))
        return True


def length(random, segments):
    index = a_segment(random, segments)
    if index is not None and segments[index].marker is not None:
        segments[index].length = len(segments[index].body) + 2 + random.choice((-2, -1, 1, 2, 16, -len(segments[index].body) - 2))
        return True


def body_byte(random, segments):
    index = a_segment(random, segments)
    if index is not None and segments[index].body:
        body = bytearray(segments[index].body)
        body[random.randrange(len(body))] = random.choice((0, 1, 2, 127, 128, 254, 255, random.randrange(256)))
        segments[index].body = bytes(body)
        return True


MUTATIONS = [(dropped, 2), (doubled, 2), (swapped, 2), (moved, 3), (end_inserted, 1), (length, 1), (body_byte, 2)]
