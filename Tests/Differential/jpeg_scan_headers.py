"""Changes to the headers of scans: which components and tables they name, and which coefficients."""
from jpeg_scans import a_scan
from jpeg_stream import SOS, Segment, with_byte


def field(random, segments):
    """Ss, Se, or Ah and Al."""
    index = a_scan(random, segments)
    if index is not None:
        body = segments[index].body
        at = len(body) - 3 + random.randrange(3)
        choices = ((0, 1, 5, 6, 63), (0, 5, 63, 62, 64), (0, 0x01, 0x10, 0x21, 0x0E, 0xFF))[at - len(body) + 3]
        segments[index].body = with_byte(body, at, random.choice(choices))
        return True


def zeros(random, segments):
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


def split(random, segments):
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


MUTATIONS = [(field, 4), (zeros, 1), (component_order, 2), (selector, 2), (table_selectors, 2), (split, 2)]
