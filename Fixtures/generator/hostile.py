"""Small files that break the rules, one rule each."""
import struct
import zlib

from . import card, exif, jpegs, metadata, pngs
from .fixture import Fixture
from .jpeg import EOI, SOI, segment
from .png import SIGNATURE, chunk, file, ihdr, raster


def fixtures():
    yield from (Fixture(f"hostile/{name}", data, stored, what, 1, expect) for name, data, stored, expect, what in [
        *not_images(), *jpeg_cases(), *png_cases()])


def not_images():
    yield "empty.jpg", b"", "-", "refuse", "no bytes"
    yield "text.jpg", b"this is no image\n", "-", "refuse", "text"
    yield "gif.gif", b"GIF89a\1\0\1\0\0\0\0;", "-", "refuse", "a GIF without a frame"
    yield "webp.webp", b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0" + b"\0" * 24, "-", "refuse", "a WebP whose picture is all zeros"
    yield "heic.heic", struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic", "-", "refuse", "HEIC that ends behind its brands"
    yield "tiff.tif", b"II*\0\x08\0\0\0\0\0\0\0\0\0", "-", "refuse", "a TIFF with an empty directory"


def jpeg_cases():
    picture = jpegs.color(48, 32)
    whole, size = picture.file(), "48x32"
    change = lambda **pieces: metadata.replaced(picture, **pieces).file()
    frame = picture.frame
    yield "soi-only.jpg", SOI, "-", "refuse", "nothing behind SOI"
    yield "no-eoi.jpg", whole[:-2], size, "any", "EOI is missing, the data is complete"
    yield "cut-in-scan.jpg", whole[:-len(picture.entropy) // 2], size, "any", "cut in the middle of the scan"
    yield "cut-in-header.jpg", whole[:100], "-", "refuse", "cut in the middle of a table"
    yield "no-frame.jpg", change(frame=b""), "-", "refuse", "no SOF"
    yield "no-scan.jpg", SOI + picture.application + picture.tables + frame + picture.huffman + EOI, "-", "refuse", "no SOS"
    yield "no-dqt.jpg", change(tables=b""), size, "refuse", "no quantization table"
    yield "no-dht.jpg", change(huffman=b""), size, "any", "no Huffman table, as motion JPEG has it"
    yield "two-frames.jpg", change(frame=frame + frame.replace(b"\x00\x20\x00\x30", b"\x01\x00\x01\x00")), size, "any", "two SOF of different sizes"
    yield "width-0.jpg", change(frame=frame.replace(b"\x00\x30", b"\x00\x00", 1)), "-", "refuse", "width 0"
    yield "height-0.jpg", change(frame=frame.replace(b"\x00\x20\x00\x30", b"\x00\x00\x00\x30")), "-", "any", "height 0 without DNL"
    yield "65535x65535.jpg", change(frame=frame.replace(b"\x00\x20\x00\x30", b"\xff\xff\xff\xff")), "65535x65535", "refuse", "four gigapixels in a kilobyte"
    yield "12-bit.jpg", change(frame=frame[:4] + b"\x0c" + frame[5:]), size, "refuse", "12 bits a sample"
    yield "lossless-frame.jpg", change(frame=frame.replace(b"\xff\xc0", b"\xff\xc3", 1)), size, "refuse", "lossless JPEG"
    yield "sampling-0.jpg", change(frame=frame.replace(b"\x01\x22", b"\x01\x00", 1)), size, "refuse", "sampling factor 0"
    yield "sampling-5.jpg", change(frame=frame.replace(b"\x01\x22", b"\x01\x52", 1)), size, "refuse", "sampling factor 5"
    yield "length-0.jpg", SOI + b"\xff\xe1\0\0" + whole[2:], size, "any", "a segment of length 0"
    yield "length-past-end.jpg", whole[:20] + b"\xff\xe1\xff\xff", "-", "refuse", "a segment longer than the file"
    yield "dqt-short.jpg", change(tables=segment(0xDB, b"\0\1\2\3")), size, "refuse", "a quantization table of three numbers"
    yield "dht-counts-past-end.jpg", change(huffman=segment(0xC4, b"\0" + b"\xff" * 16)), size, "refuse", "a Huffman table that counts past its segment"
    yield "sos-unknown-component.jpg", change(scan=segment(0xDA, b"\1\x09\0\0\x3f\0")), size, "refuse", "a scan of a component that the frame has not"
    restarted = jpegs.color(48, 32, restart=1).file()
    yield "rst-out-of-order.jpg", restarted.replace(b"\xff\xd1", b"\xff\xd5", 1), size, "any", "RST5 where RST1 belongs"
    yield "rst-missing.jpg", restarted.replace(b"\xff\xd1", b"", 1), size, "any", "a restart marker is missing"
    yield "rst-unannounced.jpg", restarted.replace(b"\xff\xdd\0\4\0\1", b"", 1), size, "any", "restart markers without DRI"
    marker = whole.index(picture.entropy) + len(picture.entropy) // 2
    yield "marker-in-scan.jpg", whole[:marker] + b"\xff\xe5\0\4ab" + whole[marker:], size, "any", "an APP5 in the middle of the scan"
    yield "junk-before-soi.jpg", b"junk" + whole, "-", "refuse", "bytes before SOI"


def png_cases():
    width, height = 19, 13
    size = f"{width}x{height}"
    rows = [[card.pixel(x, y, width, height) for x in range(width)] for y in range(height)]
    raw = raster(rows, 8, 2, 0)
    data = zlib.compress(raw)
    png = lambda body=data, **places: file(width, height, 8, 2, body, **places)
    raw_ihdr = lambda *fields: SIGNATURE + chunk("IHDR", struct.pack(">IIBBBBB", *fields)) + chunk("IDAT", data) + chunk("IEND", b"")
    whole = png()
    yield "png-signature-only.png", SIGNATURE, "-", "refuse", "nothing behind the signature"
    yield "png-cut-in-idat.png", whole[:-60], size, "any", "cut in IDAT"
    yield "png-no-iend.png", whole[:-12], size, "any", "IEND is missing, the pixels are complete"
    yield "png-no-idat.png", SIGNATURE + ihdr(width, height, 8, 2) + chunk("IEND", b""), "-", "refuse", "no IDAT"
    yield "png-idat-crc.png", SIGNATURE + ihdr(width, height, 8, 2) + chunk("IDAT", data, crc=1) + chunk("IEND", b""), size, "any", "a wrong checksum on IDAT"
    yield "png-ihdr-crc.png", SIGNATURE + ihdr(width, height, 8, 2)[:-1] + b"\0" + chunk("IDAT", data) + chunk("IEND", b""), "-", "refuse", "a wrong checksum on IHDR"
    yield "png-width-0.png", raw_ihdr(0, height, 8, 2, 0, 0, 0), "-", "refuse", "width 0"
    yield "png-huge.png", raw_ihdr(0x7FFFFFFF, 0x7FFFFFFF, 16, 6, 0, 0, 0), "-", "refuse", "2^62 pixels"
    yield "png-60000x60000.png", raw_ihdr(60000, 60000, 8, 2, 0, 0, 0), "-", "refuse", "3.6 gigapixels in a kilobyte"
    yield "png-depth-3.png", raw_ihdr(width, height, 3, 2, 0, 0, 0), "-", "refuse", "3 bits a sample"
    yield "png-color-5.png", raw_ihdr(width, height, 8, 5, 0, 0, 0), "-", "refuse", "colour type 5"
    yield "png-interlace-2.png", raw_ihdr(width, height, 8, 2, 0, 0, 2), "-", "refuse", "interlace method 2"
    yield "png-raster-short.png", png(zlib.compress(raw[:-100])), size, "any", "fewer pixels than IHDR says"
    yield "png-raster-long.png", png(zlib.compress(raw + b"CANARY" * 9)), size, "any", "more pixels than IHDR says"
    yield "png-filter-9.png", png(zlib.compress(b"\x09" + raw[1:])), size, "refuse", "filter type 9"
    yield "png-zlib-cut.png", png(data[:-30]), size, "any", "the zlib stream is cut"
    yield "png-adler.png", png(data[:-4] + b"\0\0\0\0"), size, "any", "a wrong Adler-32"
    yield "png-zlib-garbage.png", png(b"no zlib stream"), size, "refuse", "no zlib stream in IDAT"
    yield "png-idat-split.png", SIGNATURE + ihdr(width, height, 8, 2) + chunk("IDAT", data[:50]) + pngs.text("a", "b") + chunk("IDAT", data[50:]) + chunk("IEND", b""), size, "any", "text between the IDAT"
    yield "png-unknown-critical.png", png(before=chunk("ABCD", b"x")), size, "any", "an unknown critical chunk"
    yield "png-two-ihdr.png", png(before=ihdr(500, 500, 8, 2)), size, "any", "two IHDR of different sizes"
    yield "png-length-ffffffff.png", SIGNATURE + ihdr(width, height, 8, 2) + b"\xff\xff\xff\xffIDAT" + data, size, "any", "a chunk of 4 GiB"
    yield "png-palette-missing.png", file(width, height, 8, 3, zlib.compress(raster([[(1,)] * width] * height, 8, 3, 0))), size, "any", "a palette image without PLTE"
    yield "png-palette-index.png", file(width, height, 8, 3, zlib.compress(raster([[(200,)] * width] * height, 8, 3, 0)), before=chunk("PLTE", bytes(12))), size, "any", "an index past the palette"
    yield "png-trns-long.png", file(width, height, 8, 3, zlib.compress(raster([[(1,)] * width] * height, 8, 3, 0)), before=chunk("PLTE", bytes(12)) + chunk("tRNS", bytes(9))), size, "any", "tRNS longer than PLTE"
    yield "png-cgbi.png", SIGNATURE + chunk("CgBI", b"\x50\0\x20\2") + whole[8:], size, "any", "Apple's CgBI"
    yield "png-exif-loop.png", png(before=chunk("eXIf", exif.tiff(exif.ifd([(0x8769, 4, 1, b"\x08\0\0\0")], 8, "<", 8), "<"))), size, "any", "an IFD that follows itself"
    yield "png-bomb-text.png", png(before=chunk("zTXt", b"Raw profile type exif\0\0" + zlib.compress(bytes(20_000_000), 9))), size, "any", "20 MB of text in 20 kB"
    yield "png-bomb-iccp.png", png(before=chunk("iCCP", b"p\0\0" + zlib.compress(bytes(20_000_000), 9))), size, "any", "a profile of 20 MB in 20 kB"
    yield "png-bomb-idat.png", png(zlib.compress(raw + bytes(20_000_000), 9)), size, "any", "IDAT goes on for 20 MB behind the last row"
