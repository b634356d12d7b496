"""One file and what a test must know of it."""
import dataclasses
import subprocess

SIGNATURES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"BM": "bmp", b"GIF8": "gif", b"RIFF": "webp",
              b"II*\0": "tiff", b"MM\0*": "tiff", b"II+\0": "tiff", b"MM\0+": "tiff"}
# Of files of boxes, behind the length and the type of the first.
BRANDS = {b"heic": "heic", b"avif": "avif"}


@dataclasses.dataclass
class Fixture:
    file: str
    data: bytes
    stored: str
    what: str
    orientation: int = 1
    expect: str = "prepare"
    canary: str = "-"

    def manifest_line(self):
        kind = next((kind for signature, kind in SIGNATURES.items() if self.data.startswith(signature)), BRANDS.get(self.data[8:12], "other"))
        return "\t".join([self.file, kind, self.stored, str(self.orientation), self.expect, self.what, self.canary])


def jpegtran(data, *options):
    """`data` in another coding; the coefficients stay."""
    return subprocess.run(["jpegtran", "-copy", "all", *options], input=data, capture_output=True, check=True).stdout
