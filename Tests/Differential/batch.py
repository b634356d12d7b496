"""One batch: files mutated from a seed, prepared in every way, and every output held against every reader."""
import collections
import pathlib
import random
import shutil
from dataclasses import dataclass, field

import mutations
from command import OPTIONS
from findings import Finding
from judging import Judge


@dataclass
class Result:
    files: int = 0
    cases: int = 0
    routes: collections.Counter = field(default_factory=collections.Counter)
    refused: collections.Counter = field(default_factory=collections.Counter)  # by code
    findings: list = field(default_factory=list)  # [(Finding, path)]

    def add(self, other):
        self.files += other.files
        self.cases += other.cases
        self.routes += other.routes
        self.refused += other.refused


def write(folder, sources, seed, number, count):
    """{name: mutations} of the files of a batch; number and seed alone decide what they are."""
    chance = random.Random(f"{seed}/{number}")
    names = {}
    for index in range(count):
        origin, data = chance.choice(sources)
        made, changes = mutations.mutate(chance, data)
        suffix = "jpg" if data[:2] == b"\xff\xd8" else "png"
        name = f"{number:05}-{index:04}-{''.join(c if c.isalnum() else '-' for c in origin.rsplit('.', 1)[0])[:40]}.{suffix}"
        (folder / name).write_bytes(made)
        names[name] = changes
    return names


def take(folder, files):
    """{name: nothing} of files as they are; their numbers keep names apart."""
    names = {}
    for index, path in enumerate(files):
        name = f"{index:05}-{path.name}"
        shutil.copy(path, folder / name)
        names[name] = []
    return names


def run(work, command, sources, seed, number, count, files=(), others=()):
    """The folder of the batch stays behind where there are findings, as these need its files."""
    folder = pathlib.Path(work) / f"batch-{number}"
    inputs = folder / "in"
    inputs.mkdir(parents=True)
    changes = take(inputs, files) if files else write(inputs, sources, seed, number, count)
    result, judge = Result(files=len(changes)), Judge(inputs, others)
    for way in OPTIONS:
        prepare_and_judge(folder, inputs, changes, way, command, judge, result)
    if not result.findings:
        shutil.rmtree(folder)
    return result


def prepare_and_judge(folder, inputs, changes, way, command, judge, result):
    def note(name, reader, message, route="-"):
        result.findings.append((Finding(reader, message, route, way, changes.get(name, []), name), str(inputs / name)))

    output, again = folder / way, folder / f"{way}-again"
    lines = command.prepare(inputs, output, OPTIONS[way], lambda name, why: note(name, "died", why))
    made = {}
    for name, line in lines.items():
        result.cases += 1
        if line["status"] == "prepared":
            result.routes[line["route"]] += 1
            made[name] = line
        else:
            result.refused[line["error"]["code"]] += 1
            if line["error"]["code"] in ("internalFault", "outOfMemory"):
                note(name, "prepare", line["error"]["message"])
    if way == "default":
        judge.refused({name: line["error"] for name, line in lines.items() if line["status"] == "failed"}, note)
    for name in changes.keys() - lines.keys():
        if not any(finding.name == name and finding.reader == "died" for finding, _ in result.findings):
            note(name, "report", "no line in the report")
    if made:
        verified, fault = command.verify(output, way)
        if fault:
            note(next(iter(made)), "verify died", fault)
        second = command.prepare(output, again, OPTIONS[way], lambda name, why: note(name, "died again", why))
        judge.outputs(way, made, verified or {}, second, note)
    for left in (output, again):
        shutil.rmtree(left, ignore_errors=True)
