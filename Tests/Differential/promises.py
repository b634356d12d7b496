"""What was promised of an output beside that it opens: limits, the same bytes again, the picture of the input."""
import orientations
import pixels
import readers
from command import LIMIT_BYTES, LIMIT_SIDE


class Promises:
    def __init__(self, inputs):
        self.inputs = inputs
        self.shown = {}     # name of an input: what Pillow shows of it
        self.compared = {}  # an input, an output and what was promised: the difference

    def broken(self, output, image):
        """(reader, message) of each."""
        line, size = output.line, (output.line["width"], output.line["height"])
        if output.way == "max-bytes" and len(output.data) >= LIMIT_BYTES:
            yield "limits", f"{len(output.data)} bytes"
        if output.way == "max-dimension" and max(size) > LIMIT_SIDE:
            yield "limits", "a side above the limit"
        if image is not None and image.size != size:
            yield "limits", f"of size {image.size}, and the report says otherwise"
        if output.way in ("png", "jpeg") and line["format"] != output.way:
            yield "limits", f"the format is {line['format']}"
        if line["sha256"] != output.digest.hex():
            yield "report", "another digest than that of the file"
        again = output.again
        if again is None or again["status"] != "prepared":
            yield "again", "refused " + (again["error"]["code"] + ": " + again["error"]["message"] if again else "without a line")
        elif again["sha256"] != line["sha256"]:
            yield "again", f"other bytes, by {again['route']}"

    def difference(self, output, image):
        """What Pillow shows otherwise than promised, where it shows the input, and readers say nothing of that."""
        key = output.name, output.digest, output.line["route"], output.line["lossless"], output.way in ("keep", "trim") and output.way
        if key not in self.compared:
            self.compared[key] = self.compare(output, image)
        return self.compared[key]

    def compare(self, output, image):
        path, line = self.inputs / output.name, output.line
        if line["route"] == "copy":
            return None if output.data == path.read_bytes() else "copied, but other bytes"
        if output.name not in self.shown:
            self.shown[output.name] = readers.pillow(path)[0]
        source = self.shown[output.name]
        if source is None or source.format not in ("JPEG", "PNG", "MPO") or "unreliable" in source.info:
            return None
        if line["colorConversion"] and not source.info.get("icc_profile") and source.mode != "CMYK":
            return None  # by a chunk or tag that Pillow does not know
        if any("unrefined" in warning for warning in line["warnings"]):
            return None  # readers smooth what lacks its refinements, each in its own way, and the caller was warned
        disagreement = orientations.disagreement(source, path, line["orientation"])
        if disagreement:
            return disagreement
        different = pixels.compare(line, source, image, output.way == "keep", output.way == "trim", path)
        if different and (readers.djpeg([path]) if path.suffix == ".jpg" else readers.pngcheck([path])):
            return None  # readers of damaged files may differ
        if different and line["route"] == "transform":
            return self.by_float(output, path) and different
        return different

    def by_float(self, output, path):
        """Whether they differ too where no arithmetic overflows: with large steps that of 16 bits does, in each direction in its own way."""
        source, made = readers.by_float(path), readers.by_float(output.path)
        return source is None or made is None or pixels.compare(output.line, source, made, output.way == "keep", output.way == "trim")
