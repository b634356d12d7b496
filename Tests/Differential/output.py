"""One output with all that is known of it."""
import hashlib
import pathlib
from dataclasses import dataclass

NO_LINE = [("missing", "headers", "verify has no line for it")]


@dataclass
class Output:
    way: str            # the name of the options
    name: str           # of the input
    line: dict          # of the report
    path: pathlib.Path
    data: bytes
    digest: bytes
    breaches: list      # what verify says: (code, kind, message)
    again: dict | None  # the line of the report for preparing it once more

    @classmethod
    def of(cls, way, name, line, verified, second):
        path = pathlib.Path(line["output"])
        data = path.read_bytes()
        return cls(way, name, line, path, data, hashlib.sha256(data).digest(), verified.get(path.name, NO_LINE), second.get(path.name))

    @property
    def excused(self):
        """What only decoding shows is verify's to find where nobody asked prepare to decode; and it has to call it so."""
        return self.line.get("checked") == "headers" and bool(self.breaches) and all(kind == "image-data" for _, kind, _ in self.breaches)
