"""Segments that say how the picture is meant, or nothing of it; and segments moved about."""
import jpeg_stream as jpeg
import planted
import profiles
from jpeg_stream import Segment
from jpeg_huffman import spot

JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"


def exif(entries, order="big"):
    """A TIFF of one directory: [(tag, type, count, value)] with values of two bytes."""
    out = (b"MM\0*" if order == "big" else b"II*\0") + (8).to_bytes(4, order) + len(entries).to_bytes(2, order)
    for tag, kind, count, value in entries:
        out += tag.to_bytes(2, order) + kind.to_bytes(2, order) + count.to_bytes(4, order)
        out += value.to_bytes(2, order) + bytes(2) if kind == 3 else value.to_bytes(4, order)
    return out + bytes(4)


def tiff(random):
    """An orientation, and text behind the directory."""
    order = random.choice(("big", "little"))
    entries = [(0x112, random.choice((3, 3, 3, 4)), 1, random.choice((1, 2, 3, 4, 5, 6, 7, 8, 8, 6, 3, 0, 9)))]
    return exif(entries, order) + planted.text("exif")


def orientation(random, segments):
    segments.insert(1, Segment(0xE1, b"Exif\0\0" + tiff(random)))
    return True


def orientation_anywhere(random, segments):
    segments.insert(spot(random, segments), Segment(0xE1, b"Exif\0\0" + tiff(random)))
    return True


def jfif(random, segments):
    thumbnail = random.choice((b"", b"", planted.text("thumbnail")))
    body = JFIF[:-2] + bytes([len(thumbnail) // 3, 1]) + thumbnail if thumbnail else JFIF
    segments.insert(random.choice((1, 1, spot(random, segments))), Segment(0xE0, body))
    return True


def application_dropped(random, segments):
    """JFIF or Adobe gone: what the numbers mean may change."""
    spots = jpeg.places(segments, 0xE0, 0xEE)
    if spots:
        del segments[random.choice(spots)]
        return True


def adobe(random, segments):
    body = b"Adobe" + bytes((0, 100, 0, 0, 0, 0, random.choice((0, 1, 2, 3, 255))))
    body = random.choice((body, body, body + planted.text("adobe"), body[:11]))
    for index in reversed(jpeg.places(segments, 0xE0) if random.random() < 0.5 else []):
        del segments[index]
    segments.insert(random.choice((1, 1, spot(random, segments))), Segment(0xEE, body))
    return True


def profile(random, segments):
    """An ICC profile in parts: all there, one twice, one missing, out of order, with a wrong count, twice as a whole."""
    data, count = random.choice(profiles.ALL), random.choice((1, 1, 2, 3))
    size = -(-len(data) // count)
    parts = [(number, count, data[(number - 1) * size:number * size]) for number in range(1, count + 1)]
    for _ in range(random.choice((0, 0, 1))):
        change = random.randrange(5)
        if change == 0:
            parts.append(random.choice(parts))
        elif change == 1:
            del parts[random.randrange(len(parts))]
        elif change == 2:
            random.shuffle(parts)
        elif change == 3:
            parts = [(number, random.choice((0, count + 1, 255)), part) for number, _, part in parts]
        else:
            parts = parts + parts
    if random.random() < 0.2:
        # Behind the whole, whatever the order: in its midst it would be part of what the profile says.
        parts = [(number, of, part + planted.text("profile-tail") if number == count else part) for number, of, part in parts]
    for number, of, part in reversed(parts):
        segments.insert(1, Segment(0xE2, b"ICC_PROFILE\0" + bytes((number, of)) + part))
    return True


def text(random, segments):
    marker = random.choice((0xFE, *range(0xE0, 0xF0)))
    place = "com" if marker == 0xFE else f"app{marker - 0xE0}"
    head = random.choice((b"", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0", b"MPF\0", b"JFXX\0\x10", b"Ducky", b"\0"))
    segments.insert(spot(random, segments), Segment(marker, head + planted.text(place)))
    return True


def tail(random, segments):
    again = jpeg.serialize(segments) if random.random() < 0.3 else b""
    segments.append(Segment(None, data=random.choice((planted.text("tail"), planted.text("tail") + again, bytes(9) + planted.text("tail")))))
    return True


def between(random, segments):
    """Bytes between segments: fill bytes, which are legal, or others, which are not."""
    data = random.choice((b"\xff", b"\xff\xff\xff", b"\xff", planted.text("between"), b"\0\0"))
    segments.insert(spot(random, segments), Segment(None, data=data))
    return True


MUTATIONS = [(orientation, 12), (orientation_anywhere, 2), (jfif, 2), (application_dropped, 2), (adobe, 3), (profile, 3), (text, 3), (tail, 2), (between, 1)]
