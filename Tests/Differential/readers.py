"""Independent readers, and what they say of files: nothing where all is well."""
import io
import pathlib
import re
import subprocess
import warnings
import zlib

from PIL import Image, ImageFile

import png_stream

Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False


def each(paths, command):
    """{path: what was said, or the status} of one process a file; silent ones are left out."""
    script = f'while IFS= read -r file; do {command} "$file" 2>&1 >/dev/null; echo "@@ $? $file"; done'
    run = subprocess.run(["sh", "-c", script], input="\n".join(map(str, paths)) + "\n", capture_output=True, text=True, errors="replace")
    said, lines = {}, []
    for line in run.stdout.splitlines():
        if not line.startswith("@@ "):
            lines.append(line)
            continue
        _, status, path = line.split(" ", 2)
        if lines or status != "0":
            said[path] = " ".join(lines).strip() or f"status {status}"
        lines = []
    return said


def djpeg(paths):
    return each(paths, "djpeg -strict") if paths else {}


def pngcheck(paths):
    """Of many files in one process; it names each that it says something of."""
    if not paths:
        return {}
    run = subprocess.run(["pngcheck", "-q", *map(str, paths)], capture_output=True, text=True, errors="replace")
    said = {}
    for line in run.stdout.splitlines() + run.stderr.splitlines():
        for path in paths:
            if str(path) in line:
                said[str(path)] = (said.get(str(path), "") + " " + line.replace(str(path), "").strip(" :")).strip()
    if run.returncode and not said:
        return {str(path): reason for path in paths for reason in pngcheck_alone(path)}
    # What an earlier file left in it makes it say things of a good one, of images in many small chunks above all.
    return {path: reason for path in said for reason in pngcheck_alone(path)}


def pngcheck_alone(path):
    run = subprocess.run(["pngcheck", "-q", str(path)], capture_output=True, text=True, errors="replace")
    if run.returncode or run.stdout.strip():
        yield run.stdout.replace(str(path), "").strip(" :\n") or f"status {run.returncode}"


def pillow(source):
    """The picture, loaded, and what was said: an error or warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            image = Image.open(source)
            if image.size[0] * image.size[1] > 1 << 24:
                return None, f"{image.size} is large"
            raw = image.tile[0][3] if image.tile and image.format == "PNG" else None
            image.load()
            mend_transparency(image, raw if isinstance(raw, str) else None)
            mend_profile(image, source)
            if "transparency" in image.info:
                image.convert("RGBA")
        except Exception as error:  # Pillow raises what comes
            return None, f"{type(error).__name__}: {error}"
    said = "; ".join(str(warning.message) for warning in caught if not re.search("ImageFile.*deprecated", str(warning.message)))
    return image, said or None


def by_float(path):
    """What djpeg shows with an inverse DCT in floating point, which no coefficient is too large for; None where it does not."""
    run = subprocess.run(["djpeg", "-dct", "float", str(path)], capture_output=True)
    try:
        image = Image.open(io.BytesIO(run.stdout))
        image.load()
    except OSError:
        return None
    image.format = "JPEG"
    return image


def mend_transparency(image, raw):
    """Pillow scales gray samples of less than 8 bits but not the gray that stands for transparent, and takes bits above the depth along."""
    value, most = image.info.get("transparency"), {"L;2": 3, "L;4": 15, "L": 255, "RGB": 255}.get(raw)
    if isinstance(value, int) and most and image.mode == "L":
        image.info["transparency"] = (value & most) * 255 // most
    elif isinstance(value, tuple) and most:
        image.info["transparency"] = tuple(sample & most for sample in value)
    elif isinstance(value, (int, tuple)) and raw and ("16" in raw or raw == "1") or getattr(image, "n_frames", 1) > 1 and image.format == "PNG":
        image.info["unreliable"] = True  # 16 bits become 8, and nothing is the transparent colour; of an animation Pillow shows a frame


def mend_profile(image, source):
    """Pillow takes a profile from an iCCP chunk whose zlib stream does not come to its end; Chromium takes none from there."""
    if image.format != "PNG" or not image.info.get("icc_profile"):
        return
    chunk = next((chunk for chunk in png_stream.parse(pathlib.Path(source).read_bytes()) if chunk.kind == b"iCCP"), None)
    stream = zlib.decompressobj()
    try:
        stream.decompress(chunk.body[chunk.body.index(0) + 2:] if chunk else b"")
    except (zlib.error, ValueError):
        pass
    if not stream.eof:
        del image.info["icc_profile"]


def first_words(message, count=7):
    """A message without its numbers and names, so that the same fault groups."""
    words = re.sub(r"0x[0-9a-fA-F]+|[-+]?\d[\d,.]*", "N", re.sub(r"/\S+", "FILE", message)).split()
    return " ".join(words[:count])
