"""Changes to the frame header, and to which scans name what."""
import jpeg_stream as jpeg
from jpeg_stream import with_byte


def components(segments):
    """The frame and the offset of one component's three bytes."""
    frame = jpeg.frame(segments)
    return (frame, [6 + 3 * index for index in range(frame.body[5])]) if frame and frame.body[5] else (None, [])


def sampling(random, segments):
    frame, offsets = components(segments)
    if frame:
        at = random.choice(offsets) + 1
        frame.body = with_byte(frame.body, at, random.choice((1, 1, 2, 2, 3, 4)) << 4 | random.choice((1, 1, 2, 2, 3, 4)))
        return True


def sampling_multiplied(random, segments):
    """A factor that all have in common changes nothing."""
    frame, offsets = components(segments)
    if frame:
        horizontal, vertical = random.choice(((2, 1), (1, 2), (2, 2), (3, 1), (4, 1)))
        for at in offsets:
            factors = frame.body[at + 1]
            if (factors >> 4) * horizontal > 4 or (factors & 15) * vertical > 4:
                return None
            frame.body = with_byte(frame.body, at + 1, (factors >> 4) * horizontal << 4 | (factors & 15) * vertical)
        return True


def identifier(random, segments):
    """Another name for a component, in the scans too or not; sometimes one that another has."""
    frame, offsets = components(segments)
    if frame:
        at = random.choice(offsets)
        old, new = frame.body[at], random.choice((0, 1, 2, 3, 34, 82, 255))
        frame.body = with_byte(frame.body, at, new)
        if random.random() < 0.8:
            for index in jpeg.places(segments, jpeg.SOS):
                body = segments[index].body
                for place in range(1, 1 + 2 * (body[0] if body else 0), 2):
                    if place < len(body) and body[place] == old:
                        segments[index].body = body = with_byte(body, place, new)
                        break
        return True


def quantization_selector(random, segments):
    frame, offsets = components(segments)
    if frame:
        frame.body = with_byte(frame.body, random.choice(offsets) + 2, random.choice((0, 1, 2, 3, 4)))
        return True


def precision(random, segments):
    frame, _ = components(segments)
    if frame:
        frame.body = with_byte(frame.body, 0, random.choice((8, 12, 7, 16)))
        return True


def process(random, segments):
    frame, _ = components(segments)
    if frame:
        frame.marker = random.choice((0xC0, 0xC1, 0xC2, 0xC9, 0xCA, 0xC3))
        return True


def size(random, segments):
    frame, _ = components(segments)
    if frame:
        at = random.choice((1, 3))
        value = max(0, int.from_bytes(frame.body[at:at + 2], "big") + random.choice((-16, -8, -7, -1, 1, 3, 8, 16)))
        frame.body = frame.body[:at] + min(value, 160).to_bytes(2, "big") + frame.body[at + 2:]
        return True


def component_dropped(random, segments):
    frame, offsets = components(segments)
    if frame and len(offsets) > 1:
        at = random.choice(offsets)
        frame.body = with_byte(frame.body[:at] + frame.body[at + 3:], 5, len(offsets) - 1)
        return True


def components_swapped(random, segments):
    frame, offsets = components(segments)
    if frame and len(offsets) > 1:
        one, other = random.sample(offsets, 2)
        parts = {at: frame.body[at:at + 3] for at in offsets}
        parts[one], parts[other] = parts[other], parts[one]
        frame.body = frame.body[:6] + b"".join(parts[at] for at in offsets)
        return True


MUTATIONS = [(sampling, 3), (sampling_multiplied, 2), (identifier, 3), (quantization_selector, 2), (precision, 1), (process, 2), (size, 2),
             (component_dropped, 1), (components_swapped, 1)]
