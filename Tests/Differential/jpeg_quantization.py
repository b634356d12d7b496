"""Changes to quantization tables and restart intervals."""
import jpeg_stream as jpeg
import planted
from jpeg_stream import DQT, DRI, SOS, Segment, with_byte
from jpeg_huffman import spot


def a_table(random, segments):
    """A DQT and the offset of one of its tables."""
    spots = jpeg.places(segments, DQT)
    if spots:
        segment, offsets, at = segments[random.choice(spots)], [], 0
        while at < len(segment.body):
            size = 65 + 64 * (segment.body[at] >> 4 == 1)
            if at + size <= len(segment.body):
                offsets.append((at, size))
            at += size
        if offsets:
            return segment, *random.choice(offsets)
    return None


def step(random, segments):
    found = a_table(random, segments)
    if found:
        segment, at, _ = found
        segment.body = with_byte(segment.body, at + 1 + random.randrange(64), random.choice((0, 1, 2, 40, 255)))
        return True


def precision(random, segments):
    """Eight bits become sixteen: the same steps, or one that needs them."""
    found = a_table(random, segments)
    if found and found[2] == 65:
        segment, at, size = found
        table = segment.body[at:at + size]
        steps = [value for value in table[1:]]
        if random.random() < 0.5:
            steps[random.randrange(64)] = random.choice((256, 1000, 8191, 8192, 65535))
        wide = bytes([table[0] | 0x10]) + b"".join(value.to_bytes(2, "big") for value in steps)
        segment.body = segment.body[:at] + wide + segment.body[at + size:]
        return True


def name(random, segments):
    found = a_table(random, segments)
    if found:
        segment, at, _ = found
        segment.body = with_byte(segment.body, at, segment.body[at] & 0xF0 | random.choice((0, 1, 2, 3, 4)))
        return True


def unused(random, segments):
    text = planted.text("unused-dqt")
    table = (text * 4)[:64]
    segments.insert(spot(random, segments), Segment(DQT, bytes([random.choice((2, 3))]) + table))
    return True


def redefined(random, segments):
    """Other steps under a number that is used, anywhere; with text where no one looks."""
    text = planted.text("dqt-again")
    table = random.choice(((text * 4)[:64], bytes([random.randrange(1, 90)]) * 64))
    segments.insert(spot(random, segments), Segment(DQT, bytes([random.choice((0, 1))]) + table))
    return True


def restart_interval(random, segments):
    segments.insert(spot(random, segments), Segment(DRI, random.choice((0, 1, 2, 5, 65535)).to_bytes(2, "big")))
    return True


def restart_interval_changed(random, segments):
    spots = jpeg.places(segments, DRI)
    if spots:
        index = random.choice(spots)
        if random.random() < 0.3:
            del segments[index]
        else:
            segments[index].body = random.choice((0, 1, 2, 5, 65535)).to_bytes(2, "big")
        return True


def restart_markers(random, segments):
    """One more, one less, or another number."""
    index = (jpeg.places(segments, SOS) or [None])[0]
    if index is not None:
        data = segments[index].data
        marks = [at for at in range(len(data) - 1) if data[at] == 0xFF and 0xD0 <= data[at + 1] <= 0xD7]
        if marks and random.random() < 0.7:
            at = random.choice(marks)
            segments[index].data = data[:at] + random.choice((b"", b"\xff" + bytes([0xD0 + random.randrange(8)]), data[at:at + 2] * 2)) + data[at + 2:]
        else:
            at = random.randrange(len(data) + 1)
            segments[index].data = data[:at].rstrip(b"\xff") + b"\xff\xd0" + data[at:]
        return True


MUTATIONS = [(step, 2), (precision, 2), (name, 1), (unused, 2), (redefined, 4), (restart_interval, 2), (restart_interval_changed, 2),
             (restart_markers, 1)]
