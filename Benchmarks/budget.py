#!/usr/bin/env python3
"""How well a byte budget is met, on your own photos, beside programs that search for it.

    budget.py --imageprep BIN [--peers] [--crop 768] [--pixels 3000000] [--csv FILE] [--plot FILE.svg] PHOTO.jpg ...

For every photo of more than half a megapixel the budgets are 50, 25, 10 and 5 % of what Pillow writes at quality 95.
Without --peers only ours runs: bytes used and encodes, with the default floor and without one. With --peers quality is
compared, without a floor for anybody: SSIMULACRA2 and PSNR of the middle of the picture against the upright original, and
processor seconds (user and system), which another load on the machine disturbs less than a clock; less those of each
program's start, as Pillow's interpreter runs already. With --pixels each photo is made so small first and saved at quality
95 with 4:2:0, so that what it went through before weighs little.

Needs: pillow numpy ssimulacra2 (matplotlib for the plot); ImageMagick and jpegoptim.
"""
import argparse, csv, functools, io, json, os, pathlib, resource, statistics, subprocess, sys, tempfile, time

for name in ("OMP_NUM_THREADS", "MAGICK_THREAD_LIMIT"):
    os.environ.setdefault(name, "1")
import numpy as np
from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None
SHARES = (0.5, 0.25, 0.1, 0.05)


def save(image, quality, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def cpu(command):
    """What it did, and its processor seconds without those that the program takes to say its version."""
    done, seconds = processor_seconds(command)
    return done, max(0, seconds - start(command[0]))


@functools.cache
def start(program):
    return statistics.median(processor_seconds([program, "-version" if program == "convert" else "--version"])[1] for _ in range(9))


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(binary, photo, budget, folder, floor):
    out, report = f"{folder}/ours.jpg", f"{folder}/report.jsonl"
    options = ["--min-quality", str(floor)] if floor else []
    _, seconds = cpu([binary, "prepare", photo, "--output", out, "--max-bytes", str(budget), "--report", report, *options])
    record = json.loads(pathlib.Path(report).read_text().splitlines()[0])
    data = pathlib.Path(out).read_bytes() if record["status"] == "prepared" else None
    pathlib.Path(out).unlink(missing_ok=True)
    return data, seconds, record


def magick(photo, budget, folder):
    out = f"{folder}/magick.jpg"
    _, seconds = cpu(["convert", photo, "-auto-orient", "-strip", "-define", f"jpeg:extent={budget - 1}B", out])
    return pathlib.Path(out).read_bytes(), seconds


def jpegoptim(photo, budget, folder):
    # Its limit counts kibibytes; it turns nothing, so the judge turns what it writes.
    target = pathlib.Path(folder) / "jpegoptim"
    target.mkdir(exist_ok=True)
    _, seconds = cpu(["jpegoptim", "-q", "-f", "-o", "--strip-all", "--keep-exif", f"-S{max(1, (budget - 1) // 1024)}",
                      "-d", str(target), photo])
    written = target / os.path.basename(photo)
    return (written.read_bytes() if written.exists() else None), seconds


def pillow(photo, budget, folder):
    start = time.process_time()
    image = ImageOps.exif_transpose(Image.open(photo))
    low, high, best = 1, 95, None
    while low <= high:
        quality = (low + high) // 2
        data = save(image, quality, optimize=True)
        if len(data) < budget:
            best, low = data, quality + 1
        else:
            high = quality - 1
    return best, time.process_time() - start


def downsized(image, pixels, path):
    factor = min(1, (pixels / (image.width * image.height)) ** 0.5)
    small = image.resize((round(image.width * factor), round(image.height * factor)), Image.LANCZOS)
    small.save(path, "JPEG", quality=95)
    return Image.open(path).convert("RGB")


def upright(data):
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


def judge(original, data, crop, folder):
    from ssimulacra2 import compute_ssimulacra2
    image = upright(data)
    if image.size != original.size:
        return None
    width, height = original.size
    box = ((width - crop) // 2 // 16 * 16, (height - crop) // 2 // 16 * 16)
    box = (max(0, box[0]), max(0, box[1]), min(width, box[0] + crop), min(height, box[1] + crop))
    a, b = original.crop(box), image.crop(box)
    a.save(f"{folder}/a.png", compress_level=1)
    b.save(f"{folder}/b.png", compress_level=1)
    error = np.mean((np.asarray(a, float) - np.asarray(b, float)) ** 2)
    return compute_ssimulacra2(f"{folder}/a.png", f"{folder}/b.png"), 10 * np.log10(255 ** 2 / max(error, 1e-9))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--imageprep", required=True)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--crop", type=int, default=768)
    parser.add_argument("--pixels", type=int)
    parser.add_argument("--csv")
    parser.add_argument("--plot")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        for photo in arguments.photos:
            try:
                original = ImageOps.exif_transpose(Image.open(photo))
                if original.width * original.height < 500_000:
                    continue
                original = original.convert("RGB")
                path = photo
                if arguments.pixels:
                    path = f"{folder}/{pathlib.Path(photo).stem}.jpg"
                    original = downsized(original, arguments.pixels, path)
                whole = len(save(original, 95))
            except Exception as error:
                print(f"skipped {photo}: {error}", file=sys.stderr)
                continue
            for share in SHARES:
                rows += measure(arguments, path, original, share, int(whole * share), folder)
            print(f"{photo} {whole}", file=sys.stderr, flush=True)
            if arguments.csv:
                write(arguments.csv, rows)
    summarize(rows, arguments)


def measure(arguments, photo, original, share, budget, folder):
    base = {"photo": os.path.basename(photo), "share": share, "budget": budget}
    rows = []
    for tool, floor in (("imageprep", None), ("imageprep, no floor", 1)):
        data, seconds, record = ours(arguments.imageprep, photo, budget, folder, floor)
        size = (record.get("width"), record.get("height"))
        row = base | {"tool": tool, "bytes": len(data) if data else None, "seconds": seconds,
                      "encodes": record.get("encodes"), "route": record.get("route"), "quality": record.get("quality"),
                      "resized": data is not None and size != original.size,
                      "error": (record.get("error") or {}).get("message")}
        if arguments.peers and floor and data:
            row["ssimulacra2"], row["psnr"] = judge(original, data, arguments.crop, folder) or (None, None)
        rows.append(row)
    if arguments.peers:
        for tool, run in (("ImageMagick jpeg:extent", magick), ("Pillow bisection", pillow), ("jpegoptim -S", jpegoptim)):
            data, seconds = run(photo, budget, folder)
            row = base | {"tool": tool, "bytes": len(data) if data else None, "seconds": seconds}
            if data and len(data) < budget:
                row["ssimulacra2"], row["psnr"] = judge(original, data, arguments.crop, folder) or (None, None)
            rows.append(row)
    return rows


FIELDS = ["photo", "share", "budget", "tool", "bytes", "seconds", "encodes", "route", "quality", "resized",
          "ssimulacra2", "psnr", "error"]


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(rows)


def share_of(values):
    values = list(values)
    return 100 * sum(values) / len(values) if values else float("nan")


def summarize(rows, arguments):
    for tool in ("imageprep", "imageprep, no floor"):
        made = [r for r in rows if r["tool"] == tool and r["bytes"]]
        failed = [r for r in rows if r["tool"] == tool and not r["bytes"]]
        # Where nothing had to give way there is nothing to use up.
        forced = [r for r in made if r["route"] == "render" and r["encodes"]]
        print(f"\n{tool}: {len(made)} outputs, {len(failed)} without")
        print(f"  under the budget: {share_of(r['bytes'] < r['budget'] for r in made):.1f} %")
        if forced:
            encodes = [r["encodes"] for r in forced]
            print(f"  encodes: mean {statistics.mean(encodes):.3f}, at most 2 in {share_of(e <= 2 for e in encodes):.1f} %")
        for name, kind, least in (("quality limits", False, 0.97), ("size limits", True, 0.9)):
            used = [r["bytes"] / r["budget"] for r in forced if r["resized"] == kind]
            if used:
                print(f"  {name}: {len(used)}; at least {least:.0%} used in {share_of(u >= least for u in used):.1f} %, "
                      f"median {statistics.median(used):.4f}")
        for row in failed:
            print(f"  failed: {row['photo']} {row['budget']}: {row['error']}")
    if arguments.peers:
        compare(rows, arguments.plot)


def compare(rows, plot):
    print("\n| budget | beside | SSIMULACRA2 | PSNR | CPU ms | budget used | photos |\n|---|---|---|---|---|---|---|")
    own = "imageprep, no floor"
    for share in SHARES:
        scored = {}
        for row in rows:
            if row["share"] == share and row.get("psnr"):
                scored.setdefault(row["tool"], {})[row["photo"]] = row
        for tool in (t for t in scored if t != own):
            # Each by itself: one that misses the budget takes no photo away from the others.
            both = [(scored[own][k], scored[tool][k]) for k in scored.get(own, {}) if k in scored[tool]]
            if both:
                columns = [[statistics.mean(value(r[i]) for r in both) for i in (0, 1)] for value in (
                    lambda r: r["ssimulacra2"], lambda r: r["psnr"], lambda r: 1000 * r["seconds"],
                    lambda r: 100 * r["bytes"] / r["budget"])]
                print(f"| {share:.0%} | {tool} | " + " | ".join(f"{a:.2f} / {b:.2f}" for a, b in columns)
                      + f" | {len(both)} |")
    print("\nOn the photos that all of them bring there:")
    tools = [t for t in dict.fromkeys(r["tool"] for r in rows) if t != "imageprep"]
    table = {}
    for share in SHARES:
        keys = {r["photo"] for r in rows if r["share"] == share}
        scored = {t: {r["photo"]: r for r in rows if r["tool"] == t and r["share"] == share and r.get("psnr")} for t in tools}
        common = [k for k in keys if all(k in scored[t] for t in tools)]
        for tool in tools:
            chosen = [scored[tool][k] for k in common]
            if chosen:
                table[share, tool] = [statistics.mean(r[f] for r in chosen) for f in ("ssimulacra2", "psnr", "seconds")] + [
                    statistics.mean(r["bytes"] / r["budget"] for r in chosen), len(chosen)]
    print("\n| budget | tool | SSIMULACRA2 | PSNR | CPU s | budget used | photos |\n|---|---|---|---|---|---|---|")
    for (share, tool), (score, psnr, seconds, used, count) in table.items():
        print(f"| {share:.0%} | {tool} | {score:.2f} | {psnr:.2f} | {seconds:.2f} | {used:.1%} | {count} |")
    if plot and table:
        draw(table, tools, plot)


def draw(table, tools, path):
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots(1, 3, figsize=(12, 4))
    for tool in tools:
        shares = [s for s in SHARES if (s, tool) in table]
        for axis, index in zip(axes, (0, 1, 2)):
            axis.plot([100 * s for s in shares], [table[s, tool][index] for s in shares], "o-", label=tool)
    for axis, title in zip(axes, ("SSIMULACRA2", "PSNR, dB", "processor seconds")):
        axis.set_title(title)
        axis.set_xlabel("budget, % of the size at quality 95")
        axis.set_xscale("log")
        axis.set_xticks([5, 10, 25, 50], ["5", "10", "25", "50"])
        axis.grid(alpha=0.3)
    axes[2].set_ylim(bottom=0)
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(path)


if __name__ == "__main__":
    main()
