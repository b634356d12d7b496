#!/usr/bin/env python3
"""ImagePrep and its peers on the prep hot path: the same photos, one run, in turn (A B C, A B C, ...).

Run it through Benchmarks/compare, which installs the peers and builds our side.

In-process rows: Pillow, pyvips and OpenCV run in this process on one thread; ImagePrep and TurboJPEG run in
CompareWorker, which keeps its workspace as a worker of a batch does and takes the time itself. Command-line peers (cli)
count their whole process. Each round runs every contender once; the first round is not counted; a ratio is the median
of the ratios round by round, so that a machine that slows down slows both sides.
"""
import argparse, datetime, hashlib, io, json, math, os, pathlib, platform, shutil, statistics, subprocess, sys, tempfile, time

for name in ("VIPS_CONCURRENCY", "OMP_NUM_THREADS", "MAGICK_THREAD_LIMIT"):
    os.environ.setdefault(name, "1")
import cv2
import numpy as np
import pyvips
from PIL import Image, ImageCms, ImageOps, features

cv2.setNumThreads(1)
pyvips.cache_set_max(0)
Image.MAX_IMAGE_PIXELS = None
SRGB = ImageCms.createProfile("sRGB")
# `keep` came with libvips 8.15; `strip` before it.
STRIP = {"keep": "none"} if (pyvips.version(0), pyvips.version(1)) >= (8, 15) else {"strip": True}


# Photos ----------------------------------------------------------------------------------------------------------------

def made_photo(width, height, seed):
    """A picture with the statistics of a photo: amplitudes fall as 1/f, with edges and sensor noise."""
    generator = np.random.default_rng(seed)
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    amplitude = 1 / np.maximum(np.hypot(fy, fx), 1 / max(width, height)) ** 1.15
    planes = []
    for _ in range(3):
        phase = generator.uniform(0, 2 * np.pi, amplitude.shape)
        plane = np.fft.irfft2(amplitude * np.exp(1j * phase), s=(height, width))
        planes.append(plane / plane.std())
    luma, a, b = planes
    for _ in range(60):
        x, y, r = generator.integers(0, width), generator.integers(0, height), generator.integers(20, height // 6)
        luma[max(0, y - r):y + r, max(0, x - r):x + r] += generator.normal()
    rgb = np.stack([luma + 0.4 * a, luma - 0.2 * a - 0.2 * b, luma + 0.4 * b], -1) * 38 + 120
    rgb += generator.normal(0, 2.2, rgb.shape)
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def exif_with(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    exif[0x10F], exif[0x110], exif[0x132] = "Maker", "Model", "2026:01:01 12:00:00"
    return exif


def splice_exif(jpeg, orientation, keep_profile=False):
    """The same entropy-coded data behind a new Exif segment; APPn are dropped, the profile kept if asked."""
    payload = exif_with(orientation).tobytes()
    if not payload.startswith(b"Exif"):
        payload = b"Exif\0\0" + payload
    out, i = [jpeg[:2], b"\xff\xe1" + (len(payload) + 2).to_bytes(2, "big") + payload], 2
    while True:
        marker, length = jpeg[i + 1], int.from_bytes(jpeg[i + 2:i + 4], "big")
        is_application = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_application or marker == 0xEE or keep_profile and marker == 0xE2 and jpeg[i + 4:i + 15] == b"ICC_PROFILE":
            out.append(jpeg[i:i + 2 + length])
        i += 2 + length
        if marker == 0xDA:
            return b"".join(out) + jpeg[i:]


def p3_profile():
    """Display P3 as a v2 matrix profile, written here so that nothing needs to be fetched."""
    def s15(value):
        return int(round(value * 65536)).to_bytes(4, "big", signed=True)
    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(map(s15, values))
    table = [round(65535 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)) for v in np.linspace(0, 1, 1024)]
    curve = b"curv\0\0\0\0" + (1024).to_bytes(4, "big") + b"".join(v.to_bytes(2, "big") for v in table)
    name = b"Display P3 (made)\0"
    desc = b"desc\0\0\0\0" + len(name).to_bytes(4, "big") + name + bytes(78)
    tags = {b"desc": desc, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": xyz(0.9642, 1, 0.8249),
            b"rXYZ": xyz(0.51512, 0.24120, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
            b"bXYZ": xyz(0.15710, 0.06657, 0.78407), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    body, table_bytes, offset = b"", len(tags).to_bytes(4, "big"), 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)
        table_bytes += tag + (offset + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    header = (offset + len(body)).to_bytes(4, "big") + b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    header += s15(0.9642) + s15(1) + s15(0.8249)
    return header + bytes(128 - len(header)) + table_bytes + body


def encoded(image, quality=90, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=2, **options)
    return out.getvalue()


VARIANTS = ("upright.jpg", "exact.jpg", "inexact.jpg", "p3.jpg", "turned.png", "upright.png")


def variants(image, folder, name):
    """The inputs of the rows, made from one picture: path by kind."""
    image.info.clear()
    width, height = (4032, 3024) if min(image.size) >= 3024 else (image.size[0] // 16 * 16, image.size[1] // 16 * 16)
    exact = image.crop((0, 0, width, height))
    inexact = image.crop((0, 0, width - width % 32, height - height % 16 - 8)) if width != 4032 else image.crop((0, 0, 4000, 3000))
    jpeg = encoded(exact, 92)
    small = exact.resize((3456, 2304), Image.LANCZOS) if width * height > 8_500_000 else exact
    png = io.BytesIO()
    small.save(png, "PNG", exif=exif_with(6))
    upright_png = io.BytesIO()
    small.save(upright_png, "PNG", exif=exif_with(1))
    kinds = {
        "upright.jpg": splice_exif(jpeg, 1), "exact.jpg": splice_exif(jpeg, 6),
        "inexact.jpg": splice_exif(encoded(inexact, 90), 6),
        "p3.jpg": encoded(exact, 92, icc_profile=p3_profile(), exif=exif_with(6)),
        "turned.png": png.getvalue(), "upright.png": upright_png.getvalue()}
    paths = {}
    for kind, data in kinds.items():
        paths[kind] = folder / f"{name}-{kind}"
        paths[kind].write_bytes(data)
    return paths


# Contenders --------------------------------------------------------------------------------------------------------------

class Worker:
    """Our side and TurboJPEG's, in a process of their own that takes the time itself."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, operation, path, arguments=""):
        self.process.stdin.write(f"{operation}\t{path}\t{arguments}\n")
        self.process.stdin.flush()
        nanoseconds, size, note = self.process.stdout.readline().rstrip("\n").split("\t")
        if int(size) < 0:
            raise RuntimeError(note or "failed")
        return int(nanoseconds) / 1e6, int(size), note


def timed(call):
    start = time.perf_counter()
    out = call()
    return (time.perf_counter() - start) * 1e3, len(out) if out is not None else 0, ""


def command(arguments, out):
    def run():
        if out.exists():
            out.unlink()
        start = time.perf_counter()
        done = subprocess.run([str(a) for a in arguments], capture_output=True)
        elapsed = (time.perf_counter() - start) * 1e3
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace")[:120])
        return elapsed, out.stat().st_size if out.exists() else 0, ""
    return run


def pillow_save(image, quality, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def pillow_upright(data, quality):
    return pillow_save(ImageOps.exif_transpose(Image.open(io.BytesIO(data))), quality)


def pillow_fit(data, side):
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (side, side))
    image.thumbnail((side, side), Image.LANCZOS, reducing_gap=2.0)
    return pillow_save(ImageOps.exif_transpose(image), 85)


def pillow_bisect(data, limit):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    low, high, best = 10, 95, None
    while low <= high:
        middle = (low + high) // 2
        out = pillow_save(image, middle)
        low, high, best = (middle + 1, high, out) if len(out) < limit else (low, middle - 1, best)
    return best


def pillow_srgb(data, quality):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    image = ImageCms.profileToProfile(image, profile, SRGB, renderingIntent=1, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
    return pillow_save(image, quality)


def pillow_png(data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    image.info.pop("exif", None)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def opencv(data, quality, flags=cv2.IMREAD_COLOR):
    return cv2.imencode(".jpg", cv2.imdecode(np.frombuffer(data, np.uint8), flags), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]


def opencv_fit(data, side):
    factor = max(Image.open(io.BytesIO(data)).size) / side
    flag = cv2.IMREAD_REDUCED_COLOR_4 if factor >= 8 else cv2.IMREAD_REDUCED_COLOR_2 if factor >= 4 else cv2.IMREAD_COLOR
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flag)
    scale = side / max(pixels.shape[:2])
    pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]


def opencv_png(data):
    """OpenCV applies a PNG's eXIf only in some versions; this counts the turn that the others need."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    return cv2.imencode(".png", cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE))[1]


def vips(data, quality):
    return pyvips.Image.jpegload_buffer(data).autorot().jpegsave_buffer(Q=quality, **STRIP)


def vips_srgb(data, quality):
    image = pyvips.Image.jpegload_buffer(data).icc_transform("srgb", embedded=True, intent="relative", black_point_compensation=True)
    return image.autorot().jpegsave_buffer(Q=quality, **STRIP)


def vips_fit(data, side):
    return pyvips.Image.thumbnail_buffer(data, side, height=side, size="down").jpegsave_buffer(Q=85, **STRIP)


ENTROPY = "entropy decoding (floor)"
# The decode and the encode that ours cannot do without: libjpeg-turbo's planar calls on the same input, and on the planes of
# our own output, and nothing else.
CODECS = "codec calls alone"
MEMCPY = "memcpy"
# Measured in pairs with ours, one after the other: the first contender after a command line's process finds cold caches.
BESIDE = (CODECS, MEMCPY)
OURS_AS_PROCESS = "ImagePrep (cli)"


def eighths(path, side):
    """To how many eighths ours decodes (docs/decisions/0201): the fewest that leave enough samples for each one written."""
    size = Image.open(path).size
    enough = lambda e: 2 if math.prod(size) < 1_000_000 else 1.75 if e == 1 else 1.5
    return next((e for e in (1, 2, 4) if max(size) * e / 8 >= enough(e) * side), 8)


def entropy_decoded(data):
    """libjpeg-turbo's entropy decoding with next to nothing behind it: only luma, and of each block only its DC."""
    image = Image.open(io.BytesIO(data))
    image.draft("L", (1, 1))
    image.load()
    return b""


def rows(worker, imageprep, paths, folder):
    """Row name -> (bar, contenders); a contender's name ends in (cli) where its whole process counts, the first is ours."""
    data = {kind: path.read_bytes() for kind, path in paths.items()}
    out, out_png = folder / "out.jpg", folder / "out.png"
    convert = "/usr/bin/convert" if os.path.exists("/usr/bin/convert") else "magick"
    up, exact, inexact, p3, png, upright_png = (
        paths[k] for k in ("upright.jpg", "exact.jpg", "inexact.jpg", "p3.jpg", "turned.png", "upright.png"))
    ours = lambda path, arguments="": lambda: worker.ask("prepare", path, arguments)
    codecs = lambda path, scale, quality, arguments="": lambda: worker.ask("codecs", path, f"{scale} {quality} {arguments}")
    process = lambda path, to, *options: command([imageprep, "prepare", path, "--output", to, "--quiet", *options], to)
    entropy = lambda kind: lambda: timed(lambda: entropy_decoded(data[kind]))
    fit = lambda side: {
        "ImagePrep": ours(exact, f"maxDimension={side} quality=85"),
        OURS_AS_PROCESS: process(exact, out, "--max-dimension", side, "--quality", "85"),
        ENTROPY: entropy("exact.jpg"),
        CODECS: codecs(exact, eighths(exact, side), 85, f"maxDimension={side} quality=85"),
        "vips thumbnail": lambda: timed(lambda: vips_fit(data["exact.jpg"], side)),
        "Pillow draft + thumbnail": lambda: timed(lambda: pillow_fit(data["exact.jpg"], side)),
        "OpenCV reduced + area": lambda: timed(lambda: opencv_fit(data["exact.jpg"], side)),
        "ImageMagick (cli)": command([convert, "-define", f"jpeg:size={side}x{side}", exact, "-auto-orient", "-thumbnail",
                                      f"{side}x{side}", "-quality", "85", out], out),
        "vipsthumbnail (cli)": command(["vipsthumbnail", exact, "-s", f"{side}x{side}", "-o", f"{out}[Q=85,strip]"], out)}
    table = {
        "upright JPEG, metadata only": (0.02, {
            "ImagePrep": ours(up), MEMCPY: lambda: worker.ask("memcpy", up), OURS_AS_PROCESS: process(up, out),
            "jpegtran -copy none (cli)": command(["jpegtran", "-copy", "none", "-outfile", out, up], out),
            "exiftool -all= (cli)": command(["exiftool", "-q", "-all=", "-o", out, up], out),
            "vips jpegsave, nothing kept": lambda: timed(lambda: vips(data["upright.jpg"], 90))}),
        "orientation 6, exact, lossless": (0.75, {
            "ImagePrep": ours(exact), OURS_AS_PROCESS: process(exact, out),
            ENTROPY: entropy("exact.jpg"), "tjTransform": lambda: worker.ask("tjTransform", exact),
            "jpegtran -rotate 90 (cli)": command(["jpegtran", "-copy", "none", "-rotate", "90", "-outfile", out, exact], out),
            "exiftran -a (cli)": command(["exiftran", "-a", "-o", out, exact], out)}),
        "orientation 6, inexact, full size": (0.7, {
            "ImagePrep": ours(inexact),
            ENTROPY: entropy("inexact.jpg"), CODECS: codecs(inexact, 8, 90),
            "Pillow": lambda: timed(lambda: pillow_upright(data["inexact.jpg"], 90)),
            "vips": lambda: timed(lambda: vips(data["inexact.jpg"], 90)),
            "OpenCV": lambda: timed(lambda: opencv(data["inexact.jpg"], 90)),
            "ImageMagick (cli)": command([convert, inexact, "-auto-orient", "-strip", "-quality", "90", out], out)}),
        "orientation 6 -> 2048 px": (0.6, fit(2048)),
        "orientation 6 -> 512 px": (0.9, fit(512)),
        "4 MB under 1,000,000 bytes": (0.35, {
            "ImagePrep": ours(exact, "maxBytes=1000000"),
            ENTROPY: entropy("exact.jpg"),
            "Pillow bisection": lambda: timed(lambda: pillow_bisect(data["exact.jpg"], 1_000_000)),
            "ImageMagick extent (cli)": command([convert, exact, "-auto-orient", "-strip", "-define", "jpeg:extent=1000000B", out], out),
            "jpegoptim -S (cli)": command(["jpegoptim", "-q", "-s", "-f", "-S976", "-o", "-d", folder / "jpegoptim", up],
                                          folder / "jpegoptim" / up.name)}),
        "Display P3, orientation 6, to sRGB": (0.6, {
            "ImagePrep": ours(p3, "quality=90"),
            ENTROPY: entropy("p3.jpg"), CODECS: codecs(p3, 8, 90, "quality=90"),
            "vips icc_transform": lambda: timed(lambda: vips_srgb(data["p3.jpg"], 90)),
            "Pillow ImageCms": lambda: timed(lambda: pillow_srgb(data["p3.jpg"], 90))}),
        "PNG 8 MP, orientation 6": (0.5, {
            "ImagePrep": ours(png),
            "OpenCV": lambda: timed(lambda: opencv_png(data["turned.png"])),
            "vips": lambda: timed(lambda: pyvips.Image.pngload_buffer(data["turned.png"]).autorot().pngsave_buffer(**STRIP)),
            "Pillow": lambda: timed(lambda: pillow_png(data["turned.png"]))}),
        "upright PNG, metadata only": (0.12, {
            "ImagePrep": ours(upright_png), OURS_AS_PROCESS: process(upright_png, out_png),
            "OpenCV decode + encode": lambda: timed(lambda: cv2.imencode(".png", cv2.imdecode(
                np.frombuffer(data["upright.png"], np.uint8), cv2.IMREAD_COLOR))[1]),
            "exiftool -all= (cli)": command(["exiftool", "-q", "-all=", "-o", out_png, upright_png], out_png)}),
    }
    (folder / "jpegoptim").mkdir(exist_ok=True)
    return table


BUDGET_ROW, BUDGET = "4 MB under 1,000,000 bytes", 1_000_000


def inapplicable(row, paths):
    """Why a row says nothing of a photo, or nothing where it does."""
    width, height = Image.open(paths["exact.jpg"]).size
    for side in (2048, 512):
        if row.endswith(f"-> {side} px") and max(width, height) <= side:
            return f"{width}x{height} is no larger"
    size = paths["exact.jpg"].stat().st_size
    if row == BUDGET_ROW and size <= BUDGET:
        return f"{size:,} bytes are under it"
    pixels = math.prod(Image.open(paths["turned.png"]).size) / 1e6
    if row.startswith("PNG 8 MP") and not 7 <= pixels <= 9:
        return f"it has {pixels:.1f} MP as PNG"
    return ""


# Measuring ---------------------------------------------------------------------------------------------------------------

def measure(contenders, rounds):
    """name -> list of (ms, bytes, note), one a round; a contender that fails is left out and named."""
    results, failed = {name: [] for name in contenders}, {}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            if name in failed:
                continue
            try:
                result = run()
            except Exception as error:
                failed[name] = f"{type(error).__name__}: {error}"[:160]
                continue
            if turn:
                results[name].append(result)
    return {name: r for name, r in results.items() if r}, failed


def median_ratio(ours, theirs):
    return statistics.median(a[0] / b[0] for a, b in zip(ours, theirs))


def p95(values):
    return sorted(values)[min(len(values) - 1, math.ceil(0.95 * len(values)) - 1)]


def is_peer(name):
    return not name.endswith("(floor)") and name not in ("ImagePrep", OURS_AS_PROCESS)


def best_peer(ratios):
    """The fastest peer's name, or none where none ran."""
    return max(filter(is_peer, ratios), key=ratios.get, default=None)


MEMORY_SCRIPTS = {
    "Pillow": "import sys,io\nfrom PIL import Image,ImageOps,ImageCms\nImage.MAX_IMAGE_PIXELS=None\n",
    "vips": "import os,sys\nos.environ['VIPS_CONCURRENCY']='1'\nimport pyvips\npyvips.cache_set_max(0)\n",
    "OpenCV": "import sys,numpy as np,cv2\ncv2.setNumThreads(1)\n"}
# Row -> (input, our options); the row's name is that of the times.
MEMORY_INPUTS = {
    "upright": ("upright.jpg", ""), "exact": ("exact.jpg", ""), "inexact": ("inexact.jpg", ""),
    "2048": ("exact.jpg", "maxDimension=2048 quality=85"), "512": ("exact.jpg", "maxDimension=512 quality=85"),
    "budget": ("exact.jpg", "maxBytes=1000000"), "p3": ("p3.jpg", "quality=90"),
    "png": ("turned.png", ""), "upright png": ("upright.png", "")}
MEMORY_NAMES = {
    "upright": "upright JPEG, metadata only", "exact": "orientation 6, exact, lossless",
    "inexact": "orientation 6, inexact, full size", "2048": "orientation 6 -> 2048 px", "512": "orientation 6 -> 512 px",
    "budget": "4 MB under 1,000,000 bytes", "p3": "Display P3, orientation 6, to sRGB", "png": "PNG 8 MP, orientation 6",
    "upright png": "upright PNG, metadata only"}
MEMORY_JPEGTRAN = {"upright": [], "exact": ["-rotate", "90"]}
MEMORY_BODIES = {
    ("vips", "upright"): "pyvips.Image.jpegload(p).jpegsave_buffer(Q=90,strip=True)",
    ("Pillow", "budget"): "i=ImageOps.exif_transpose(Image.open(p));l,h=10,95\nwhile l<=h:\n    q=(l+h)//2;o=io.BytesIO();i.save(o,'JPEG',quality=q)\n    if o.tell()<1000000: l=q+1\n    else: h=q-1\n",
    ("Pillow", "512"): "i=Image.open(p);i.draft('RGB',(512,512));i.thumbnail((512,512),Image.LANCZOS,reducing_gap=2.0);i=ImageOps.exif_transpose(i);o=io.BytesIO();i.save(o,'JPEG',quality=85)",
    ("vips", "512"): "pyvips.Image.thumbnail(p,512,height=512,size='down').jpegsave_buffer(Q=85,strip=True)",
    ("OpenCV", "512"): "a=cv2.imdecode(np.fromfile(p,np.uint8),cv2.IMREAD_REDUCED_COLOR_4);s=512/max(a.shape[:2]);a=cv2.resize(a,None,fx=s,fy=s,interpolation=cv2.INTER_AREA);cv2.imencode('.jpg',a,[1,85])",
    ("OpenCV", "upright png"): "cv2.imencode('.png',cv2.imread(p))",
    ("Pillow", "inexact"): "i=ImageOps.exif_transpose(Image.open(p));o=io.BytesIO();i.save(o,'JPEG',quality=90)",
    ("vips", "inexact"): "pyvips.Image.jpegload(p).autorot().jpegsave_buffer(Q=90,strip=True)",
    ("OpenCV", "inexact"): "cv2.imencode('.jpg',cv2.imdecode(np.fromfile(p,np.uint8),1),[1,90])",
    ("Pillow", "2048"): "i=Image.open(p);i.draft('RGB',(2048,2048));i.thumbnail((2048,2048),Image.LANCZOS,reducing_gap=2.0);i=ImageOps.exif_transpose(i);o=io.BytesIO();i.save(o,'JPEG',quality=85)",
    ("vips", "2048"): "pyvips.Image.thumbnail(p,2048,height=2048,size='down').jpegsave_buffer(Q=85,strip=True)",
    ("OpenCV", "2048"): "a=cv2.imdecode(np.fromfile(p,np.uint8),1);s=2048/max(a.shape[:2]);a=cv2.resize(a,None,fx=s,fy=s,interpolation=cv2.INTER_AREA);cv2.imencode('.jpg',a,[1,85])",
    ("Pillow", "png"): "i=ImageOps.exif_transpose(Image.open(p));i.info.pop('exif',None);o=io.BytesIO();i.save(o,'PNG')",
    ("vips", "png"): "pyvips.Image.pngload(p).autorot().pngsave_buffer(strip=True)",
    ("OpenCV", "png"): "cv2.imencode('.png',cv2.rotate(cv2.imread(p),0))",
    ("Pillow", "p3"): "i=ImageOps.exif_transpose(Image.open(p));i=ImageCms.profileToProfile(i,ImageCms.ImageCmsProfile(io.BytesIO(i.info['icc_profile'])),ImageCms.createProfile('sRGB'),renderingIntent=1);o=io.BytesIO();i.save(o,'JPEG',quality=90)",
    ("vips", "p3"): "pyvips.Image.jpegload(p).icc_transform('srgb',embedded=True).autorot().jpegsave_buffer(Q=90,strip=True)"}


# ru_maxrss of a child counts what its parent had before exec, so Linux's own figure for the program is read where there is one.
PEAK = """
def m():
    try:
        return int(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]) * 1024
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""
# From a small process, whose own size hides the command's where that is less than its 10 MB.
CHILD_PEAK = """
import os, sys
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, '/dev/null', os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024) if status == 0 else 0)
"""


def child_peak(arguments):
    """Bytes of the peak of a whole process; 0 where it fails."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", CHILD_PEAK, *map(str, arguments)], capture_output=True, text=True)
    return int(done.stdout.split()[-1]) if done.returncode == 0 else 0


def worker_peak(worker, path):
    """Bytes of the worker's peak so far."""
    status = pathlib.Path(f"/proc/{worker.process.pid}/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return worker.ask("peakMemory", path)[1]


def peak_memory(worker_path, paths, folder, wanted):
    """Bytes above an idle process that has its libraries loaded, each contender in a process of its own."""
    table = {}
    out = folder / "memory.jpg"
    for row, (kind, arguments) in MEMORY_INPUTS.items():
        if MEMORY_NAMES[row] not in wanted:
            continue
        worker = Worker(worker_path)
        # A small file stands for the idle process.
        worker.ask("memcpy", __file__)
        idle = worker_peak(worker, __file__)
        worker.ask("prepare", paths[kind], arguments)
        peak = worker_peak(worker, paths[kind])
        worker.process.stdin.close()
        worker.process.wait()
        table[row] = {"ImagePrep": peak - idle}
        for peer in ("Pillow", "vips", "OpenCV"):
            if (peer, row) not in MEMORY_BODIES:
                continue
            script = (MEMORY_SCRIPTS[peer] + PEAK +
                      f"p=sys.argv[1]\nbefore=m()\n{MEMORY_BODIES[peer, row]}\nprint(m()-before)")
            done = subprocess.run([sys.executable, "-c", script, str(paths[kind])], capture_output=True, text=True)
            if done.returncode == 0:
                table[row][peer] = int(done.stdout)
        if row in MEMORY_JPEGTRAN:
            idle, peak = child_peak(["jpegtran", "-version"]), child_peak(
                ["jpegtran", "-copy", "none", *MEMORY_JPEGTRAN[row], "-outfile", out, paths[kind]])
            if idle and peak:
                table[row]["jpegtran"] = peak - idle
    return table


BATCH_PEERS = {
    "vips, a process per core": "import os\nos.environ['VIPS_CONCURRENCY']='1'\nimport sys,pyvips\npyvips.cache_set_max(0)\n"
    "from multiprocessing import Pool\ndef f(p):\n    pyvips.Image.thumbnail(p,2048,height=2048,size='down').jpegsave(sys.argv[1]+'/'+os.path.basename(p),Q=85,strip=True)\n",
    "Pillow, a process per core": "import os,sys\nfrom PIL import Image,ImageOps\nfrom multiprocessing import Pool\ndef f(p):\n"
    "    i=Image.open(p);i.draft('RGB',(2048,2048));i.thumbnail((2048,2048),Image.LANCZOS,reducing_gap=2.0)\n"
    "    ImageOps.exif_transpose(i).save(sys.argv[1]+'/'+os.path.basename(p),'JPEG',quality=85)\n"}


def batch(imageprep, photos, folder, rounds):
    """128 photos to 2048 px on all cores, whole processes: images a second."""
    inputs = folder / "batch"
    inputs.mkdir()
    for index in range(128):
        source = photos[index % len(photos)]
        try:
            os.link(source, inputs / f"{index:03d}-{source.name}")
        except OSError:
            shutil.copy(source, inputs / f"{index:03d}-{source.name}")
    out = folder / "batch-out"
    contenders = {"ImagePrep (cli)": [imageprep, "prepare", inputs, "--output", f"{out}/", "--max-dimension", "2048",
                                      "--quality", "85", "--quiet"]}
    for name, script in BATCH_PEERS.items():
        script += "if __name__=='__main__':\n    from glob import glob\n    Pool(os.cpu_count()).map(f,sorted(glob(sys.argv[2]+'/*')),chunksize=1)\n"
        contenders[name] = [sys.executable, "-c", script, out, inputs]
    results = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, arguments in contenders.items():
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            start = time.perf_counter()
            done = subprocess.run([str(a) for a in arguments], capture_output=True)
            elapsed = time.perf_counter() - start
            if done.returncode == 0 and len(list(out.iterdir())) == 128:
                results[name].append(128 / elapsed)
    return {name: r for name, r in results.items() if r}


STARTS = 40


def start_up(imageprep, bare, folder):
    """Whole processes in turn: ms of each, from being started until they have ended."""
    small = folder / "small.jpg"
    made_photo(320, 240, 3).save(small, quality=90, exif=exif_with(6))
    contenders = {
        "a Swift program that prints a word": [bare], "imageprep --version": [imageprep, "--version"],
        "imageprep prepare, 320x240 turned": [imageprep, "prepare", small, "--output", folder / "small-out.jpg", "--quiet"]}
    results = {name: [] for name in contenders}
    for turn in range(STARTS + 3):
        for name, arguments in contenders.items():
            (folder / "small-out.jpg").unlink(missing_ok=True)
            start = time.perf_counter()
            # posix_spawn: a fork would count this process's size.
            pid = os.posix_spawn(str(arguments[0]), [str(a) for a in arguments], os.environ,
                                 file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
            _, status = os.waitpid(pid, 0)
            if turn >= 3 and status == 0:
                results[name].append((time.perf_counter() - start) * 1e3)
    return {name: r for name, r in results.items() if r}


# Reporting ---------------------------------------------------------------------------------------------------------------

def machine():
    cpu = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                cpu = line.split(":")[1].strip()
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()} {'.'.join(platform.release().split('.')[:2])}"


def commit():
    """The last commit that changed what is measured, and whether files differ from it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments, "--", "Sources", "Package.swift"], capture_output=True, text=True).stdout.strip()
    return (git("log", "-1", "--format=%h") or "unknown commit") + (" with changes" if git("status", "--porcelain") else "")


def versions():
    def first_line(*arguments):
        try:
            done = subprocess.run(arguments, capture_output=True, text=True)
            return (done.stdout or done.stderr).splitlines()[0].strip()
        except (OSError, IndexError):
            return "not found"
    vips_version = ".".join(str(pyvips.version(i)) for i in range(3))
    return [f"Swift: {first_line('swift', '--version')}", f"libjpeg-turbo (jpegtran): {first_line('jpegtran', '-version')}",
            f"Pillow {Image.__version__} (libjpeg-turbo {features.version('libjpeg_turbo')}, zlib {features.version('zlib')})",
            f"libvips {vips_version}, OpenCV {cv2.__version__}",
            f"{first_line('/usr/bin/convert', '-version')}", f"{first_line('jpegoptim', '--version')}",
            f"exiftool {first_line('exiftool', '-ver')}"]


def stages(runs):
    """Our median time by stage as a sentence, and what lies outside the codecs' calls."""
    table = {}
    for _, _, note in runs:
        for pair in note.split()[1:]:
            name, value = pair.split("=")
            table.setdefault(name, []).append(float(value))
    medians = {name: statistics.median(values) for name, values in table.items()}
    total = sum(medians.values())
    if not total or "decode" not in medians:
        return ""
    own = total - medians["decode"] - medians.get("encode", 0)
    parts = ", ".join(f"{name} {value:.1f}" for name, value in medians.items() if value >= 0.05)
    return f"Stages, ms: {parts}. Outside the stages decode and encode: {100 * own / (total - own):.0f} % of what those take."


def over_memcpy(pairs):
    """A sentence on what a rewrite takes of a copy of the file, of pairs measured one beside the other."""
    ratios = [median_ratio(pair["ImagePrep"], pair[MEMCPY]) for pair in pairs]
    alone = statistics.median(run[0] for pair in pairs for run in pair[MEMCPY])
    each = ", ".join(f"{ratio:.1f}" for ratio in ratios)
    return (f"A memcpy of the file takes {alone:.2f} ms; measured in pairs, caches warm for both, ours takes "
            f"{statistics.median(ratios):.1f} times that (photo by photo: {each}; the bar is 4).")


def as_processes(ratios, figures):
    """A sentence on whole processes on both sides, where the best of the peers is one."""
    ours = figures.get(OURS_AS_PROCESS)
    peers = {n: v[0] for n, v in figures.items() if n.endswith("(cli)") and n != OURS_AS_PROCESS}
    if not ours or not peers:
        return ""
    best = min(peers, key=peers.get)
    return f"As whole processes on both sides ours takes {ours[0] / peers[best]:.2f} of the time of {best.removesuffix(' (cli)')}."


def over_codecs(pairs):
    """A sentence on our own code over the codec calls alone, of pairs measured one beside the other; resampling and colour
    conversion are left out."""
    shares = []
    for pair in pairs:
        rounds = []
        for (ours, _, note), (codecs, _, _) in zip(pair["ImagePrep"], pair[CODECS]):
            apart = sum(float(value) for name, value in (field.split("=") for field in note.split()[1:]) if name in ("resize", "color"))
            rounds.append((ours - apart) / codecs - 1)
        shares.append(statistics.median(rounds))
    alone = statistics.median(run[0] for pair in pairs for run in pair[CODECS])
    each = ", ".join(f"{100 * share:.0f}" for share in shares)
    return (f"The codec calls alone take {alone:.1f} ms; over them, measured in pairs, resampling and colour conversion apart, ours "
            f"takes {100 * statistics.median(shares):.0f} % (photo by photo: {each}; the aim is 10).")


def summarize(all_results, beside):
    """row -> (bar, name -> [median ms, p95 ms, median bytes], name -> median ratio of ours to it, our stages)"""
    table = {}
    for row, (bar, per_photo) in all_results.items():
        names = [name for name in per_photo[0] if all(name in result for result in per_photo)]
        figures, ratios = {}, {}
        for name in names:
            runs = [r for result in per_photo for r in result[name]]
            figures[name] = (statistics.median(r[0] for r in runs), p95([r[0] for r in runs]), statistics.median(r[1] for r in runs))
            if "ImagePrep" in names and name != "ImagePrep":
                ratios[name] = statistics.median(median_ratio(result["ImagePrep"], result[name]) for result in per_photo)
        own = [r for result in per_photo for r in result.get("ImagePrep", [])]
        pairs = beside.get(row, [])
        paired = "" if not pairs else over_codecs(pairs) if CODECS in pairs[0] else over_memcpy(pairs)
        table[row] = (bar, figures, ratios, " ".join(filter(None, (stages(own), paired, as_processes(ratios, figures)))))
    return table


def losses(table, memory):
    """A sentence for everything in which a peer is ahead: time, bytes by more than 2 %, memory."""
    lines = []
    for row, (bar, figures, ratios, _) in table.items():
        best = best_peer(ratios)
        if best and ratios[best] > bar:
            lines.append(f"- {row}: **misses its bar**, {ratios[best]:.3f} of {best}'s time where {bar} is asked for.")
        for name, ratio in ratios.items():
            if not is_peer(name):
                continue
            if ratio > 1:
                lines.append(f"- {row}: {name} takes {1 / ratio:.2f} of our time.")
            ours, theirs = figures["ImagePrep"][2], figures[name][2]
            if 0 < theirs < 0.98 * ours:
                lines.append(f"- {row}: {name} writes {100 * (1 - theirs / ours):.1f} % fewer bytes, in {1 / ratio:.1f} times our time.")
    for row, figures in memory.items():
        lines += [f"- {MEMORY_NAMES[row]}: {name} needs {size / 1e6:.1f} MB where we need {figures['ImagePrep'] / 1e6:.1f}."
                  for name, size in figures.items() if name != "ImagePrep" and 0 < size < figures["ImagePrep"]]
    return lines or ["- Nowhere in this run."]


def write_report(path, plot, table, state):
    failed, memory, throughput = state["failed"], state["memory"], state["throughput"]
    lines = ["# Benchmarks", "", "Written by `Benchmarks/compare`; run it on your own photos: `Benchmarks/compare FOLDER`.", "",
             f"![ratios]({os.path.relpath(plot, path.parent)})" if plot else "", "", f"- Date: {state['date']}", f"- Machine: {state['machine']}",
             f"- ImagePrep: {', '.join(state['commits'])}",
             f"- Photos: {', '.join(state['photos'])}, encoded anew as each row needs; SHA-256 of all inputs {state['hash']}",
             f"- Rounds: {state['rounds']}, in turn, after one that is not counted; one thread unless said"]
    if state.get("left_out"):
        lines.append("- Left out, as they say nothing of the photo: " + "; ".join(f"{n}, {r} ({why})" for n, r, why in state["left_out"]))
    lines += [f"- {v}" for v in state["versions"]]
    lines += ["", "A ratio is ImagePrep's time over the peer's, the median of the rounds' ratios: below 1 ImagePrep is faster. "
              "`(cli)` counts a whole process, with reading and writing the file, which everything else leaves out; `(floor)` is "
              "what codecs alone cost and no peer.", ""]
    lines += ["## Where ours loses", ""] + losses(table, memory) + [""]
    for row, (bar, figures, ratios, stage_times) in table.items():
        best = best_peer(ratios)
        verdict = f"against the best peer ({best}): **{ratios[best]:.2f}**, bar {bar}" if best else "no peer ran"
        verdict += "" if not best or ratios[best] <= bar else ", missed" if ratios[best] <= 1 else ", missed: ours loses here"
        lines += [f"## {row}", "", verdict, "",
                  "| | median ms | p95 ms | bytes | ours / it |", "|---|---|---|---|---|"]
        for name, (median, tail, size) in sorted(figures.items(), key=lambda item: item[1][0]):
            ratio = f"{ratios[name]:.3f}" if name in ratios else ""
            lines.append(f"| {name} | {median:.2f} | {tail:.2f} | {int(size):,} | {ratio} |")
        if row == BUDGET_ROW:
            over = [f"{n} ({int(f[2]):,} bytes)" for n, f in figures.items() if is_peer(n) and f[2] >= BUDGET]
            stage_times += f" Not under the limit, in the median: {', '.join(over)}." if over else ""
        lines += ["", stage_times, ""] if stage_times else [""]
    if memory:
        names = ("ImagePrep", "Pillow", "vips", "OpenCV", "jpegtran")
        lines += ["## Peak memory above an idle process", "",
                  f"Of one photo, {state.get('memory_photo', state['photos'][-1])}. The input is counted too where a contender reads it "
                  "whole, as ImagePrep does here.", "",
                  "| row | " + " | ".join(names) + " | ours / leanest peer |", "|---|---|---|---|---|---|---|"]
        for row, figures in memory.items():
            cells = [f"{figures[n] / 1e6:.1f} MB" if n in figures else "" for n in names]
            leanest = min((v for n, v in figures.items() if n != "ImagePrep"), default=0)
            lines.append(f"| {MEMORY_NAMES[row]} | {' | '.join(cells)} | " + (f"{figures['ImagePrep'] / leanest:.2f}" if leanest else "") + " |")
    if throughput:
        runs = max(map(len, throughput.values()))
        lines += ["", "## 128 photos to 2048 px, all cores", "",
                  f"Whole processes, in turn, {runs} run{'s' if runs > 1 else ''} of each.", "", "| | images a second |", "|---|---|"]
        lines += [f"| {name} | {statistics.median(values):.1f} |" for name, values in throughput.items()]
        peers = [statistics.median(values) for name, values in throughput.items() if not name.startswith("ImagePrep")]
        if peers and "ImagePrep (cli)" in throughput:
            ratio = statistics.median(throughput["ImagePrep (cli)"]) / max(peers)
            lines += ["", f"ImagePrep prepares **{ratio:.2f}** times as many as the best peer, bar 1.6" + (", missed." if ratio < 1.6 else ".")]
    starts = state.get("starts")
    if starts:
        bare = statistics.median(next(iter(starts.values())))
        lines += ["", "## Start-up", "", f"Whole processes, in turn, {STARTS} of each; the bar is 10 ms above Swift's own start.", "",
                  "| | median ms | p95 ms | above Swift's own, ms |", "|---|---|---|---|"]
        for name, v in starts.items():
            above = statistics.median(v) - bare
            lines.append(f"| {name} | {statistics.median(v):.2f} | {p95(v):.2f} | {above:.2f}{' (missed)' if above > 10 else ''} |")
    if failed:
        lines += ["", "## What did not run", ""] + [f"- {row}, {name}: {why}" for row, name, why in failed]
    path.write_text("\n".join(lines) + "\n")


def write_plot(path, table):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "imageprep"
    import matplotlib.pyplot as plt
    names, ratios, peers = [], [], []
    for row, (_, _, r, _) in table.items():
        best = best_peer(r)
        if best:
            names.append(row)
            ratios.append(r[best])
            peers.append(best)
    figure, axes = plt.subplots(figsize=(9, 0.55 * len(names) + 1.4))
    axes.barh(range(len(names)), [1] * len(names), color="#d9d9d9")
    axes.barh(range(len(names)), ratios, color="#2a6f97", height=0.5)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    for index, (ratio, peer) in enumerate(zip(ratios, peers)):
        axes.text(max(ratio, 0) + 0.01, index, f"{ratio:.2f}  of {peer}", va="center", fontsize=8)
    axes.set_xlabel("time of ImagePrep over the best peer's (gray: the peer = 1)")
    axes.set_xlim(0, max(1.25, max(ratios, default=1) + 0.45))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def stop(sentence):
    sys.exit(f"Benchmarks/compare: {sentence}")


def rounds_of(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of rounds from 1")
    return int(text)


def main():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="*", type=pathlib.Path)
    parser.add_argument("--worker", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--imageprep", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bare", help=argparse.SUPPRESS)
    parser.add_argument("--caller", type=pathlib.Path, default=pathlib.Path(), help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=rounds_of, default=9)
    parser.add_argument("--rows", default="", help="names of rows, or parts of names, with ; between; batch and start-up are left out then")
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--plot", type=pathlib.Path)
    parser.add_argument("--no-batch", action="store_true")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--no-start", action="store_true")
    parser.add_argument("--results", type=pathlib.Path, help="a JSON file that keeps what was measured from run to run; "
                        "rows measured now replace those in it, so that a long comparison can be made a row at a time")
    parser.add_argument("--inputs", type=pathlib.Path, help="a folder that keeps the inputs made from the photos")
    a = parser.parse_args()
    # The script has gone to the checkout; what the user names is meant from where they are.
    a.report = a.caller / a.report if a.report else pathlib.Path("docs/measurements/benchmarks.md")
    a.plot = a.caller / a.plot if a.plot else pathlib.Path("docs/measurements/benchmarks.svg")
    a.results, a.inputs = a.results and a.caller / a.results, a.inputs and a.caller / a.inputs
    for path in filter(None, (a.report, a.plot, a.results)):
        if not path.parent.is_dir():
            stop(f"there is no folder {path.parent} for {path.name}")
    given = photos_in([a.caller / path for path in a.photos])
    folder = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    try:
        compare(a, given, folder)
    finally:
        shutil.rmtree(folder)


def photos_in(paths):
    """All JPEGs that were named or lie in folders that were."""
    for path in paths:
        if not path.exists():
            stop(f"there is no {readable(path)}")
    found = [f for p in paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p])
             if f.is_file() and f.suffix.lower() in (".jpg", ".jpeg")]
    if paths and not found:
        stop(f"no JPEG (.jpg, .jpeg) in {', '.join(map(str, paths))}")
    return found


SMALLEST_SIDE = 64


def inputs_of(photo, seed, folder):
    """The variants of a photo (or of a made one) in a folder, made once; by what is in it, as names come twice."""
    # Peers and the worker are given these paths: no name of the user's, which may hold anything.
    name = f"photo-{hashlib.sha256(photo.read_bytes()).hexdigest()[:12]}" if photo else f"made{seed}"
    if not (folder / f"{name}.done").exists():
        picture = ImageOps.exif_transpose(Image.open(photo)).convert("RGB") if photo else made_photo(4096, 3072, seed)
        if min(picture.size) < SMALLEST_SIDE:
            raise ValueError("%dx%d pixels, fewer than %d on a side" % (*picture.size, SMALLEST_SIDE))
        variants(picture, folder, name)
        (folder / f"{name}.done").write_text("%dx%d" % picture.size)
    paths = {kind: folder / f"{name}-{kind}" for kind in VARIANTS}
    return (folder / f"{name}.done").read_text(), paths


def readable(path):
    """A file's name without what a terminal or a table would take for something else."""
    text = os.fsencode(str(path)).decode(errors="replace")
    return "".join(c if c.isprintable() and c != "|" else "?" for c in text)


def sources_of(given, folder):
    """Name -> paths of the variants, of every photo that can be read."""
    sources, skipped = {}, 0
    for seed, photo in enumerate(given or (None, None), 1):
        try:
            size, paths = inputs_of(photo, seed, folder)
        except Exception as error:
            skipped += 1
            print(f"skipped {readable(photo)}: {error}".encode(errors="replace").decode(), file=sys.stderr)
            continue
        is_only = photo is None or sum(other.stem == photo.stem for other in given) == 1
        name = f"made{seed}" if photo is None else readable(photo.stem if is_only else pathlib.Path(photo.parent.name, photo.name))
        while f"{name} ({size})" in sources:
            name += "'"
        sources[f"{name} ({size})"] = paths
    if skipped:
        print(f"{skipped} of {len(given)} photos skipped", file=sys.stderr)
    if not sources:
        stop("no photo can be read")
    return sources


def compare(a, given, folder):
    kept = a.inputs or folder
    kept.mkdir(parents=True, exist_ok=True)
    sources = sources_of(given, kept)
    digest = hashlib.sha256()
    for paths in sources.values():
        for path in paths.values():
            digest.update(path.read_bytes())
    identity = {"hash": digest.hexdigest()[:16], "rounds": a.rounds, "machine": machine(), "versions": versions()}
    state = json.loads(a.results.read_text()) if a.results and a.results.exists() else {}
    if {key: state.get(key) for key in identity} != identity:
        # Figures of other photos, rounds or programs are never mixed with these.
        state = identity | {"results": {}, "failed": [], "memory": {}, "throughput": {}, "starts": {}, "beside": {}, "commits": []}
    state |= {"photos": list(sources), "date": str(datetime.date.today())}
    if commit() not in state["commits"]:
        state["commits"].append(commit())
    worker = Worker(a.worker)
    order = list(rows(worker, a.imageprep, next(iter(sources.values())), folder))
    wanted = order
    if a.rows:
        parts = [part.strip() for part in a.rows.split(";") if part.strip()]
        for part in parts:
            if not any(part in row for row in order):
                stop(f"there is no row \"{part}\"; there are: {'; '.join(order)}")
        wanted = [row for row in order if any(part in row for part in parts)]
    state["left_out"] = [entry for entry in state.get("left_out", []) if entry[1] not in wanted]
    begun, rows_of = set(), {name: [] for name in sources}
    for name, paths in sources.items():
        for row, (bar, contenders) in rows(worker, a.imageprep, paths, folder).items():
            if row not in wanted:
                continue
            if why := inapplicable(row, paths):
                state["left_out"].append((name, row, why))
                continue
            calls = {n: contenders.pop(n) for n in BESIDE if n in contenders}
            measured, broken = measure(contenders, a.rounds)
            is_first = row not in begun
            begun.add(row)
            rows_of[name].append(row)
            for other, call in calls.items():
                pair, _ = measure({"ImagePrep": contenders["ImagePrep"], other: call}, a.rounds)
                if len(pair) == 2:
                    state["beside"][row] = ([] if is_first else state["beside"].get(row, [])) + [pair]
            if is_first:
                state["results"][row] = (bar, [])
                state["failed"] = [f for f in state["failed"] if f[0] != row]
            state["results"][row][1].append(measured)
            state["failed"] += [[row, n, why] for n, why in broken.items()]
            if "ImagePrep" in measured:
                ours = measured["ImagePrep"]
                line = ", ".join(f"{n} {median_ratio(ours, m):.3f}" for n, m in measured.items() if n != "ImagePrep")
                print(f"{name}: {row}: {statistics.median(o[0] for o in ours):.1f} ms, {ours[0][2]}\n    ratios: {line}", flush=True)
    if a.results:
        a.results.write_text(json.dumps(state))
    if not begun:
        stop("no row says anything of these photos: " + "; ".join(f"{n}, {r} ({why})" for n, r, why in state["left_out"]))
    if not a.no_memory:
        # Of one photo, which most rows fit.
        photo = max(reversed(sources), key=lambda name: len(rows_of[name]))
        if state.get("memory_photo") != photo:
            state["memory_photo"], state["memory"] = photo, {}
        state["memory"] |= peak_memory(a.worker, sources[photo], folder, rows_of[photo])
    if a.bare and not a.no_start and not a.rows:
        state["starts"] = start_up(a.imageprep, a.bare, folder)
    if not a.no_batch and not a.rows:
        photos = [p[k] for p in sources.values() if not inapplicable("-> 2048 px", p) for k in ("exact.jpg", "inexact.jpg", "upright.jpg")]
        state["throughput"] = {} if not photos else batch(a.imageprep, photos, folder, max(1, a.rounds // 3))
    if a.results:
        a.results.write_text(json.dumps(state))
    # In the table's order whatever the order of measuring.
    table = summarize({row: state["results"][row] for row in order if row in state["results"]}, state.get("beside", {}))
    write_plot(a.plot, table)
    write_report(a.report, a.plot, table, state)
    print(f"wrote {a.report} and {a.plot}")


if __name__ == "__main__":
    main()
