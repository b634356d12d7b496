"""Peak memory of `imageprep prepare` over kinds of input, beside what its plan predicts, as a Markdown table.

    python3 Benchmarks/memory.py [--imageprep PATH] [--photo JPEG] [--work FOLDER]

Needs Pillow and numpy; jpegtran where it is installed. The photo is enlarged or cut to 12 MP and saved in each kind.
Peak memory is the resident maximum of the whole process, as the kernel counts it, less that of `imageprep --version`. The prediction counts the input, working memory and the output, and is what a batch reserves.
"""
import argparse
import io
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy
from PIL import Image, ImageCms

SIZE = (4000, 3000)  # 3000 is no multiple of 16, so that a turn of 4:2:0 has to be rendered
ALIGNED = (4000, 2992)


def photo(path):
    if path:
        picture = Image.open(path).convert("RGB")
        picture.info.clear()  # or its profile would go into PNG files, and they would be converted
        scale = max(SIZE[0] / picture.width, SIZE[1] / picture.height)
        if scale > 1:
            picture = picture.resize((round(picture.width * scale) + 1, round(picture.height * scale) + 1))
        return picture.crop((0, 0, *SIZE))
    # Noise with the spectrum of a photo where nobody gives one.
    random = numpy.random.default_rng(1)
    sum_ = numpy.zeros((SIZE[1], SIZE[0], 3), numpy.float32)
    for octave in range(9):
        side = (max(2, SIZE[0] >> octave), max(2, SIZE[1] >> octave))
        noise = random.normal(0, 5 * 1.6 ** octave, (side[1], side[0], 3)).astype(numpy.float32)
        for channel in range(3):
            sum_[..., channel] += numpy.asarray(Image.fromarray(noise[..., channel]).resize(SIZE, Image.BICUBIC))
    return Image.fromarray((sum_ * 0.3 + 128).clip(0, 255).astype(numpy.uint8))


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def display_p3():
    """A matrix profile with the primaries of Display P3 made from Pillow's sRGB by its own bytes."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    columns = {b"rXYZ": (0.51512, 0.24120, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189), b"bXYZ": (0.15710, 0.06657, 0.78407)}
    for index in range(count):
        entry = 132 + 12 * index
        name, offset = bytes(profile[entry:entry + 4]), int.from_bytes(profile[entry + 4:entry + 8], "big")
        for number, value in enumerate(columns.get(name, ())):
            profile[offset + 8 + 4 * number:offset + 12 + 4 * number] = round(value * 65536).to_bytes(4, "big", signed=True)
    return bytes(profile)


def kinds(picture, folder):
    """Name, file, arguments."""
    def jpeg(name, image=picture, orientation=6, quality=93, **options):
        path = folder / f"{name}.jpg"
        image.save(path, quality=quality, exif=exif(orientation), **options)
        return path

    def png(name, image, orientation=6, **options):
        path = folder / f"{name}.png"
        image.save(path, exif=exif(orientation), compress_level=3, **options)
        return path

    aligned = picture.crop((0, 0, *ALIGNED))
    common = jpeg("420")
    progressive = jpeg("420-progressive", progressive=True)
    alpha = picture.convert("RGBA")
    alpha.putalpha(picture.convert("L"))
    sixteen = folder / "gray16.png"
    Image.fromarray(numpy.asarray(picture.convert("L")).astype(numpy.uint16) * 257).save(
        sixteen, exif=exif(6), compress_level=3)
    return [
        ("JPEG 4:2:0, upright: metadata only", jpeg("upright", orientation=1), []),
        ("JPEG 4:2:0, orientation 6, aligned", jpeg("aligned", aligned), []),
        ("JPEG 4:4:4, orientation 6, aligned", jpeg("aligned-444", aligned, subsampling=0), []),
        ("JPEG 4:2:0 progressive, orientation 6, aligned", jpeg("aligned-progressive", aligned, progressive=True), []),
        ("JPEG 4:2:0, orientation 6", common, []),
        ("JPEG 4:2:0, orientation 6, to progressive", common, ["--progressive"]),
        ("JPEG 4:2:0, orientation 6, to 2048 px", common, ["--max-dimension", "2048"]),
        ("JPEG 4:2:0, orientation 6, to 512 px", common, ["--max-dimension", "512"]),
        ("JPEG 4:2:0, orientation 6, under 1,000,000 bytes", common, ["--max-bytes", "1000000"]),
        ("JPEG 4:2:0, orientation 6, under 300,000 bytes", common, ["--max-bytes", "300000"]),
        ("JPEG 4:2:0, upright, under 1,000,000 bytes", jpeg("upright-budget", orientation=1), ["--max-bytes", "1000000"]),
        ("JPEG 4:2:0, upright, to 2048 px", jpeg("upright-small", orientation=1), ["--max-dimension", "2048"]),
        ("JPEG 4:2:0, orientation 6, to PNG, 2048 px", common, ["--format", "png", "--max-dimension", "2048"]),
        ("JPEG 4:2:0 progressive, orientation 6", progressive, []),
        ("JPEG 4:2:0 progressive, orientation 6, to 2048 px", progressive, ["--max-dimension", "2048"]),
        ("JPEG 4:2:0 Display P3, orientation 6", jpeg("p3", icc_profile=display_p3()), []),
        ("JPEG CMYK, orientation 6, to 2048 px", jpeg("cmyk", picture.convert("CMYK")), ["--max-dimension", "2048"]),
        ("PNG RGB 8-bit, upright: metadata only", png("rgb8-upright", picture, orientation=1), []),
        ("PNG RGB 8-bit, orientation 6", png("rgb8", picture), []),
        ("PNG RGB 8-bit Display P3, orientation 6", png("rgb8-p3", picture, icc_profile=display_p3()), []),
        ("PNG RGBA 8-bit, orientation 6, to 2048 px", png("rgba8", alpha), ["--max-dimension", "2048"]),
        ("PNG gray 16-bit, orientation 6", sixteen, []),
    ]


# A child's resident maximum begins with that of the process that starts it, so a small one does.
LAUNCHER = subprocess.Popen([sys.executable, "-S", "-c", """
import json, os, sys
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        command = json.loads(line)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    print(json.dumps([status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]), flush=True)
"""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(command):
    """Seconds of processor time, peak bytes. An earlier output would be kept, so it goes first."""
    if "--output" in command:
        output = pathlib.Path(command[command.index("--output") + 1])
        shutil.rmtree(output) if output.is_dir() else output.unlink(missing_ok=True)
    LAUNCHER.stdin.write(json.dumps(command) + "\n")
    LAUNCHER.stdin.flush()
    status, seconds, peak = json.loads(LAUNCHER.stdout.readline())
    if status:
        raise SystemExit(f"{command} failed")
    return seconds, peak * 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parent
    arguments.add_argument("--imageprep", default=str(here.parent / ".build/imageprep"))
    arguments.add_argument("--photo")
    arguments.add_argument("--work")
    given = arguments.parse_args()
    folder = pathlib.Path(given.work or tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    output = str(folder / "output")

    def prepare(path, options):
        return [given.imageprep, "prepare", str(path), "--output", output, "--quiet", *options]

    Image.new("RGB", (16, 16)).save(folder / "tiny.jpg", exif=exif(6))
    idle = statistics.median(run([given.imageprep, "--version"])[1] for _ in range(5))
    print(f"Idle: {idle / 1e6:.1f} MB.\n")
    print("| input, 12 MP | route | file, MB | peak, MB | predicted, MB | predicted / peak |")
    print("|---|---|---|---|---|---|")
    pictures = kinds(photo(given.photo), folder)
    for name, path, options in pictures:
        plan = json.loads(subprocess.run(
            [given.imageprep, "plan", str(path), "--json", *options], capture_output=True, check=True).stdout)
        peak = statistics.median(run(prepare(path, [*options]))[1] for _ in range(3)) - idle
        predicted = plan["predictedMemoryBytes"]
        print(f"| {name} | {plan['route']} | {path.stat().st_size / 1e6:.1f} | {peak / 1e6:.1f} | {predicted / 1e6:.1f} "
              f"| {predicted / peak:.2f} |", flush=True)
    compare_with_jpegtran(given.imageprep, folder, prepare)
    batch_of_64(folder, idle, prepare)


def compare_with_jpegtran(imageprep, folder, prepare):
    """Whole processes in turn: ours, jpegtran, ours, ..."""
    if not shutil.which("jpegtran"):
        return print("\njpegtran is not installed.")
    smallest = run(["jpegtran", "-outfile", "/dev/null", str(folder / "tiny.jpg")])
    print("\n| whole process, medians of 9 in turn | imageprep, ms | jpegtran, ms | ratio | imageprep, MB above idle | jpegtran |")
    print("|---|---|---|---|---|---|")
    start = [imageprep, "--version"]
    for name, file, switches in [("orientation 6, aligned", "aligned.jpg", ["-rotate", "90", "-perfect"]),
                                 ("progressive, orientation 6", "aligned-progressive.jpg", ["-rotate", "90", "-perfect", "-progressive"]),
                                 ("metadata only", "upright.jpg", [])]:
        ours, theirs, idle = [], [], []
        for _ in range(9):
            idle.append(run(start))
            ours.append(run(prepare(folder / file, [])))
            theirs.append(run(["jpegtran", "-copy", "none", *switches, "-outfile", str(folder / "theirs.jpg"), str(folder / file)]))
        (our_time, our_peak), (their_time, their_peak), (_, idle_peak) = (
            [statistics.median(column) for column in zip(*rows)] for rows in (ours, theirs, idle))
        print(f"| {name} | {our_time * 1e3:.1f} | {their_time * 1e3:.1f} | {our_time / their_time:.2f} "
              f"| {(our_peak - idle_peak) / 1e6:.1f} | {(their_peak - smallest[1]) / 1e6:.1f} |", flush=True)


def batch_of_64(folder, idle, prepare):
    batch = folder / "batch"
    shutil.rmtree(batch, ignore_errors=True)
    batch.mkdir()
    for number in range(64):
        os.link(folder / "420.jpg", batch / f"{number}.jpg")
    for options in ([], ["--max-dimension", "2048"]):
        _, peak = run(prepare(batch, ["--jobs", "2", *options]))
        print(f"\n64 x the fifth row {' '.join(options) or 'at full size'} with --jobs 2: {(peak - idle) / 1e6:.1f} MB above idle.")


main()
