"""A JPEG as a list of segments that can be moved about, and back to bytes."""
from dataclasses import dataclass, replace

SOI, EOI, SOS, DQT, DHT, DRI, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE
FRAMES = (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)


@dataclass
class Segment:
    """`marker` None stands for bytes that are no segment; `data` is what follows a scan's header."""
    marker: int | None
    body: bytes = b""
    data: bytes = b""
    length: int | None = None  # what the length says, where it is to be wrong

    def bytes(self):
        if self.marker is None:
            return self.data
        if self.marker in (SOI, EOI) or self.marker == 1:
            return bytes([0xFF, self.marker]) + self.data
        length = len(self.body) + 2 if self.length is None else self.length
        return bytes([0xFF, self.marker]) + (length & 0xFFFF).to_bytes(2, "big") + self.body + self.data

    def copy(self):
        return replace(self)


def end_of_entropy(data, at):
    """Where the next marker stands that is no restart and no stuffed byte."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def parse(data):
    segments, at = [], 0
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (SOI, 1) or 0xD0 <= marker <= 0xD7:
            segments.append(Segment(marker if marker in (SOI, 1) else None, data=b"" if marker in (SOI, 1) else data[at:at + 2]))
            at += 2
            continue
        if marker == EOI:
            segments.append(Segment(EOI))
            at += 2
            break
        length = int.from_bytes(data[at + 2:at + 4], "big")
        if marker == 0xFF or length < 2 or at + 2 + length > len(data):
            break
        body, at = data[at + 4:at + 2 + length], at + 2 + length
        end = end_of_entropy(data, at) if marker == SOS else at
        segments.append(Segment(marker, body, data[at:end]))
        at = end
    if at < len(data):
        segments.append(Segment(None, data=data[at:]))
    return segments


def serialize(segments):
    return b"".join(segment.bytes() for segment in segments)


def places(segments, *markers):
    return [index for index, segment in enumerate(segments) if segment.marker in markers]


def frame(segments):
    """The frame header, if it is whole."""
    for segment in segments:
        if segment.marker in FRAMES and len(segment.body) >= 6 and len(segment.body) == 6 + 3 * segment.body[5]:
            return segment
    return None


def with_byte(body, at, value):
    return body[:at] + bytes([value & 0xFF]) + body[at + 1:]
