"""One mutated file: a source, one to four changes by structure, and their names."""
import jpeg_frames
import jpeg_huffman
import jpeg_metadata
import jpeg_order
import jpeg_quantization
import jpeg_scan_headers
import jpeg_scans
import jpeg_stream
import png_chunks
import png_data
import png_order
import png_stream

JPEG = {"frame": jpeg_frames, "scan-header": jpeg_scan_headers, "scan": jpeg_scans, "huffman": jpeg_huffman, "table": jpeg_quantization,
        "metadata": jpeg_metadata, "segment": jpeg_order}
PNG = {"data": png_data, "chunk": png_chunks, "order": png_order}


def named(modules):
    return [(f"{prefix}-{change.__name__.replace('_', '-')}", change, weight)
            for prefix, module in modules.items() for change, weight in module.MUTATIONS]


JPEG_CHANGES, PNG_CHANGES = named(JPEG), named(PNG)


def mutate(random, data):
    """The changed bytes and the names of the changes."""
    is_jpeg = data[:2] == b"\xff\xd8"
    stream, changes = (jpeg_stream, JPEG_CHANGES) if is_jpeg else (png_stream, PNG_CHANGES)
    parts, names = stream.parse(data), []
    wanted = random.choice((0, 1, 1, 1, 1, 1, 2, 2, 3, 4)) if random.random() < 0.98 else 0
    for _ in range(12):
        if len(names) >= wanted:
            break
        name, change, _ = random.choices(changes, [weight for _, _, weight in changes])[0]
        before = [part.copy() for part in parts]
        if change(random, parts):
            names.append(name)
        else:
            parts = before
    return stream.serialize(parts), names
