#!/usr/bin/env python3
"""How true colours stay, against Little CMS by way of Pillow's ImageCms.

    color.py --imageprep BIN [FILE ...]

Makes a picture of smooth colours in every kind of tagging that a photo comes in, adds the files that are named, prepares
each of them as PNG and, where it is a JPEG, as JPEG, and prints the mean and the 99th percentile of CIEDE2000 (D50) between
what was written and a relative colorimetric rendering with black point compensation. Files that Pillow cannot read are listed.

Needs: pillow numpy.
"""
import argparse, io, json, pathlib, random, struct, subprocess, sys, tempfile, zlib

import numpy as np
from PIL import Image, ImageCms, ImageFile, ImageOps

Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = True  # reads on where a checksum is wrong
SRGB = ImageCms.createProfile("sRGB")
D50 = np.array([0.9642, 1.0, 0.8249])
PRIMARIES = {  # x and y of red, green, blue
    "sRGB": (0.64, 0.33, 0.30, 0.60, 0.15, 0.06), "Display P3": (0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    "Adobe RGB": (0.64, 0.33, 0.21, 0.71, 0.15, 0.06), "Rec. 2020": (0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    "ProPhoto": (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001)}
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
REC2020_CURVE = (1 / 0.45, 1 / 1.0993, 0.0993 / 1.0993, 1 / 4.5, 4.5 * 0.0181)


# Profiles


def fixed(values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def curve(kind):
    if isinstance(kind, float):
        return b"curv" + bytes(4) + struct.pack(">IH", 1, round(kind * 256)) + bytes(2)
    return b"para" + bytes(4) + struct.pack(">HH", 3, 0) + fixed(kind)


def table(kind):
    x = np.linspace(0, 1, 1024)
    g, a, b, c, d = kind
    y = np.where(x >= d, (a * x + b) ** g, c * x)
    return b"curv" + bytes(4) + struct.pack(">I", 1024) + np.round(65535 * y).astype(">u2").tobytes()


def profile(tags, space, version, padding=0):
    if version == 2:
        text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78)
        note = b"text" + bytes(4) + b"none\0"
    else:
        text = note = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", 8, 28) + "test".encode("utf-16-be")
    tags = {b"desc": text, b"cprt": note} | tags
    if padding:
        tags[b"padd"] = b"data" + bytes(8) + random.Random(1).randbytes(padding)
    offset, directory, body = 132 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        directory += struct.pack(">4sII", name, offset + len(body), len(data))
        body += data
    header = struct.pack(">I4sI4s4s4s", offset + len(body), bytes(4), version << 24, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + fixed(D50) + bytes(48)
    return header[:128] + struct.pack(">I", len(tags)) + directory + body


def matrix_profile(name, kind, version=4, padding=0, as_table=False):
    x = np.array(PRIMARIES[name]).reshape(3, 2)
    columns = np.array([[a / b, 1, (1 - a - b) / b] for a, b in x]).T
    prophoto = name == "ProPhoto"
    white = np.array([0.3457 / 0.3585, 1, (1 - 0.3457 - 0.3585) / 0.3585] if prophoto
                     else [0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290])
    rgb = columns * np.linalg.solve(columns, white)
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    rgb = np.linalg.solve(bradford, np.diag((bradford @ D50) / (bradford @ white)) @ bradford) @ rgb
    tags = {b"wtpt": b"XYZ " + bytes(4) + fixed(D50)}
    for letter, column in zip(b"rgb", rgb.T):
        tags[bytes([letter]) + b"XYZ"] = b"XYZ " + bytes(4) + fixed(column)
        tags[bytes([letter]) + b"TRC"] = table(kind) if as_table else curve(kind)
    return profile(tags, b"RGB ", version, padding)


def gray_profile(gamma, version=2):
    return profile({b"wtpt": b"XYZ " + bytes(4) + fixed(D50), b"kTRC": curve(gamma)}, b"GRAY", version)


# Pictures


def picture(width=640, height=480):
    """Smooth fields of every hue, saturation and lightness; as 16-bit RGB."""
    noise = np.random.default_rng(4)
    small = [Image.fromarray(noise.uniform(0, 1, (7, 9)).astype(np.float32)).resize((width, height), Image.BICUBIC)
             for _ in range(3)]
    planes = np.stack([np.asarray(p) for p in small], -1)
    planes = (planes - planes.min()) / (planes.max() - planes.min())
    return np.round(65535 * np.clip(1.3 * planes - 0.15, 0, 1)).astype(np.uint16)


def jpeg(image, parts=(), **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=97, subsampling=0, **options)
    data = out.getvalue()
    return data[:2] + b"".join(parts) + data[2:]


def segment(marker, payload):
    return struct.pack(">BBH", 255, marker, len(payload) + 2) + payload


def icc_parts(icc, size, order=None, count=None):
    pieces = [icc[i:i + size] for i in range(0, len(icc), size)]
    parts = [segment(0xE2, b"ICC_PROFILE\0" + bytes([i + 1, count or len(pieces)]) + p) for i, p in enumerate(pieces)]
    return [parts[i] for i in order] if order else parts


def adobe_exif():
    """ColorSpace 65535 and Interop R03."""
    tiff = b"II*\0" + struct.pack("<I", 8)
    tiff += struct.pack("<HHHIII", 1, 0x8769, 4, 1, 26, 0)
    tiff += struct.pack("<HHHIIHHIII", 2, 0xA001, 3, 1, 65535, 0xA005, 4, 1, 56, 0)
    tiff += struct.pack("<HHHI4sI", 1, 1, 2, 4, b"R03\0", 0)
    return segment(0xE1, b"Exif\0\0" + tiff)


def chunk(name, payload, damage=0):
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload) ^ damage)


def png(array, *chunks):
    depth = 16 if array.dtype == np.uint16 else 8
    kind = {1: 0, 3: 2, 4: 6}[1 if array.ndim == 2 else array.shape[2]]
    rows = array.astype(">u2") if depth == 16 else array
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(data, 1)) + chunk(b"IEND", b"")


def iccp(icc, damage=0):
    return chunk(b"iCCP", b"test\0\0" + zlib.compress(icc), damage)


def kinds():
    """Name, file, and the profile that it means; None: sRGB."""
    deep = picture()
    flat = (deep >> 8).astype(np.uint8)
    image = Image.fromarray(flat)
    p3, p3_2 = matrix_profile("Display P3", SRGB_CURVE), matrix_profile("Display P3", SRGB_CURVE, 2, as_table=True)
    adobe, wide = matrix_profile("Adobe RGB", 563 / 256, 2), matrix_profile("Rec. 2020", REC2020_CURVE)
    prophoto, big = matrix_profile("ProPhoto", 1.8, 2), matrix_profile("Display P3", SRGB_CURVE, padding=150_000)
    for name, icc in (("Display P3 v4", p3), ("Display P3 v2, tables", p3_2), ("Adobe RGB v2", adobe),
                      ("Rec. 2020 v4", wide), ("ProPhoto v2", prophoto)):
        yield f"JPEG, {name}", jpeg(image, icc_profile=icc), icc
        yield f"PNG, {name}", png(flat, iccp(icc)), icc
        yield f"PNG 16 bits, {name}", png(deep, iccp(icc)), icc
    yield "JPEG, sRGB v4", jpeg(image, icc_profile=matrix_profile("sRGB", SRGB_CURVE)), None
    yield "JPEG, untagged", jpeg(image), None
    yield "JPEG, three parts, shuffled", jpeg(image, icc_parts(big, 60_000, (2, 0, 1))), big
    yield "JPEG, a wrong count: untagged", jpeg(image, icc_parts(big, 60_000, count=5)), None
    yield "JPEG, a part twice: untagged", jpeg(image, icc_parts(big, 60_000, (0, 1, 1, 2))), None
    yield "JPEG, cut profile: untagged", jpeg(image, icc_parts(p3[:300], 60_000)), None
    yield "JPEG, Exif 65535 and R03", jpeg(image, [adobe_exif()]), adobe
    gray = np.asarray(image.convert("L"))
    yield "JPEG, gray gamma 1.8", jpeg(Image.fromarray(gray), icc_profile=gray_profile(1.8)), gray_profile(1.8)
    yield "PNG, gray gamma 1.8", png(gray, iccp(gray_profile(1.8))), gray_profile(1.8)
    alpha = np.dstack([flat, np.full(gray.shape, 255, np.uint8)])
    yield "PNG, alpha, Display P3", png(alpha, iccp(p3)), p3
    yield "PNG, sRGB chunk", png(flat, chunk(b"sRGB", b"\0")), None
    yield "PNG, iCCP with a wrong CRC: untagged", png(flat, iccp(p3, damage=1)), None
    yield "PNG, cICP Display P3", png(flat, chunk(b"cICP", bytes([12, 13, 0, 1]))), p3
    yield "PNG, cICP Rec. 2020", png(flat, chunk(b"cICP", bytes([9, 14, 0, 1]))), wide
    yield "PNG, cICP over iCCP", png(flat, chunk(b"cICP", bytes([12, 13, 0, 1])), iccp(adobe)), p3
    ink = Image.fromarray(255 - np.dstack([flat, gray // 2]), "CMYK")
    yield "JPEG, CMYK without a profile", jpeg(ink), None


# Judging


def render(data, icc):
    """Upright sRGB as Little CMS makes it; RGB of 8 bits."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode in ("P", "PA", "LA", "1"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in ("PA", "LA") else "RGB")
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray((np.asarray(image).astype(np.uint32) // 257).astype(np.uint8))
    if image.mode == "CMYK" and not icc:
        ink = 255 - np.asarray(image).astype(float)
        return np.round(ink[..., :3] * ink[..., 3:] / 255).astype(np.uint8), None
    alpha = np.asarray(image.getchannel("A")) if image.mode == "RGBA" else None
    if image.mode == "RGBA":
        image = image.convert("RGB")
    if icc:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        space = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}.get(source.profile.xcolor_space)
        if space == image.mode:
            image = ImageCms.profileToProfile(
                image, source, SRGB, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
    return np.asarray(image.convert("RGB")), alpha


def lab(rgb):
    v = rgb.astype(float) / 255
    v = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    m = np.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]])
    t = v @ m.T / D50
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])


def ciede2000(first, second):
    (l1, a1, b1), (l2, a2, b2) = lab(first), lab(second)
    c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c ** 7 / (c ** 7 + 25.0 ** 7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    dh = (h2 - h1 + 180) % 360 - 180
    dh = np.where(c1 * c2 == 0, 0, dh)
    dl, dc, dH = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = np.where(c1 * c2 == 0, h1 + h2, (h1 + dh / 2) % 360)
    t = (1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
         + 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.20 * np.cos(np.radians(4 * hm - 63)))
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * np.sqrt(cm ** 7 / (cm ** 7 + 25.0 ** 7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dH / sh) ** 2 + rt * dc / sc * dH / sh)


def compare(data, icc, kind, binary, folder):
    source, out, report = (pathlib.Path(folder) / name for name in ("in", f"out.{kind}", "report"))
    source.write_bytes(data)
    subprocess.run([binary, "prepare", str(source), "--output", str(out), "--format", kind, "--max-bytes", "1000000000",
                    "--max-pixels", "1000000000", "--truncated", "render", "--report", str(report)], capture_output=True)
    record = json.loads(report.read_text().splitlines()[0])
    if record["status"] != "prepared":
        return record, None
    written, _ = render(out.read_bytes(), None)
    expected, alpha = render(data, icc)
    out.unlink()
    if written.shape != expected.shape:
        return record, None
    written, expected = written.reshape(-1, 3), expected.reshape(-1, 3)
    if alpha is not None:
        seen = alpha.reshape(-1) == 255
        written, expected = written[seen], expected[seen]
    chosen = np.random.default_rng(1).permutation(len(written))[:400_000]
    if not len(chosen):
        return record, None
    difference = ciede2000(expected[chosen], written[chosen])
    return record, (difference.mean(), np.percentile(difference, 99))


def embedded(data):
    return Image.open(io.BytesIO(data)).info.get("icc_profile")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--imageprep", required=True)
    arguments = parser.parse_args()
    limits = {"png": (0.5, 2), "jpeg": (1, 4)}
    print("| source | output | route | mean | 99th percentile | |\n|---|---|---|---|---|---|")
    count = {"png": [0, 0], "jpeg": [0, 0]}
    with tempfile.TemporaryDirectory() as folder:
        def judge(name, data, icc, always):
            for kind in ("png", "jpeg") if data[:2] == b"\xff\xd8" else ("png",):
                record, found = compare(data, icc, kind, arguments.imageprep, folder)
                if found is None:
                    print(f"| {name} | {kind} | {record['status']} | | | {(record.get('error') or {}).get('message', '')} |")
                    continue
                good = found[0] <= limits[kind][0] and found[1] <= limits[kind][1]
                count[kind][0] += good
                count[kind][1] += 1
                if always or not good:
                    print(f"| {name} | {kind} | {record['route']} | {found[0]:.3f} | {found[1]:.3f} | {'' if good else 'over'} |",
                          flush=True)
        for name, data, icc in kinds():
            judge(name, data, icc, True)
        for file in arguments.files:
            data = pathlib.Path(file).read_bytes()
            try:
                icc = embedded(data)
                render(data, icc)
            except Exception as error:
                try:
                    icc = None
                    render(data, icc)
                except Exception:
                    print(f"Pillow cannot read {file}: {error}", file=sys.stderr)
                    continue
            judge(pathlib.Path(file).name, data, icc, False)
    for kind, (good, total) in count.items():
        print(f"{kind}: {good} of {total} within {limits[kind][0]} and {limits[kind][1]}")


if __name__ == "__main__":
    main()
