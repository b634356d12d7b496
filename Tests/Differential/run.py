"""A run of many batches in several processes, and its account."""
import concurrent.futures
import multiprocessing.util
import pathlib
import shutil
import time

import batch
import go_reader
import sources
from chromium_reader import ChromiumReader
from command import OPTIONS, Command
from findings import Findings

STATE = {}


def begin(work, options, go, everything):
    """In each process that works."""
    readers = ([go_reader.GoReader(go)] if go else []) + ([ChromiumReader()] if options.chromium else [])
    if options.chromium:
        multiprocessing.util.Finalize(None, readers[-1].close, exitpriority=100)
    STATE.update(work=work, options=options, command=Command(options.imageprep), sources=everything, readers=readers)


def work_on(number, files=()):
    options = STATE["options"]
    return batch.run(STATE["work"], STATE["command"], STATE["sources"], options.seed, number, options.batch, files, STATE["readers"])


class Run:
    def __init__(self, options, work, checkout):
        self.options, self.work, self.checkout = options, work, checkout
        self.findings, self.totals = Findings(options.keep, checkout / ".ci/known-differences"), batch.Result()
        self.start = time.monotonic()

    def go(self):
        """The exit status."""
        everything = [] if self.options.files else sources.gather(self.checkout)
        print(f"{len(everything) or len(self.options.files)} sources, seed {self.options.seed}, {len(OPTIONS)} ways: {', '.join(OPTIONS)}", flush=True)
        program = go_reader.build(self.work) if self.options.go else None
        self.start = time.monotonic()
        setup = self.work, self.options, program, everything
        with concurrent.futures.ProcessPoolExecutor(self.options.jobs, initializer=begin, initargs=setup) as pool:
            if self.options.files:
                self.add(pool.submit(work_on, 0, self.options.files).result(), 0)
            else:
                self.all(pool)
        return self.summary()

    def all(self, pool):
        number, running = self.options.first, {}
        while running or self.wants_more(len(running)):
            while len(running) < self.options.jobs and self.wants_more(len(running)):
                running[pool.submit(work_on, number)] = number
                number += 1
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                self.add(future.result(), running.pop(future))

    def wants_more(self, running):
        if self.options.cases:
            return self.totals.cases + running * self.options.batch * len(OPTIONS) < self.options.cases
        return time.monotonic() - self.start < self.options.seconds

    def add(self, result, number):
        self.totals.add(result)
        for finding, path in result.findings:
            self.findings.add(finding, pathlib.Path(path))
        shutil.rmtree(self.work / f"batch-{number}", ignore_errors=True)

    def summary(self):
        totals, seconds = self.totals, time.monotonic() - self.start
        print(f"{totals.cases} cases of {totals.files} files in {seconds:.0f} s, {totals.cases / seconds:.0f} a second")
        for what, counts in (("prepared", totals.routes), ("refused", totals.refused)):
            print(f"{what} {sum(counts.values())}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
        unknown = self.findings.report()
        print("something was found that has no known reason" if unknown else "nothing was found that has no known reason")
        return 1 if unknown else 0
