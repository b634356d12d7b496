"""Mutates files by structure, prepares them in several ways and holds the outputs against independent readers.

  Scripts/differential [--seconds N | --cases N] [--seed S] [--imageprep PROGRAM] [--keep FOLDER] [--jobs N] [--go] [--chromium]

A case is a file prepared in one way; there are eight ways. The same seed makes the same files. Ends with 1 where something is
found that .ci/known-differences does not name with its reason.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile
import time

import batch
import sources
from command import OPTIONS, Command
from findings import Findings

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
STATE = {}


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/differential", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, help="how long, by the clock (60 unless --cases is given)")
    parser.add_argument("--cases", type=int, help="how many cases")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--imageprep", default=str(CHECKOUT / ".build/imageprep"), help="the program under test")
    parser.add_argument("--keep", type=pathlib.Path, help="where the smallest file of each kind of finding goes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=200, help="files of a batch")
    parser.add_argument("--first", type=int, default=0, help="the number of the first batch")
    parser.add_argument("--go", action="store_true", help="Go's image/jpeg and image/png too")
    parser.add_argument("--chromium", action="store_true", help="headless Chromium too")
    return parser.parse_args()


def begin(work, program, seed, count, everything):
    STATE.update(work=work, command=Command(program), seed=seed, count=count, sources=everything)


def work_on(number):
    return batch.run(STATE["work"], STATE["command"], STATE["sources"], STATE["seed"], number, STATE["count"])


def main():
    options = arguments()
    work = pathlib.Path(tempfile.mkdtemp(prefix="differential-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    os.environ["DIFFERENTIAL_WORK"] = str(work)
    try:
        sys.exit(run(options, work))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def run(options, work):
    everything = sources.gather(CHECKOUT)
    print(f"{len(everything)} sources, seed {options.seed}, {len(OPTIONS)} ways: {', '.join(OPTIONS)}", flush=True)
    findings, totals = Findings(options.keep, CHECKOUT / ".ci/known-differences"), batch.Result()
    start = time.monotonic()
    seconds = options.seconds or (None if options.cases else 60)
    setup = work, options.imageprep, options.seed, options.batch, everything
    with concurrent.futures.ProcessPoolExecutor(options.jobs, initializer=begin, initargs=setup) as pool:
        number, running = options.first, {}
        wants_more = lambda: (totals.cases + len(running) * options.batch * len(OPTIONS) < options.cases if options.cases
                              else time.monotonic() - start < seconds)
        while running or wants_more():
            while len(running) < options.jobs and wants_more():
                running[pool.submit(work_on, number)] = number
                number += 1
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                add(totals, future.result(), findings, work / f"batch-{running.pop(future)}")
    return summary(totals, findings, time.monotonic() - start)


def add(totals, result, findings, folder):
    totals.files += result.files
    totals.cases += result.cases
    totals.counts += result.counts
    totals.refused += result.refused
    findings.merge(result.findings, folder)
    shutil.rmtree(folder, ignore_errors=True)


def summary(totals, findings, seconds):
    prepared = sum(totals.counts.values())
    print(f"{totals.cases} cases of {totals.files} files in {seconds:.0f} s, {totals.cases / seconds:.0f} a second")
    print(f"prepared {prepared}: " + ", ".join(f"{route} {count}" for route, count in totals.counts.most_common()))
    print(f"refused {sum(totals.refused.values())}: " + ", ".join(f"{code} {count}" for code, count in totals.refused.most_common()))
    unknown = findings.report()
    print("something was found that has no known reason" if unknown else "nothing was found that has no known reason")
    return 1 if unknown else 0


if __name__ == "__main__":
    main()
