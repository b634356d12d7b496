"""Changes to scans: their headers, their order, their entropy-coded bytes and where they end."""
import jpeg_stream as jpeg
import planted
from jpeg_stream import EOI, SOS, Segment, with_byte


def a_scan(random, segments):
    spots = [index for index in jpeg.places(segments, SOS) if len(segments[index].body) >= 6]
    return random.choice(spots) if spots else None


def header_field(random, segments):
    """Ss, Se, or Ah and Al."""
    index = a_scan(random, segments)
    if index is not None:
        body = segments[index].body
        at = len(body) - 3 + random.randrange(3)
        choices = ((0, 1, 5, 6, 63), (0, 5, 63, 62, 64), (0, 0x01, 0x10, 0x21, 0x0E, 0xFF))[at - len(body) + 3]
        segments[index].body = with_byte(body, at, random.choice(choices))
        return True


def header_zeros(random, segments):
    """What some cameras write in sequential scans."""
    index = a_scan(random, segments)
    if index is not None:
        segments[index].body = segments[index].body[:-3] + b"\0\0\0"
        return True


def component_order(random, segments):
    index = a_scan(random, segments)
    if index is not None:
        body = segments[index].body
        pairs = [body[at:at + 2] for at in range(1, len(body) - 3, 2)]
        if len(pairs) > 1:
            random.shuffle(pairs)
            segments[index].body = body[:1] + b"".join(pairs) + body[-3:]
            return True


def selector(random, segments):
    """Another component, or one twice."""
    index = a_scan(random, segments)
    if index is not None:
        body = segments[index].body
        names = [body[at] for at in range(1, len(body) - 3, 2)] or [1]
        at = random.randrange(1, max(2, len(body) - 3), 2)
        segments[index].body = with_byte(body, at, random.choice([*names, 1, 2, 3, 4]))
        return True


def table_selectors(random, segments):
    index = a_scan(random, segments)
    if index is not None:
        body = segments[index].body
        at = random.randrange(2, max(3, len(body) - 3), 2)
        segments[index].body = with_byte(body, at, random.choice((0x00, 0x01, 0x10, 0x11, 0x22, 0x40)))
        return True


def header_split(random, segments):
    """An interleaved scan becomes two; the second gets the same bytes, or none."""
    index = a_scan(random, segments)
    if index is not None:
        scan = segments[index]
        count, body = scan.body[0], scan.body
        if count > 1:
            cut = random.randrange(1, count)
            second = Segment(SOS, bytes([count - cut]) + body[1 + 2 * cut:], random.choice((scan.data, b"")))
            scan.body = bytes([cut]) + body[1:1 + 2 * cut] + body[-3:]
            segments.insert(index + 1, second)
            return True


def dropped(random, segments):
    index = a_scan(random, segments)
    if index is not None and len(jpeg.places(segments, SOS)) > 1:
        del segments[index]
        return True


def doubled(random, segments):
    """Sometimes a later one that carries other data, sometimes another's header."""
    index = a_scan(random, segments)
    if index is not None:
        other = a_scan(random, segments)
        copy = segments[index].copy()
        if random.random() < 0.3:
            copy.data = segments[other].data
        segments.insert(random.choice((index, index + 1, other + 1)), copy)
        return True


def reordered(random, segments):
    spots = jpeg.places(segments, SOS)
    if len(spots) > 1:
        one, other = random.sample(spots, 2)
        segments[one], segments[other] = segments[other], segments[one]
        return True


def last_dropped(random, segments):
    """A progressive file without its last scans, which has an end all the same."""
    spots = jpeg.places(segments, SOS)
    if len(spots) > 1:
        for index in reversed(spots[random.randrange(1, len(spots)):]):
            del segments[index]
        return True


def entropy_cut(random, segments):
    index = a_scan(random, segments)
    if index is not None and len(segments[index].data) > 2:
        data = segments[index].data
        segments[index].data = data[:random.randrange(len(data))].rstrip(b"\xff")
        return True


def entropy_lengthened(random, segments):
    """Bytes behind the last code of a scan."""
    index = a_scan(random, segments)
    if index is not None:
        segments[index].data += random.choice((planted.text("behind-scan"), b"\0", b"\xff\0" * 3, bytes(40)))
        return True


def entropy_byte(random, segments):
    index = a_scan(random, segments)
    if index is not None and segments[index].data:
        data = segments[index].data
        segments[index].data = with_byte(data, random.randrange(len(data)), random.randrange(255))
        return True


def cut(random, segments):
    """The file ends early, with an end marker behind what is left or without."""
    spots = jpeg.places(segments, SOS)
    if spots:
        index = random.choice(spots)
        scan = segments[index]
        scan.data = scan.data[:random.randrange(len(scan.data) + 1)].rstrip(b"\xff")
        segments[index + 1:] = [Segment(EOI)] if random.random() < 0.6 else []
        return True


def end_dropped(random, segments):
    spots = jpeg.places(segments, EOI)
    if spots:
        del segments[spots[0]]
        return True


MUTATIONS = [(header_field, 4), (header_zeros, 1), (component_order, 2), (selector, 2), (table_selectors, 2), (header_split, 2), (dropped, 3),
             (doubled, 3), (reordered, 3), (last_dropped, 2), (entropy_cut, 1), (entropy_lengthened, 2), (entropy_byte, 1), (cut, 2), (end_dropped, 1)]
