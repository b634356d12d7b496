"""The command under test: whole folders at a time, and one by one where it does not come to its end."""
import json
import os
import pathlib
import shutil
import subprocess

SECONDS = 60  # for a batch, and later for each half of it
LIMIT_SIDE, LIMIT_BYTES = 32, 1000  # so small that they bite, as the pictures are
OPTIONS = {
    "default": [], "max-dimension": ["--max-dimension", str(LIMIT_SIDE)], "max-bytes": ["--max-bytes", str(LIMIT_BYTES)], "png": ["--format", "png"],
    "jpeg": ["--format", "jpeg"], "keep": ["--color", "keep"], "trim": ["--edges", "trim"], "image-data": ["--check", "image-data"]}
# What verify does not take; it is about how, not what.
PREPARE_ONLY = {"trim", "image-data"}


class Command:
    def __init__(self, program):
        self.program = program
        self.environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}

    def run(self, arguments):
        """The status, or 'hang'."""
        try:
            run = subprocess.run([self.program, *arguments], capture_output=True, timeout=SECONDS, env=self.environment)
            return run.returncode, run.stdout, run.stderr
        except subprocess.TimeoutExpired:
            return "hang", b"", b""

    def prepare(self, folder, output, options, on_death):
        """{name: line of the report}. `on_death(name, why)` is told of each file that takes the command with it."""
        report = pathlib.Path(f"{output}.jsonl")
        status, _, said = self.run(["prepare", str(folder), "--output", str(output), "--report", str(report), "--quiet", "--jobs", "1", *options])
        lines = read_lines(report)
        names = sorted(os.listdir(folder))
        if status in (0, 1):
            return lines
        if len(names) == 1:
            on_death(names[0], f"{status} {said[-200:].decode(errors='replace').strip()}")
            return {}
        shutil.rmtree(output, ignore_errors=True)
        lines = {}
        for half in (names[:len(names) // 2], names[len(names) // 2:]):
            part = pathlib.Path(f"{folder}-{half[0]}-{len(half)}")
            part.mkdir()
            for name in half:
                os.link(folder / name, part / name)
            lines |= self.prepare(part, output, options, on_death)
            shutil.rmtree(part)
        return lines

    def verify(self, folder, way):
        """{name: [(code, kind, message)]} of every file in a folder."""
        options = [] if way in PREPARE_ONLY else OPTIONS[way]
        if way in ("png", "jpeg"):
            options = []
        status, out, said = self.run(["verify", str(folder), "--json", *options])
        if status not in (0, 1):
            return None, f"{status} {said[-200:].decode(errors='replace').strip()}"
        found = {}
        for line in out.splitlines():
            record = json.loads(line)
            breaches = [(breach["code"], breach.get("kind", "headers"), breach["message"]) for breach in record["breaches"]]
            if record["error"]:
                breaches.append((record["error"]["code"], "headers", record["error"]["message"]))
            found[os.path.basename(record["input"])] = breaches
        return found, None


def read_lines(report):
    if not report.exists():
        return {}
    lines = {}
    for line in report.read_text(errors="surrogateescape").splitlines():
        record = json.loads(line)
        lines[os.path.basename(record["input"])] = record
    report.unlink()
    return lines
