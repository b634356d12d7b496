"""What Pillow shows of an input, turned upright, against what it shows of the output."""
import io

import numpy as np
from PIL import Image, ImageCms

import readers

T = Image.Transpose
TURNS = {2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 6: T.ROTATE_270, 7: T.TRANSVERSE, 8: T.ROTATE_90}
SRGB = ImageCms.createProfile("sRGB")


def turned(image, value):
    made = image.transpose(TURNS[value]) if value in TURNS else image
    made.info = image.info
    return made


def to_srgb(image, converts=True):
    """8-bit RGB over white, through the profile where there is one that works."""
    profile = image.info.get("icc_profile") if converts else None
    # Pillow joins the segments that it finds; of a whole profile that is there twice the first counts.
    if profile and len(profile) >= 4:
        profile = profile[:max(128, int.from_bytes(profile[:4], "big"))]
    if image.mode in ("I;16", "I;16B", "I"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    is_gray = image.mode in ("1", "L", "LA")
    if image.mode in ("P", "PA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    # A profile of gray samples is none of RGB.
    image = image.convert("L" if is_gray else "RGB") if image.mode in ("RGBA", "1") else image
    if profile:
        try:
            image = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB, outputMode="RGB", renderingIntent=1,
                                              flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    image = image.convert("RGB")
    if alpha is not None:
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image, mask=alpha)
        image = white
    return image


def allowance(output):
    """The root mean square that the output's own quantization explains, and what subsampling and rounding take."""
    tables = getattr(output, "quantization", None)
    if not tables:
        return 6.0
    return 12.0 + max(np.sqrt(np.mean(np.square(np.minimum(table, 255.0)))) for table in tables.values()) / 2


def difference(one, other):
    a, b = np.asarray(one, np.float32), np.asarray(other, np.float32)
    return float(np.sqrt(np.mean(np.square(a - b))))


def trimmed(source, size, value):
    """Without the columns and rows at the right and below that no whole block covers."""
    width, height = size if value < 5 else size[::-1]
    info, source = source.info, source.crop((0, 0, width, height)) if (width, height) <= source.size else source
    source.info = info
    return source


def is_extreme(image, path):
    """Whether a JPEG has coefficients far beyond what samples hold, as with steps that are not its own: most samples are cut off, 16 bits
    may overflow, and each reader shows something of its own."""
    if path.suffix != ".jpg" or image.mode not in ("L", "RGB"):
        return False
    samples, exact = np.asarray(image), readers.by_float(path)
    return np.mean((samples == 0) | (samples == 255)) > 0.4 or exact is not None and difference(exact.convert("RGB"), image.convert("RGB")) > 2


def is_mostly_cut_off(path):
    """Whether the inverse DCT leaves most samples of a component out of range, as with steps that are not its own."""
    planes = Image.open(path)
    planes.draft("YCbCr", planes.size)
    return any(np.mean((plane == 0) | (plane == 255)) > 0.4 for plane in np.moveaxis(np.atleast_3d(np.asarray(planes)), 2, 0))


def resized(source, path, value, size, converts):
    """What Pillow shows in another size, in every order that the work may be done in: colours converted before the resize or after it,
    and the blocks of a JPEG decoded whole or, as libjpeg does, at a part of their size. Samples out of range are cut off at other places
    in each, which shows at hard edges and where most samples are out of range."""
    upright = turned(source, value)
    yield to_srgb(upright, converts).resize(size, Image.Resampling.LANCZOS)
    # Nearest is what Pillow does with these.
    if upright.mode not in ("1", "P", "PA") and "I" not in upright.mode and "transparency" not in upright.info:
        after = upright.resize(size, Image.Resampling.LANCZOS)
        after.info = upright.info
        yield to_srgb(after, converts)
    if source.format != "JPEG" or source.mode not in ("L", "RGB") or converts and source.info.get("icc_profile"):
        return
    stored = size if value < 5 else size[::-1]
    for part in (1, 2, 4, 8):
        if part > 1 and any(-(-side // part) < wanted for side, wanted in zip(source.size, stored)):
            return
        planes = Image.open(path)
        # Pillow takes the largest part whose picture is no smaller than what is asked for.
        planes.draft("L" if source.mode == "L" else "YCbCr", tuple(max(1, side // part) for side in source.size))
        planes.load()
        yield to_srgb(turned(planes, value).resize(size, Image.Resampling.LANCZOS), False)


def compare(record, source, output, keeps_color, trims=False, path=None):
    """A sentence where the output shows something else than its route promises, else None. `path` is the source's file."""
    route, lossless, format, value = record["route"], record["lossless"], source.format, record["orientation"]
    if trims and route == "transform" and not lossless:
        source = trimmed(source, output.size, value)
        lossless = True
    upright = turned(source, value)
    if lossless and upright.size != output.size:
        return f"lossless, but of size {output.size} and not {upright.size}"
    if route == "rewrite" and format == output.format:
        same = source.mode == output.mode and source.tobytes() == output.tobytes()
        return None if same else f"rewritten, but other pixels: {difference(source.convert('RGB'), output.convert('RGB')):.0f}"
    want = to_srgb(upright, not keeps_color and not lossless)
    have = to_srgb(output, False)
    if lossless and "JPEG" not in (format, output.format):
        worst = np.abs(np.asarray(want, np.int16) - np.asarray(have, np.int16)).max(initial=0)
        return f"lossless, but a sample differs by {worst}" if worst > 1 else None
    if lossless:
        if trims and min(have.size) > 12:  # at the new edge chroma was interpolated with what has gone
            want, have = (image.crop((4, 4, have.size[0] - 4, have.size[1] - 4)) for image in (want, have))
        # IDCT rounding, and chroma that is interpolated along the other axis.
        rough = difference(want, have)
        luma = difference(want.convert("L"), have.convert("L"))
        is_tiny = min(have.size) < 16
        # Where chroma drives samples out of range, clipping changes luma too.
        most, most_luma = (24, 8) if is_tiny else (8, 2.5)
        return f"lossless, but differs by {rough:.1f}, luma by {luma:.1f}" if luma > most_luma or rough > most else None
    wanted = [want] if want.size == have.size else resized(source, path, value, have.size, not keeps_color)
    small = tuple(-(-side // 4) for side in have.size)
    coarse = have.resize(small, Image.Resampling.BOX)
    rough = 256.0
    for candidate in wanted:
        rough = min(rough, difference(candidate.resize(small, Image.Resampling.BOX), coarse))
        if rough <= allowance(output):
            return None
    # Each component may be decoded at a part of its own, more ways than are tried here.
    if want.size != have.size and format == "JPEG" and is_mostly_cut_off(path):
        return None
    return f"rendered, but differs by {rough:.0f}"


def has_index_beyond_palette(path):
    """Whether a PNG has an index that its palette lacks."""
    image = Image.open(path)
    if image.mode != "P" or image.format != "PNG":
        return False
    with open(path, "rb") as file:
        data = file.read()
    at = data.find(b"PLTE")
    entries = int.from_bytes(data[at - 4:at], "big") // 3
    return int(np.asarray(image).max(initial=0)) >= entries
