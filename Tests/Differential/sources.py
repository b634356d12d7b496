"""The files that mutations start from: fixtures, the corpus beside the checkout, and what jpegtran makes of some fixtures."""
import io
import os
import pathlib
import subprocess
import warnings

from PIL import Image

FOLDERS = ("orientation", "camera", "color", "png", "hostile", "reports")
MOST_BYTES, MOST_PIXELS = 12_000, 128 * 128
# Scan scripts of jpegtran for three components: not interleaved, partly, progressive in several ways.
SCRIPTS = {"planes": "0;\n1;\n2;\n", "luma-first": "0;\n1 2;\n", "chroma-first": "1 2;\n0;\n",
           "spectral": "0 1 2: 0 0 0 0;\n0: 1 5 0 0;\n1: 1 63 0 0;\n2: 1 63 0 0;\n0: 6 63 0 0;\n",
           "refined": "0 1 2: 0 0 0 1;\n0: 1 63 0 2;\n1: 1 63 0 1;\n2: 1 63 0 1;\n0: 1 63 2 1;\n0: 1 63 1 0;\n1: 1 63 1 0;\n2: 1 63 1 0;\n0 1 2: 0 0 1 0;\n",
           "dc-planes": "0: 0 0 0 0;\n1: 0 0 0 0;\n2: 0 0 0 0;\n0: 1 63 0 0;\n1: 1 63 0 0;\n2: 1 63 0 0;\n"}


def small(path):
    """Its bytes where it is a JPEG or PNG of few bytes and pixels, or damaged and small, else None."""
    try:
        if not 2 < os.path.getsize(path) <= MOST_BYTES:
            return None
        data = pathlib.Path(path).read_bytes()
        if data[:2] != b"\xff\xd8" and data[:8] != b"\x89PNG\r\n\x1a\n":
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                return data if image.size[0] * image.size[1] <= MOST_PIXELS else None
    except OSError:
        return None
    except Exception:  # a size that Pillow calls a bomb, or a header that it cannot read
        return None


def derived(fixtures):
    """The same coefficients in other scans, which the fixtures have few of."""
    for name in ("444-odd-o1", "420-odd-o1", "422-mcu-o6", "420-mcu-o3", "gray-odd-o1", "rgb-mcu-o1"):
        path = fixtures / "jpeg" / f"{name}.jpg"
        if not path.exists():
            continue
        for script, text in SCRIPTS.items():
            scans = pathlib.Path(os.environ["DIFFERENTIAL_WORK"]) / f"{script}.scans"
            scans.write_text(text)
            yield from jpegtran(path, f"{name}-{script}", "-scans", str(scans))
        yield from jpegtran(path, f"{name}-progressive", "-progressive")
        yield from jpegtran(path, f"{name}-restarts", "-restart", "1B")
        yield from jpegtran(path, f"{name}-planes-restarts", "-restart", "2B", "-progressive")
    yield from encoded()


def jpegtran(path, name, *arguments):
    run = subprocess.run(["jpegtran", "-copy", "all", *arguments, str(path)], capture_output=True)
    if run.returncode == 0 and run.stdout:
        yield name, run.stdout


def encoded():
    """Pictures with slopes that are larger than what the fixtures have, so that limits bite."""
    for mode in ("L", "RGB", "CMYK"):
        for width, height in ((96, 72), (80, 112)):
            slope = Image.linear_gradient("L").resize((width, height))
            rings = Image.radial_gradient("L").resize((width, height))
            image = Image.merge("CMYK", (slope, rings, slope.transpose(Image.Transpose.ROTATE_180), slope))
            image = {"L": rings, "CMYK": image, "RGB": Image.merge("RGB", image.split()[:3])}[mode]
            for quality, progressive, subsampling in ((85, False, 2), (70, True, 0), (92, False, 1)):
                out = io.BytesIO()
                image.save(out, "JPEG", quality=quality, progressive=progressive, **({} if mode == "L" else {"subsampling": subsampling}))
                yield f"{mode}-{width}-{quality}", out.getvalue()
            if mode != "CMYK":
                out = io.BytesIO()
                image.save(out, "PNG")
                yield f"{mode}-{width}-png", out.getvalue()


def gather(checkout):
    """[(name, bytes)] in the same order each time."""
    folders = [checkout / "Fixtures"] + [checkout / "../shared/corpus" / name for name in FOLDERS]
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            data = small(path)
            if data is not None:
                found.append((path.name, data))
    return found + list(derived(checkout / "Fixtures"))
