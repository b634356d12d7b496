"""Findings by kind: who says what of which route. The smallest file of each is kept."""
import collections
import fnmatch
import pathlib
import shutil
from dataclasses import dataclass, field

from readers import first_words


@dataclass
class Finding:
    reader: str
    message: str
    route: str
    options: str
    mutations: list
    name: str

    @property
    def kind(self):
        words = first_words(self.message, 12 if self.reader == "refused" else 7)
        return f"{self.reader}: {words} [{self.route}]"


@dataclass
class Group:
    count: int = 0
    mutations: collections.Counter = field(default_factory=collections.Counter)
    options: collections.Counter = field(default_factory=collections.Counter)
    example: tuple = ()   # how many mutations, bytes, name
    message: str = ""


class Findings:
    def __init__(self, keep, known_file):
        self.keep, self.groups = keep, {}
        self.known = [line.split("\t", 1) for line in known_file.read_text().splitlines() if line and line[0] != "#"] if known_file.exists() else []

    def reason(self, kind):
        return next((reason for pattern, reason in self.known if fnmatch.fnmatchcase(kind, pattern.replace("[", "[[]"))), None)

    def add(self, finding, source):
        """Keeps the file where it is smaller than the one that was."""
        group = self.groups.setdefault(finding.kind, Group())
        group.count += 1
        group.mutations[" + ".join(sorted(set(finding.mutations))) or "none"] += 1
        group.options[finding.options] += 1
        rank = len(finding.mutations), source.stat().st_size, finding.name
        if not group.example or rank < group.example:
            group.example, group.message = rank, f"{finding.message} ({finding.options})"
            if self.keep:
                self.save(finding, source)

    def save(self, finding, source):
        slug = "".join(letter if letter.isalnum() else "-" for letter in finding.kind)[:90].strip("-")
        folder = self.keep / slug
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(source, folder / finding.name)
        (folder / "about.txt").write_text(f"{finding.kind}\n{finding.message}\noptions {finding.options}\nmutations {finding.mutations}\n")

    def merge(self, others, folder):
        """Those of a worker: [(finding, path)]."""
        for finding, path in others:
            self.add(finding, pathlib.Path(path))

    def report(self):
        """Prints all of them; True where one has no reason."""
        unknown = False
        for kind, group in sorted(self.groups.items(), key=lambda item: -item[1].count):
            reason = self.reason(kind)
            unknown |= reason is None
            print(f"{'known  ' if reason else 'FINDING'} {group.count:6} {kind}")
            if reason:
                print(f"               {reason}")
                continue
            print(f"               {group.message[:200]}")
            print("               mutations " + ", ".join(f"{name} {count}" for name, count in group.mutations.most_common(4)))
            print(f"               options {dict(group.options)}")
            print(f"               example {group.example[2]}, {group.example[1]} bytes")
        return unknown
