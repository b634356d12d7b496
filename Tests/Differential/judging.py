"""Holds the outputs of one way of preparing against the readers. What was read once is not read again."""
import hashlib
import pathlib

import cleanliness
import pixels
import readers

# The ways that do not decode what they copy: there, what only decoding shows is verify's to find.
CHECKED = {"image-data"}
IMAGE_DATA = ("imageData", "truncated")


class Judge:
    def __init__(self, inputs):
        self.inputs = inputs
        self.said = {}       # digest of an output: what each reader said
        self.shown = {}      # name of an input: what Pillow shows of it
        self.compared = {}   # name, digest and what was promised: the difference

    def outputs(self, set_name, made, verified, second, note):
        entries = []
        for name, line in made.items():
            path = pathlib.Path(line["output"])
            data = path.read_bytes()
            entries.append((name, line, path, data, hashlib.sha256(data).digest()))
        self.read([(path, digest) for _, _, path, _, digest in entries])
        for name, line, path, data, digest in entries:
            self.one(set_name, name, line, path, data, digest, verified.get(path.name, [("missing", "verify has no line for it")]), second.get(path.name), note)

    def read(self, entries):
        """Lets the readers that are processes see what they have not seen."""
        fresh = {digest: path for path, digest in entries if digest not in self.said}
        jpegs = {digest: path for digest, path in fresh.items() if path.suffix == ".jpg"}
        pngs = {digest: path for digest, path in fresh.items() if path.suffix == ".png"}
        for reader, files, run in (("djpeg", jpegs, readers.djpeg), ("pngcheck", pngs, readers.pngcheck)):
            said = run(list(files.values()))
            for digest, path in files.items():
                self.said[digest] = {reader: said[str(path)]} if str(path) in said else {}

    def one(self, set_name, name, line, path, data, digest, breaches, again, note):
        route, keeps = line["route"], set_name == "keep"
        say = lambda reader, message: note(name, reader, message, route)
        image, complaint = readers.pillow(path)
        complaints = dict(self.said[digest]) | ({"Pillow": complaint} if complaint else {})
        # Not decoded by wish: then verify alone has to see it, and to call it what it is.
        excused = set_name not in CHECKED and route in ("copy", "rewrite") and breaches and all(code in IMAGE_DATA for code, _ in breaches)
        if not excused:
            for reader, message in complaints.items():
                say(reader, message)
            for code, message in breaches:
                say("verify", f"{code} {message}")
        for breach in cleanliness.breaches(data, keeps):
            say("clean", breach)
        self.limits(set_name, line, data, image, say)
        if again is None or again["status"] != "prepared":
            say("again", "refused " + (again["error"]["code"] + ": " + again["error"]["message"] if again else "without a line"))
        elif again["sha256"] != line["sha256"] or line["sha256"] != digest_text(digest):
            say("again", f"other bytes, by {again['route']}")
        if image is not None and not excused and not complaints:
            difference = self.difference(set_name, name, line, data, digest, image)
            if difference:
                say("pixels", difference)

    def limits(self, set_name, line, data, image, say):
        if set_name == "max-bytes" and len(data) >= 1000:
            say("limits", f"{len(data)} bytes")
        if image is not None and image.size != (line["width"], line["height"]):
            say("limits", f"of size {image.size}, and the report says otherwise")
        if set_name == "max-dimension" and max(line["width"], line["height"]) > 32:
            say("limits", "a side above the limit")
        if set_name in ("png", "jpeg") and line["format"] != set_name:
            say("limits", f"the format is {line['format']}")

    def difference(self, set_name, name, line, data, digest, image):
        """What Pillow shows otherwise than promised, where it shows the input, and readers say nothing of that."""
        keeps, trims = set_name == "keep", set_name == "trim"
        key = name, digest, line["route"], line["lossless"], keeps, trims
        if key not in self.compared:
            self.compared[key] = self.compare(name, line, data, image, keeps, trims)
        return self.compared[key]

    def compare(self, name, line, data, image, keeps, trims):
        path = self.inputs / name
        if line["route"] == "copy":
            return None if data == path.read_bytes() else "copied, but other bytes"
        if name not in self.shown:
            self.shown[name] = readers.pillow(path)[0]
        source = self.shown[name]
        if source is None or source.format not in ("JPEG", "PNG", "MPO"):
            return None
        if line["colorConversion"] and "icc_profile" not in source.info and source.mode != "CMYK":
            return None  # by a chunk or tag that Pillow does not know
        different = pixels.compare(line, source, image, keeps, trims)
        if different and (readers.djpeg([path]) if path.suffix == ".jpg" else readers.pngcheck([path])):
            return None  # readers of damaged files may differ
        if pixels.orientation(source) != line["orientation"]:
            return f"the orientation is {line['orientation']} to us and {pixels.orientation(source)} to Pillow"
        return different


def digest_text(digest):
    return digest.hex()
