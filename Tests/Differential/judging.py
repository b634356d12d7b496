"""Holds the outputs of one way of preparing against the readers. What was read once is not read again."""
import cleanliness
import grids
import pixels
import promises
import readers
from output import Output


class Judge:
    def __init__(self, inputs, others):
        self.inputs = inputs
        self.others = others  # readers that are asked for numbers too: Go, Chromium
        self.said = {}        # digest of an output: {reader: what it said}
        self.promises = promises.Promises(inputs)

    def outputs(self, way, made, verified, second, note):
        outputs = [Output.of(way, name, line, verified, second) for name, line in made.items()]
        self.read(outputs)
        for output in outputs:
            say = lambda reader, message: note(output.name, reader, message, output.line["route"])
            try:
                self.one(output, say)
            except Exception as error:  # a fault of this harness, or something that no reader should meet
                say("harness", f"{type(error).__name__}: {error}")

    def refused(self, refused, note):
        """{name: error} of inputs that were refused: of those that every reader opens without a word."""
        opened = [name for name in refused if all_is_well(*readers.pillow(self.inputs / name))]
        for reader, suffix, run in (("djpeg", ".jpg", readers.djpeg), ("pngcheck", ".png", readers.pngcheck)):
            paths = [self.inputs / name for name in opened if name.endswith(suffix)]
            said = run(paths)
            for path in paths:
                if str(path) not in said:
                    note(path.name, "refused", f"{refused[path.name]['code']}: {refused[path.name]['message']}", f"{reader} and Pillow open it")

    def read(self, outputs):
        """Lets the readers that are processes see what they have not seen."""
        fresh = {output.digest: output.path for output in outputs if output.digest not in self.said}
        for digest in fresh:
            self.said[digest] = {}
        for reader, suffix, run in (("djpeg", ".jpg", readers.djpeg), ("pngcheck", ".png", readers.pngcheck)):
            files = {digest: path for digest, path in fresh.items() if path.suffix == suffix}
            said = run(list(files.values()))
            for digest, path in files.items():
                if str(path) in said:
                    self.said[digest][reader] = said[str(path)]
        for reader in self.others:
            answers = reader.read(list(fresh.values()))
            for digest, path in fresh.items():
                self.said[digest][reader.name] = answers[str(path)]

    def one(self, output, say):
        image, complaint = readers.pillow(output.path)
        complaints = {reader: answer for reader, answer in self.said[output.digest].items() if isinstance(answer, str)}
        complaints |= {"Pillow": complaint} if complaint else {}
        excused = output.excused
        if not excused:
            for reader, message in complaints.items():
                if not (reader == "Go" and warns_of_go(output.line)):
                    say(reader, message)
            for code, kind, message in output.breaches:
                say("verify", f"{code}, {kind}: {message}")
        for breach in cleanliness.breaches(output.data, output.way == "keep"):
            # Within a scan's bytes; verify has just said so.
            if not (excused and breach.endswith((": behind-scan", ": between"))):
                say("clean", breach)
        for reader, message in self.promises.broken(output, image):
            say(reader, message)
        if image is not None and not excused and not complaints.keys() - {"Go"}:
            self.pictures(output, image, say)

    def pictures(self, output, image, say):
        """Whether all readers show the same, and what was promised."""
        difference = self.promises.difference(output, image)
        if difference:
            say("pixels", difference)
        for reader, answer in self.said[output.digest].items():
            # A profile that was kept is for the reader to apply.
            if not isinstance(answer, str) and output.way != "keep" and "unreliable" not in image.info:
                difference = grids.difference(grids.of(image), answer, output.path.suffix == ".jpg")
                if difference and pixels.has_index_beyond_palette(output.path):
                    difference += ", of an index beyond its palette"
                if difference and not pixels.is_extreme(image, output.path):
                    say(reader, difference)


def all_is_well(image, complaint):
    return image is not None and complaint is None and image.format in ("JPEG", "PNG", "MPO")


def warns_of_go(line):
    return any(warning.startswith("Go's ") for warning in line["warnings"])
