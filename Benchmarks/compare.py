#!/usr/bin/env python3
"""ImagePrep and its peers on the prep hot path: the same photos, one run, in turn (A B C, A B C, ...).

Run it through Benchmarks/compare, which installs the peers and builds our side.

In-process rows: Pillow, pyvips and OpenCV run in this process on one thread; ImagePrep and TurboJPEG run in
CompareWorker, which keeps its workspace as a worker of a batch does and takes the time itself. Command-line peers (cli)
count their whole process. Each round runs every contender once; the first round is not counted; a ratio is the median
of the ratios round by round, so that a machine that slows down slows both sides.
"""
import argparse, datetime, hashlib, io, math, os, pathlib, platform, shutil, statistics, subprocess, sys, tempfile, time

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


def variants(image, folder, name):
    """The inputs of the rows, made from one picture: path by kind."""
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
    return pyvips.Image.jpegload_buffer(data).autorot().jpegsave_buffer(Q=quality, keep="none")


def vips_srgb(data, quality):
    image = pyvips.Image.jpegload_buffer(data).icc_transform("srgb", embedded=True, intent="relative", black_point_compensation=True)
    return image.autorot().jpegsave_buffer(Q=quality, keep="none")


def vips_fit(data, side):
    return pyvips.Image.thumbnail_buffer(data, side, height=side, size="down").jpegsave_buffer(Q=85, keep="none")


def rows(worker, paths, folder):
    """Row name -> (bar, contenders); a contender's name ends in (cli) where its whole process counts, the first is ours."""
    data = {kind: path.read_bytes() for kind, path in paths.items()}
    out, out_png = folder / "out.jpg", folder / "out.png"
    convert = "/usr/bin/convert" if os.path.exists("/usr/bin/convert") else "magick"
    up, exact, inexact, p3, png, upright_png = (
        paths[k] for k in ("upright.jpg", "exact.jpg", "inexact.jpg", "p3.jpg", "turned.png", "upright.png"))
    ours = lambda path, arguments="": lambda: worker.ask("prepare", path, arguments)
    fit = lambda side: {
        "ImagePrep": ours(exact, f"maxDimension={side} quality=85"),
        "vips thumbnail": lambda: timed(lambda: vips_fit(data["exact.jpg"], side)),
        "Pillow draft + thumbnail": lambda: timed(lambda: pillow_fit(data["exact.jpg"], side)),
        "OpenCV reduced + area": lambda: timed(lambda: opencv_fit(data["exact.jpg"], side)),
        "ImageMagick (cli)": command([convert, "-define", f"jpeg:size={side}x{side}", exact, "-auto-orient", "-thumbnail",
                                      f"{side}x{side}", "-quality", "85", out], out),
        "vipsthumbnail (cli)": command(["vipsthumbnail", exact, "-s", f"{side}x{side}", "-o", f"{out}[Q=85,strip]"], out)}
    table = {
        "upright JPEG, metadata only": (0.02, {
            "ImagePrep": ours(up), "memcpy (floor)": lambda: worker.ask("memcpy", up),
            "jpegtran -copy none (cli)": command(["jpegtran", "-copy", "none", "-outfile", out, up], out),
            "exiftool -all= (cli)": command(["exiftool", "-q", "-all=", "-o", out, up], out),
            "vips jpegsave keep=none": lambda: timed(lambda: vips(data["upright.jpg"], 90))}),
        "orientation 6, exact, lossless": (0.75, {
            "ImagePrep": ours(exact), "tjTransform": lambda: worker.ask("tjTransform", exact),
            "jpegtran -rotate 90 (cli)": command(["jpegtran", "-copy", "none", "-rotate", "90", "-outfile", out, exact], out),
            "exiftran -a (cli)": command(["exiftran", "-a", "-o", out, exact], out)}),
        "orientation 6, inexact, full size": (0.7, {
            "ImagePrep": ours(inexact), "TurboJPEG planar decode + encode (floor)": lambda: worker.ask("tjPlanar", inexact, "90"),
            "Pillow": lambda: timed(lambda: pillow_upright(data["inexact.jpg"], 90)),
            "vips": lambda: timed(lambda: vips(data["inexact.jpg"], 90)),
            "OpenCV": lambda: timed(lambda: opencv(data["inexact.jpg"], 90)),
            "ImageMagick (cli)": command([convert, inexact, "-auto-orient", "-strip", "-quality", "90", out], out)}),
        "orientation 6 -> 2048 px": (0.6, fit(2048)),
        "orientation 6 -> 512 px": (0.9, fit(512)),
        "4 MB under 1,000,000 bytes": (0.35, {
            "ImagePrep": ours(exact, "maxBytes=1000000"),
            "Pillow bisection": lambda: timed(lambda: pillow_bisect(data["exact.jpg"], 1_000_000)),
            "ImageMagick extent (cli)": command([convert, exact, "-auto-orient", "-strip", "-define", "jpeg:extent=1000000B", out], out),
            "jpegoptim -S (cli)": command(["jpegoptim", "-q", "-s", "-f", "-S976", "-o", "-d", folder / "jpegoptim", up],
                                          folder / "jpegoptim" / up.name)}),
        "Display P3, orientation 6, to sRGB": (0.6, {
            "ImagePrep": ours(p3, "quality=90"),
            "vips icc_transform": lambda: timed(lambda: vips_srgb(data["p3.jpg"], 90)),
            "Pillow ImageCms": lambda: timed(lambda: pillow_srgb(data["p3.jpg"], 90))}),
        "PNG 8 MP, orientation 6": (0.5, {
            "ImagePrep": ours(png),
            "OpenCV": lambda: timed(lambda: opencv_png(data["turned.png"])),
            "vips": lambda: timed(lambda: pyvips.Image.pngload_buffer(data["turned.png"]).autorot().pngsave_buffer(keep="none")),
            "Pillow": lambda: timed(lambda: pillow_png(data["turned.png"]))}),
        "upright PNG, metadata only": (0.12, {
            "ImagePrep": ours(upright_png),
            "OpenCV decode + encode": lambda: timed(lambda: cv2.imencode(".png", cv2.imdecode(
                np.frombuffer(data["upright.png"], np.uint8), cv2.IMREAD_COLOR))[1]),
            "exiftool -all= (cli)": command(["exiftool", "-q", "-all=", "-o", out_png, upright_png], out_png)}),
    }
    (folder / "jpegoptim").mkdir(exist_ok=True)
    return table


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


def is_floor(name):
    return name.endswith("(floor)")


MEMORY_SCRIPTS = {
    "Pillow": "import sys,io\nfrom PIL import Image,ImageOps,ImageCms\nImage.MAX_IMAGE_PIXELS=None\n",
    "vips": "import os,sys\nos.environ['VIPS_CONCURRENCY']='1'\nimport pyvips\npyvips.cache_set_max(0)\n",
    "OpenCV": "import sys,numpy as np,cv2\ncv2.setNumThreads(1)\n"}
MEMORY_BODIES = {
    ("Pillow", "inexact"): "i=ImageOps.exif_transpose(Image.open(p));o=io.BytesIO();i.save(o,'JPEG',quality=90)",
    ("vips", "inexact"): "pyvips.Image.jpegload(p).autorot().jpegsave_buffer(Q=90,keep='none')",
    ("OpenCV", "inexact"): "cv2.imencode('.jpg',cv2.imdecode(np.fromfile(p,np.uint8),1),[1,90])",
    ("Pillow", "2048"): "i=Image.open(p);i.draft('RGB',(2048,2048));i.thumbnail((2048,2048),Image.LANCZOS,reducing_gap=2.0);i=ImageOps.exif_transpose(i);o=io.BytesIO();i.save(o,'JPEG',quality=85)",
    ("vips", "2048"): "pyvips.Image.thumbnail(p,2048,height=2048,size='down').jpegsave_buffer(Q=85,keep='none')",
    ("OpenCV", "2048"): "a=cv2.imdecode(np.fromfile(p,np.uint8),1);s=2048/max(a.shape[:2]);a=cv2.resize(a,None,fx=s,fy=s,interpolation=cv2.INTER_AREA);cv2.imencode('.jpg',a,[1,85])",
    ("Pillow", "png"): "i=ImageOps.exif_transpose(Image.open(p));i.info.pop('exif',None);o=io.BytesIO();i.save(o,'PNG')",
    ("vips", "png"): "pyvips.Image.pngload(p).autorot().pngsave_buffer(keep='none')",
    ("OpenCV", "png"): "cv2.imencode('.png',cv2.rotate(cv2.imread(p),0))",
    ("Pillow", "p3"): "i=ImageOps.exif_transpose(Image.open(p));i=ImageCms.profileToProfile(i,ImageCms.ImageCmsProfile(io.BytesIO(i.info['icc_profile'])),ImageCms.createProfile('sRGB'),renderingIntent=1);o=io.BytesIO();i.save(o,'JPEG',quality=90)",
    ("vips", "p3"): "pyvips.Image.jpegload(p).icc_transform('srgb',embedded=True).autorot().jpegsave_buffer(Q=90,keep='none')"}


def peak_memory(worker_path, paths):
    """Bytes above an idle process that has its libraries loaded, each contender in a process of its own."""
    table = {}
    inputs = {"inexact": ("inexact.jpg", ""), "2048": ("exact.jpg", "maxDimension=2048 quality=85"),
              "png": ("turned.png", ""), "p3": ("p3.jpg", "quality=90")}
    for row, (kind, arguments) in inputs.items():
        worker = Worker(worker_path)
        # A tiny file stands for the idle process.
        idle = worker.ask("peakMemory", __file__)[1]
        worker.ask("prepare", paths[kind], arguments)
        peak = worker.ask("peakMemory", paths[kind])[1]
        worker.process.stdin.close()
        worker.process.wait()
        table[row] = {"ImagePrep": peak - idle}
        for peer in ("Pillow", "vips", "OpenCV"):
            if (peer, row) not in MEMORY_BODIES:
                continue
            script = (MEMORY_SCRIPTS[peer] + "import resource\nm=lambda:resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
                      f"p=sys.argv[1]\na=m()\n{MEMORY_BODIES[peer, row]}\nprint((m()-a)*1024)")
            done = subprocess.run([sys.executable, "-c", script, str(paths[kind])], capture_output=True, text=True)
            if done.returncode == 0:
                table[row][peer] = int(done.stdout)
    return table


BATCH_PEERS = {
    "vips, a process per core": "import os\nos.environ['VIPS_CONCURRENCY']='1'\nimport sys,pyvips\npyvips.cache_set_max(0)\n"
    "from multiprocessing import Pool\ndef f(p):\n    pyvips.Image.thumbnail(p,2048,height=2048,size='down').jpegsave(sys.argv[1]+'/'+os.path.basename(p),Q=85,keep='none')\n",
    "Pillow, a process per core": "import os,sys\nfrom PIL import Image,ImageOps\nfrom multiprocessing import Pool\ndef f(p):\n"
    "    i=Image.open(p);i.draft('RGB',(2048,2048));i.thumbnail((2048,2048),Image.LANCZOS,reducing_gap=2.0)\n"
    "    ImageOps.exif_transpose(i).save(sys.argv[1]+'/'+os.path.basename(p),'JPEG',quality=85)\n"}


def batch(imageprep, photos, folder, rounds):
    """128 photos to 2048 px on all cores, whole processes: images a second."""
    inputs = folder / "batch"
    inputs.mkdir()
    for index in range(128):
        source = photos[index % len(photos)]
        os.link(source, inputs / f"{index:03d}-{source.name}")
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


# Reporting ---------------------------------------------------------------------------------------------------------------

def machine():
    cpu = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                cpu = line.split(":")[1].strip()
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


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


def summarize(all_results):
    """row -> (bar, name -> [median ms, p95 ms, median bytes], name -> median ratio of ours to it)"""
    table = {}
    for row, (bar, per_photo) in all_results.items():
        names = [name for name in per_photo[0] if all(name in result for result in per_photo)]
        figures, ratios = {}, {}
        for name in names:
            runs = [r for result in per_photo for r in result[name]]
            figures[name] = (statistics.median(r[0] for r in runs), p95([r[0] for r in runs]), statistics.median(r[1] for r in runs))
            if "ImagePrep" in names and name != "ImagePrep":
                ratios[name] = statistics.median(median_ratio(result["ImagePrep"], result[name]) for result in per_photo)
        table[row] = (bar, figures, ratios)
    return table


def write_report(path, plot, table, failed, memory, throughput, photos, rounds, corpus_hash):
    lines = ["# Benchmarks", "", "Written by `Benchmarks/compare`; run it on your own photos: `Benchmarks/compare FOLDER`.", "",
             f"![ratios]({plot.name})" if plot else "", "", f"- Date: {datetime.date.today()}", f"- Machine: {machine()}",
             f"- Photos: {', '.join(photos)}; SHA-256 of all inputs {corpus_hash}", f"- Rounds: {rounds}, in turn; one thread unless said"]
    lines += [f"- {v}" for v in versions()]
    lines += ["", "A ratio is ImagePrep's time over the peer's, the median of the rounds' ratios: below 1 ImagePrep is faster. "
              "`(cli)` counts a whole process, `(floor)` is what codecs or memory alone cost and no peer.", ""]
    for row, (bar, figures, ratios) in table.items():
        peers = {n: r for n, r in ratios.items() if not is_floor(n)}
        best = max(peers, key=peers.get) if peers else None
        verdict = f"against the best peer ({best}): **{peers[best]:.2f}**, bar {bar}" if best else "no peer ran"
        lines += [f"## {row}", "", verdict + (" — ours loses here" if best and peers[best] > 1 else ""), "",
                  "| | median ms | p95 ms | bytes | ours / it |", "|---|---|---|---|---|"]
        for name, (median, tail, size) in sorted(figures.items(), key=lambda item: item[1][0]):
            ratio = f"{ratios[name]:.3f}" if name in ratios else ""
            lines.append(f"| {name} | {median:.2f} | {tail:.2f} | {int(size):,} | {ratio} |")
        lines.append("")
    lines += ["## Peak memory above an idle process", "", "| row | " + " | ".join(["ImagePrep", "Pillow", "vips", "OpenCV"]) + " |", "|---|---|---|---|---|"]
    for row, figures in memory.items():
        lines.append(f"| {row} | " + " | ".join(f"{figures[n] / 1e6:.1f} MB" if n in figures else "" for n in ("ImagePrep", "Pillow", "vips", "OpenCV")) + " |")
    if throughput:
        lines += ["", "## 128 photos to 2048 px, all cores", "", "| | images a second |", "|---|---|"]
        lines += [f"| {name} | {statistics.median(values):.1f} |" for name, values in throughput.items()]
    if failed:
        lines += ["", "## What did not run", ""] + [f"- {row}, {name}: {why}" for (row, name), why in failed.items()]
    path.write_text("\n".join(lines) + "\n")


def write_plot(path, table):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "imageprep"
    import matplotlib.pyplot as plt
    names, ratios, peers = [], [], []
    for row, (_, _, r) in table.items():
        candidates = {n: v for n, v in r.items() if not is_floor(n)}
        if candidates:
            best = max(candidates, key=candidates.get)
            names.append(row)
            ratios.append(candidates[best])
            peers.append(best)
    figure, axes = plt.subplots(figsize=(9, 0.55 * len(names) + 1.4))
    axes.barh(range(len(names)), [1] * len(names), color="#d9d9d9")
    axes.barh(range(len(names)), ratios, color="#2a6f97", height=0.5)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    for index, (ratio, peer) in enumerate(zip(ratios, peers)):
        axes.text(max(ratio, 0) + 0.01, index, f"{ratio:.2f}  of {peer}", va="center", fontsize=8)
    axes.set_xlabel("time of ImagePrep over the best peer's (gray: the peer = 1)")
    axes.set_xlim(0, max(1.25, max(ratios, default=1) + 0.3))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="*", type=pathlib.Path)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--imageprep", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rows", default="")
    parser.add_argument("--report", type=pathlib.Path, default=pathlib.Path("docs/benchmarks.md"))
    parser.add_argument("--plot", type=pathlib.Path, default=pathlib.Path("docs/benchmarks.svg"))
    parser.add_argument("--no-batch", action="store_true")
    a = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    given = [f for p in a.photos for f in (sorted(p.rglob("*")) if p.is_dir() else [p]) if f.suffix.lower() in (".jpg", ".jpeg")]
    pictures = {f.stem: ImageOps.exif_transpose(Image.open(f)).convert("RGB") for f in given}
    if not pictures:
        pictures = {f"made{seed}": made_photo(4096, 3072, seed) for seed in (1, 2)}
    worker, results, failed = Worker(a.worker), {}, {}
    digest, sources = hashlib.sha256(), []
    for name, picture in pictures.items():
        paths = variants(picture, folder, name)
        for path in paths.values():
            digest.update(path.read_bytes())
        sources.append(paths)
        for row, (bar, contenders) in rows(worker, paths, folder).items():
            if a.rows and not any(r in row for r in a.rows.split(",")):
                continue
            measured, broken = measure(contenders, a.rounds)
            results.setdefault(row, (bar, []))[1].append(measured)
            failed.update({(row, n): why for n, why in broken.items()})
            if "ImagePrep" in measured:
                ours = measured["ImagePrep"]
                line = ", ".join(f"{n} {median_ratio(ours, m):.2f}" for n, m in measured.items() if n != "ImagePrep")
                print(f"{name}: {row}: {statistics.median(o[0] for o in ours):.1f} ms, {ours[0][2]}\n    ratios: {line}", flush=True)
    table = summarize(results)
    memory = peak_memory(a.worker, sources[0])
    photos = [p[k] for p in sources for k in ("exact.jpg", "inexact.jpg", "upright.jpg")]
    throughput = {} if a.no_batch else batch(a.imageprep, photos, folder, max(1, a.rounds // 3))
    if not a.rows:
        write_plot(a.plot, table)
    write_report(a.report, None if a.rows else a.plot, table, failed, memory, throughput, list(pictures), a.rounds, digest.hexdigest()[:16])
    print(a.report.read_text() if a.rows else f"wrote {a.report} and {a.plot}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
