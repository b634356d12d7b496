"""Changes to scans: which there are and in which order, their entropy-coded bytes and where they end."""
import jpeg_stream as jpeg
import planted
from jpeg_stream import EOI, SOS, Segment, with_byte


def a_scan(random, segments):
    spots = [index for index in jpeg.places(segments, SOS) if len(segments[index].body) >= 6]
    return random.choice(spots) if spots else None


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


MUTATIONS = [(dropped, 3), (doubled, 3), (reordered, 3), (last_dropped, 2), (entropy_cut, 1), (entropy_lengthened, 2), (entropy_byte, 1), (cut, 2),
             (end_dropped, 1)]
