"""Exif payloads, written by hand in either byte order."""
import struct

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7


def ifd(entries, start, order, next_offset=0):
    """entries: (tag, type, count, bytes); returns the IFD with its data area, laid out from offset `start`."""
    out, data = struct.pack(order + "H", len(entries)), b""
    data_start = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        if len(value) <= 4:
            field = value.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", data_start + len(data))
            data += value + (b"\0" if len(value) % 2 else b"")
        out += struct.pack(order + "HHI", tag, kind, count) + field
    return out + struct.pack(order + "I", next_offset) + data


def tiff(body, order):
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + body


def orientation(value, order="<", kind=SHORT):
    """The smallest Exif that has an orientation."""
    form = {SHORT: "H", LONG: "I", BYTE: "B"}[kind]
    return tiff(ifd([(0x0112, kind, 1, struct.pack(order + form, value))], 8, order), order)


def text(tag, string):
    value = string.encode() + b"\0"
    return (tag, ASCII, len(value), value)


def full(value, canary, order="<", thumbnail=b""):
    """Camera, date, UTF-16 title, GPS, and a thumbnail in the second IFD; the canary in each."""
    short = lambda tag, number: (tag, SHORT, 1, struct.pack(order + "H", number))
    long = lambda tag, number: (tag, LONG, 1, struct.pack(order + "I", number))
    rational = lambda tag, *pairs: (tag, RATIONAL, len(pairs), b"".join(struct.pack(order + "II", *p) for p in pairs))
    title = canary.encode("utf-16-le") + b"\0\0"

    def main(exif_at, gps_at, next_at):
        return ifd([text(0x010E, canary + " description"), text(0x010F, "Maker " + canary), text(0x0110, "Model X"),
                    short(0x0112, value), text(0x0132, "2024:05:06 07:08:09"), long(0x8769, exif_at), long(0x8825, gps_at),
                    (0x9C9B, BYTE, len(title), title)], 8, order, next_at)

    exif = lambda at: ifd([text(0x9003, "2024:05:06 07:08:09"), (0x927C, UNDEFINED, len(canary) + 6, b"MAKER\0" + canary.encode()),
                           (0x9286, UNDEFINED, len(canary) + 8, b"ASCII\0\0\0" + canary.encode()), short(0xA001, 1)], at, order)
    gps = lambda at: ifd([text(1, "N"), rational(2, (48, 1), (12, 1), (30, 1)), text(3, "E"), rational(4, (16, 1), (22, 1), (12, 1)),
                          text(0x1D, canary)], at, order)
    exif_at = 8 + len(main(0, 0, 0))
    gps_at = exif_at + len(exif(0))
    next_at = gps_at + len(gps(0)) if thumbnail else 0
    body = main(exif_at, gps_at, next_at) + exif(exif_at) + gps(gps_at)
    if thumbnail:
        at = next_at + len(ifd([short(0x0103, 6), long(0x0201, 0), long(0x0202, 0)], 0, order))
        body += ifd([short(0x0103, 6), long(0x0201, at), long(0x0202, len(thumbnail))], next_at, order) + thumbnail
    return tiff(body, order)
