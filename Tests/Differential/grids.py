"""The mean colours of cells, at most 4 by 4 and none smaller than 16 pixels where there is room, in which readers that interpolate chroma each in their own way agree all the same."""
import numpy as np

import pixels

TOLERANCE = 10.0
# Go repeats chroma where others interpolate, and takes what damage does to DC beyond any sample in its own way.
JPEG_TOLERANCE = 30.0


def of(image):
    """Width, height and three means a cell, as the other readers give them."""
    array = np.asarray(pixels.to_srgb(image, converts=False), np.float64)
    height, width = array.shape[:2]
    values = [width, height]
    columns, rows = (max(1, min(4, side // 16)) for side in (width, height))
    for row in range(rows):
        for column in range(columns):
            cell = array[row * height // rows:(row + 1) * height // rows, column * width // columns:(column + 1) * width // columns]
            values += list(cell.mean((0, 1)))
    return values


def difference(ours, theirs, is_jpeg):
    """In words, or None where they agree."""
    if ours[:2] != theirs[:2]:
        return f"of size {theirs[:2]} and not {ours[:2]}"
    worst = max(abs(a - b) for a, b in zip(ours[2:], theirs[2:]))
    return f"shows another picture than Pillow, by {worst:.0f}" if worst > (JPEG_TOLERANCE if is_jpeg else TOLERANCE) else None
