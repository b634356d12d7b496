"""The test card: four corners, both axes and every row and column differ, so no two orientations look alike."""

CORNERS = {"TL": (220, 40, 40), "TR": (40, 180, 60), "BL": (50, 80, 220), "BR": (235, 200, 40)}


def pixel(x, y, width, height):
    """8-bit RGB at (x, y): coloured corners, a dark F, and between them gradients with a little texture."""
    corner_width, corner_height = max(1, width // 4), max(1, height // 4)
    if (x < corner_width or x >= width - corner_width) and (y < corner_height or y >= height - corner_height):
        return CORNERS[("T" if y < corner_height else "B") + ("L" if x < corner_width else "R")]
    if is_letter(x / width, y / height):
        return (30, 25, 35)
    texture = (x * 7919 + y * 104729 + x * y * 31) % 23 - 11
    return (
        clamp(60 + 170 * x // width + texture),
        clamp(210 - 150 * y // height + texture // 2),
        clamp(90 + 60 * (x + y) // (width + height) - texture),
    )


def is_letter(u, v):
    """An F, for the human eye."""
    stem = 0.36 <= u < 0.44 and 0.25 <= v < 0.78
    top = 0.36 <= u < 0.66 and 0.25 <= v < 0.36
    middle = 0.36 <= u < 0.58 and 0.46 <= v < 0.56
    return stem or top or middle


def clamp(value):
    return max(0, min(255, int(value)))


def rgb(width, height):
    """Rows of RGB pixels."""
    return [[pixel(x, y, width, height) for x in range(width)] for y in range(height)]


def luma(r, g, b):
    return 0.299 * r + 0.587 * g + 0.114 * b


def ycbcr(r, g, b):
    """JFIF's YCbCr, unrounded."""
    y = luma(r, g, b)
    return (y, 128 + (b - y) / 1.772, 128 + (r - y) / 1.402)


def cmyk(r, g, b):
    """Full under-colour removal of four fifths, so that all four inks have something to show."""
    c, m, y = 255 - r, 255 - g, 255 - b
    k = min(c, m, y) * 4 // 5
    return (c - k, m - k, y - k, k)
