"""One upright and one turned picture with each thing that can stand beside a JPEG's image, a canary planted in each."""
import struct

from . import exif, icc, jpeg, jpegs
from .fixture import Fixture, jpegtran
from .jpeg import EOI, SOI, adobe, dht_body, dqt_body, segment

WIDTH, HEIGHT = 48, 32
APPLICATION_WORDS = {
    1: b"http://example.invalid/unknown/\0", 2: b"MYMAKER\0", 3: b"Meta\0\0", 4: b"SCALADO\0", 5: b"RMETA\0", 6: b"GoPro\0", 7: b"PENTAX \0",
    8: b"SPIFF\0", 9: b"Media Jukebox\0", 10: b"UNICODE\0", 11: b"HDR_RI ver=11\0", 12: b"[picture info]\0", 13: b"Adobe_CM\0", 14: b"NotAdobe\0",
    15: b"Q 80\0"}


def canary(name):
    return f"CANARY-{name}-7b37"


def xmp(token):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
                   b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' "
                   b"dc:title='" + token.encode() + b"'/></rdf:RDF></x:xmpmeta><?xpacket end='w'?>")


def extended_xmp(token):
    body = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + token.encode() + b"</x:xmpmeta>"
    return segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0123456789ABCDEF0123456789ABCDEF"
                   + struct.pack(">II", len(body), 0) + body)


def iptc(token):
    record = b"\x1c\x02\x78" + struct.pack(">H", len(token)) + token.encode()
    record += b"\0" if len(record) % 2 else b""
    return segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record)


def mpf(first_size, second_offset, second_size, token):
    """CIPA DC-007: version, number of images, MP entries; the canary in the unique-id list of the entry area."""
    entries = struct.pack(">IIIHH", 0x20030000, first_size, 0, 0, 0) + struct.pack(">IIIHH", 0, second_size, second_offset, 0, 0)
    name = token.encode().ljust(33, b"\0")[:33]
    return segment(0xE2, b"MPF\0" + exif.tiff(exif.ifd([
        (0xB000, 7, 4, b"0100"), (0xB001, 4, 1, struct.pack(">I", 2)), (0xB002, 7, len(entries), entries), (0xB003, 7, 33, name)], 8, ">"), ">"))


def jfif_thumbnail(token):
    pixels = token.encode().ljust(4 * 4 * 3, b"\0")[:48]
    return segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x04\x04" + pixels)


def jfxx(kind, token):
    body = {0x10: SOI + segment(0xFE, token.encode()) + EOI, 0x11: b"\x02\x02" + token.encode().ljust(768, b"\0") + b"\0\1\2\3",
            0x13: b"\x04\x04" + token.encode().ljust(48, b"\0")}[kind]
    return segment(0xE0, b"JFXX\0" + bytes([kind]) + body)


def with_canary_table(token):
    """A quantization table that spells the token as it is written, in zigzag order; no number in it is zero."""
    written = token.encode().ljust(64, b"-")
    return [written[jpeg.ZIGZAG.index(i)] for i in range(64)]


def huffman_canary(token):
    """A legal table whose symbols are the token's letters, each once."""
    letters = list(dict.fromkeys(token.encode()))
    counts = [0] * 16
    counts[7] = len(letters)
    return counts, letters


def heads():
    """name -> (segments that follow JFIF, canary)."""
    plain = lambda name, make: (name, (make(canary(name)), canary(name)))
    app1 = lambda body: segment(0xE1, b"Exif\0\0" + body)
    thumbnail = jpegs.color(16, 16).file()
    out = dict([
        plain("exif-gps-utf16-thumbnail", lambda t: app1(exif.full(1, t, "<", thumbnail))),
        plain("exif-big-endian", lambda t: app1(exif.full(1, t, ">"))),
        plain("xmp", xmp),
        plain("extended-xmp", lambda t: xmp("packet") + extended_xmp(t)),
        plain("iptc", iptc),
        plain("jfxx-jpeg", lambda t: jfxx(0x10, t)),
        plain("jfxx-palette", lambda t: jfxx(0x11, t)),
        plain("jfxx-rgb", lambda t: jfxx(0x13, t)),
        plain("comment", lambda t: segment(0xFE, t.encode())),
        plain("comment-utf16", lambda t: segment(0xFE, t.encode("utf-16-be"))),
        plain("ducky", lambda t: segment(0xEC, b"Ducky\0\1\0\4\0\0\0\x50\0\2" + struct.pack(">HI", len(t) + 4, len(t)) + t.encode())),
        plain("flashpix", lambda t: segment(0xE2, b"FPXR\0\0\1" + t.encode())),
        plain("jumbf", lambda t: segment(0xEB, b"JP\0\1\0\0\0\1" + struct.pack(">I", 24 + len(t)) + b"jumb" + struct.pack(">I", 16 + len(t)) + b"jumdc2pa" + t.encode())),
        plain("gain-map-iso", lambda t: segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0" + t.encode())),
        plain("adobe-extra", lambda t: adobe(1, t.encode())),
        plain("second-jfif", lambda t: segment(0xE0, jpeg.JFIF + t.encode())),
        plain("app0-other", lambda t: segment(0xE0, b"AVI1\0" + t.encode())),
    ])
    for number, word in APPLICATION_WORDS.items():
        out.update([plain(f"app{number}-other", lambda t, n=number, w=word: segment(0xE0 + n, w + t.encode()))])
    return out


def icc_segments(data, size=60_000, count=None):
    parts = [data[i:i + size] for i in range(0, len(data), size)]
    return [segment(0xE2, b"ICC_PROFILE\0" + bytes([i, count or len(parts)]) + part) for i, part in enumerate(parts, 1)]


def profiles():
    p3, srgb = icc.display_p3(), icc.srgb()
    yield "icc-srgb", b"".join(icc_segments(srgb)), "a profile that is sRGB by its numbers"
    yield "icc-srgb-other-name", b"".join(icc_segments(icc.srgb("Camera default"))), "sRGB by its numbers under another name"
    yield "icc-display-p3", b"".join(icc_segments(p3)), "Display P3"
    yield "icc-adobe-rgb", b"".join(icc_segments(icc.adobe_rgb())), "Adobe RGB"
    yield "icc-p3-named-srgb", b"".join(icc_segments(icc.rgb("sRGB", icc.DISPLAY_P3, icc.srgb_curve()))), "Display P3 that calls itself sRGB"
    yield "icc-p3-parts-reversed", b"".join(reversed(icc_segments(p3, 300))), "Display P3 in parts, the last first"
    yield "icc-p3-part-missing", b"".join(icc_segments(p3, 300)[:-1]), "a part is missing: untagged"
    yield "icc-p3-part-twice", b"".join(icc_segments(p3, 300)[:1] * 2 + icc_segments(p3, 300)[1:]), "a part is there twice: untagged"
    yield "icc-truncated", b"".join(icc_segments(p3[:200])), "a profile cut short: untagged"
    yield "icc-garbage", b"".join(icc_segments(b"no profile at all" * 9)), "a profile that is none: untagged"


def tails(picture):
    """name -> bytes behind the image, and a segment before it where there is one."""
    second = jpegs.color(16, 16).file(segment(0xFE, canary("second-image").encode()))
    yield "zeros", b"", b"\0" * 500, "-"
    yield "motion-photo", b"", struct.pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom" + struct.pack(">I", 60) + b"mdat" + canary("motion-photo").encode().ljust(52, b"."), canary("motion-photo")
    body = canary("samsung").encode()
    directory = struct.pack("<4sIIHHII", b"SEFH", 106, 1, 0, 0x0A30, len(body), len(body))
    yield "samsung-trailer", b"", body + directory + struct.pack("<I", len(directory)) + b"SEFT", canary("samsung")
    body = canary("afcp").encode()
    yield "afcp", b"", b"AXS!" + struct.pack(">HHI", 0x100, 1, 0) + body + b"AXS!" + struct.pack(">II", len(picture), 0), canary("afcp")
    body = canary("fotostation").encode()
    yield "fotostation", b"", body + struct.pack(">HI", 1, len(body) + 10) + b"\xa1\xb2\xc3\xd4", canary("fotostation")
    yield "zip", b"", b"PK\3\4" + canary("zip").encode(), canary("zip")
    marker = mpf(len(picture), 1000, len(second), canary("mpf"))
    yield "mpf-second-image", marker, second, canary("second-image")
    gain = xmp("hdrgm:Version='1.0'")
    yield "gain-map", gain + marker, second, canary("second-image")


def fixtures():
    picture, stored = jpegs.color(WIDTH, HEIGHT), f"{WIDTH}x{HEIGHT}"
    make = lambda name, data, what, value=1, token="-", expect="prepare": Fixture(
        f"metadata/{name}.jpg", data, stored, what, value, expect, token)
    for name, (head, token) in heads().items():
        yield make(name, picture.file(head), name, 1, token)
    for name, head, what in profiles():
        yield make(name, picture.file(head), what)
        if name in ("icc-srgb", "icc-display-p3"):
            yield make(name + "-o6", picture.file(jpegs.oriented(6) + head), what, 6)
    for name, head, tail, token in tails(picture.file()):
        yield make("tail-" + name, picture.file(head, tail), f"behind the image: {name}", 1, token)
    yield from tables(picture, make)
    yield from places(picture, make)
    yield from orientations(picture, make)


def tables(picture, make):
    token = canary("unused-table")
    first = jpegs.color(WIDTH, HEIGHT).tables
    unused = segment(0xDB, dqt_body(3, with_canary_table(token)))
    yield make("unused-dqt", picture.file(unused), "a quantization table that no component uses", 1, token)
    together = segment(0xDB, first[4:69] + dqt_body(2, with_canary_table(token)) + first[73:138])
    yield make("unused-dqt-in-the-middle", replaced(picture, tables=together).file(), "three tables in one segment, the second unused", 1, token)
    yield make("overwritten-dqt", picture.file(segment(0xDB, dqt_body(0, with_canary_table(token)))), "a table that is defined again before it is used", 1, token)
    counts = huffman_canary(token)
    canary_letters = "".join(map(chr, counts[1]))
    yield make("unused-dht", picture.file(segment(0xC4, dht_body(1, 1, counts)[:1].replace(b"\x11", b"\x13") + dht_body(1, 3, counts)[1:])),
               "a Huffman table that no scan uses", 1, canary_letters)
    yield make("overwritten-dht", picture.file(segment(0xC4, dht_body(1, 0, counts))), "a Huffman table that is defined again before it is used", 1, canary_letters)
    merged = segment(0xC4, b"".join(part(picture.huffman)) + dht_body(0, 2, counts))
    yield make("dht-merged-one-unused", replaced(picture, huffman=merged).file(), "five Huffman tables in one segment, the last unused", 1, canary_letters)
    after = replaced(picture)
    after.entropy = picture.entropy + segment(0xDB, dqt_body(3, with_canary_table(token)))
    yield make("dqt-after-scan", after.file(), "a table behind the last scan", 1, token)
    yield make("dri-zero", picture.file(segment(0xDD, b"\0\0")), "a restart interval of 0, which means none")
    yield make("dri-twice", jpegs.color(WIDTH, HEIGHT, restart=2).file(segment(0xDD, b"\0\7")), "a restart interval that is defined again")
    sixteen = segment(0xDB, b"".join(bytes([0x10 | i]) + b"".join(struct.pack(">H", v) for v in first[5 + 69 * i:69 + 69 * i]) for i in (0, 1)))
    extended = replaced(picture, tables=sixteen)
    extended.frame = picture.frame.replace(b"\xff\xc0", b"\xff\xc1", 1)
    yield make("extended-16-bit-dqt", extended.file(), "extended sequential with 16-bit quantization tables")


def part(segments):
    """The payloads of consecutive segments."""
    at = 0
    while at < len(segments):
        size = struct.unpack(">H", segments[at + 2:at + 4])[0]
        yield segments[at + 4:at + 2 + size]
        at += 2 + size


def replaced(picture, **pieces):
    copy = object.__new__(type(picture))
    copy.__dict__.update(picture.__dict__, **pieces)
    return copy


def places(picture, make):
    token = canary("place")
    comment = segment(0xFE, token.encode())
    yield make("comment-before-frame", picture.file(before_frame=comment), "a comment between tables and frame", 1, token)
    yield make("comment-before-scan", picture.file(before_scan=comment), "a comment between tables and scan", 1, token)
    after = replaced(picture, entropy=picture.entropy + comment)
    yield make("comment-after-scan", after.file(), "a comment between scan and EOI", 1, token)
    progressive = jpegtran(picture.file(), "-progressive")
    second = progressive.index(b"\xff\xda", progressive.index(b"\xff\xda") + 2)
    second = progressive.rindex(b"\xff\xc4", 0, second)
    yield make("comment-between-scans", progressive[:second] + comment + progressive[second:], "a comment between progressive scans", 1, token)
    yield make("fill-bytes", picture.file(b"\xff" * 300), "300 fill bytes before a marker")
    yield make("fill-bytes-before-eoi", replaced(picture, entropy=picture.entropy + b"\xff" * 20).file(), "20 fill bytes before EOI")
    yield make("garbage-between-segments", picture.file(token.encode()), "bytes that belong to no segment", 1, token, "any")
    yield make("two-adobe", picture.file(adobe(1) + adobe(1)), "two Adobe segments")
    yield make("jfif-version-2", replaced(picture, application=segment(0xE0, b"JFIF\0\x01\x02\x01\x00\x48\x00\x48\0\0")).file(), "72 dots an inch")
    yield make("jfif-thumbnail", replaced(picture, application=jfif_thumbnail(canary("jfif-thumbnail"))).file(), "JFIF with a thumbnail", 1, canary("jfif-thumbnail"))
    yield make("jfif-after-exif", replaced(picture, application=jpegs.oriented(6) + picture.application).file(), "Exif before JFIF", 6)
    everything = b"".join(head for name, (head, _) in sorted(heads().items()) if name not in ("second-jfif",))
    yield make("everything", picture.file(everything + xmp("CANARY") + jfxx(0x13, "CANARY") + comment, comment), "all of it at once", 1, "CANARY")
    turned = b"".join(head for name, (head, _) in sorted(heads().items()) if not name.startswith(("exif", "second")))
    yield make("everything-o6", picture.file(jpegs.oriented(6) + turned + comment, comment), "all of it at once, turned", 6, "CANARY")


def orientations(picture, make):
    """What Exif can say of the orientation, and what must be made of it."""
    app1 = lambda body: segment(0xE1, b"Exif\0\0" + body)
    yield make("orientation-long-big-endian", picture.file(app1(exif.orientation(6, ">", exif.LONG))), "LONG instead of SHORT", 6)
    yield make("orientation-long-little-endian", picture.file(app1(exif.orientation(8, "<", exif.LONG))), "LONG instead of SHORT", 8)
    for value in (0, 9, 255, 65535):
        yield make(f"orientation-value-{value}", picture.file(app1(exif.orientation(value))), "a value outside 1...8 counts as 1", 1)
    broken, good = app1(b"XX*\0\x08\0\0\0"), app1(exif.orientation(6))
    yield make("orientation-first-exif-broken", picture.file(broken + good), "the first Exif that parses counts", 6)
    yield make("orientation-two-exif", picture.file(good + app1(exif.orientation(3))), "of two Exif the first counts", 6)
    loop = exif.tiff(exif.ifd([(0x0112, 3, 1, b"\6\0")], 8, "<", 8), "<")
    yield make("orientation-ifd-loop", picture.file(app1(loop)), "an IFD that follows itself", 6)
    disagreeing = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                          b"<rdf:Description xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='3'/></rdf:RDF></x:xmpmeta>")
    yield make("orientation-xmp-disagrees", picture.file(good + disagreeing), "XMP does not count", 6)
    yield make("orientation-only-xmp", picture.file(disagreeing), "XMP does not count", 1)
