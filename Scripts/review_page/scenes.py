"""Photos that nobody took: hills under a sky, drawn by numbers, as large as pictures of a page need them and stored in any of the
four ways that a camera is held. Made by the fixtures' own writers and by the command itself."""

import math
import pathlib
import random
import struct
import subprocess
import sys
import zlib

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "Fixtures"))
sys.dont_write_bytecode = True

from generator import exif, icc, metadata, png  # noqa: E402

WIDTH, HEIGHT = 480, 360
# Where a stored pixel (x, y) stands in the upright picture.
STORED = {
    1: lambda x, y: (x, y), 3: lambda x, y: (WIDTH - 1 - x, HEIGHT - 1 - y),
    6: lambda x, y: (WIDTH - 1 - y, x), 8: lambda x, y: (y, HEIGHT - 1 - x),
}


def scene(seed):
    """Rows of RGB."""
    chance = random.Random(seed)
    hue = chance.random()
    tint = [0.5 + 0.5 * math.cos(6.283 * (hue + third / 3)) for third in range(3)]
    sun = (chance.uniform(0.2, 0.8) * WIDTH, chance.uniform(0.15, 0.4) * HEIGHT, chance.uniform(14, 30))
    ridges = [(0.45 + 0.16 * layer, chance.uniform(2, 5), chance.uniform(0, 6), chance.uniform(15, 45)) for layer in range(3)]
    heights = [[part * HEIGHT + swing * (math.sin(x / WIDTH * waves * 3 + phase) + 0.3 * math.sin(x / 7 + phase))
                for x in range(WIDTH)] for part, waves, phase, swing in ridges]
    rows = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            layer = sum(y > height[x] for height in heights)
            if layer == 0:
                glow = max(0.0, 1 - max(0.0, math.hypot(x - sun[0], y - sun[1]) - sun[2]) / 160)
                row.append(tuple(min(255, int(60 + 90 * y / HEIGHT + 70 * part + 110 * glow * glow)) for part in tint))
            else:
                grain = chance.randrange(-14 * layer, 14 * layer)
                row.append(tuple(max(0, min(255, int(150 / layer * (1 - 0.6 * part) + grain))) for part in tint))
        rows.append(row)
    return rows


def picture(rows, orientation, profile=None):
    """A PNG of the rows as a camera that was held so stores them."""
    place = STORED[orientation]
    width, height = (WIDTH, HEIGHT) if orientation < 5 else (HEIGHT, WIDTH)
    raw = bytearray()
    for y in range(height):
        raw.append(0)
        for x in range(width):
            u, v = place(x, y)
            raw += bytes(rows[v][u])
    chunks = png.ihdr(width, height, 8, 2)
    if profile:
        chunks += png.chunk("iCCP", b"profile\0\0" + zlib.compress(profile))
    return png.SIGNATURE + chunks + png.idat(zlib.compress(bytes(raw), 1)) + png.chunk("IEND", b"")


def camera(orientation, serial=None, place=False):
    """An Exif segment, with a serial number and a place if they are asked for."""
    short = lambda tag, number: (tag, exif.SHORT, 1, struct.pack("<H", number))
    long = lambda tag, number: (tag, exif.LONG, 1, struct.pack("<I", number))
    degrees = lambda tag, *numbers: (tag, exif.RATIONAL, 3, b"".join(struct.pack("<II", n, 1) for n in numbers))

    def main(exif_at, gps_at):
        entries = [exif.text(0x010F, "Nobody"), exif.text(0x0110, "Nobody 1"), short(0x0112, orientation), long(0x8769, exif_at)]
        return exif.ifd(entries + ([long(0x8825, gps_at)] if place else []), 8, "<")

    inner = lambda at: exif.ifd([exif.text(0x9003, "2026:01:02 03:04:05")] + ([exif.text(0xA431, serial)] if serial else []), at, "<")
    exif_at = 8 + len(main(0, 0))
    gps_at = exif_at + len(inner(0))
    gps = exif.ifd([exif.text(1, "N"), degrees(2, 59, 58, 57), exif.text(3, "E"), degrees(4, 17, 16, 15)], gps_at, "<")
    body = main(exif_at, gps_at) + inner(exif_at) + (gps if place else b"")
    return metadata.segment(0xE1, b"Exif\0\0" + exif.tiff(body, "<"))


def photos(imageprep, work, count):
    """So many JPEG photos without metadata, each stored in every way: {(number, orientation): bytes}."""
    plain = pathlib.Path(work, "plain")
    plain.mkdir()
    for number in range(count):
        rows = scene(number)
        for orientation in STORED:
            (plain / f"{number}-{orientation}.png").write_bytes(picture(rows, orientation))
    subprocess.run([imageprep, "prepare", plain, "--output", pathlib.Path(work, "jpeg"), "--format", "jpeg", "--quality", "88",
                    "--quiet"], check=True)
    return {(number, orientation): pathlib.Path(work, "jpeg", f"{number}-{orientation}.jpg").read_bytes()
            for number in range(count) for orientation in STORED}


def with_segment(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def profile_segments():
    """Display P3, as phones write it."""
    return b"".join(metadata.icc_segments(icc.display_p3()))
