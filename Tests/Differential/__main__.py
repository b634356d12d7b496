"""Mutates files by structure, prepares them in several ways and holds the outputs against independent readers.

  Scripts/differential [--seconds N | --cases N] [--seed S] [--imageprep PROGRAM] [--keep FOLDER] [--jobs N] [--go] [--chromium]
  Scripts/differential [--imageprep PROGRAM] FILE...

A case is a file prepared in one way; there are eight ways. The same seed makes the same files; FILE is taken as it is. Ends with
1 where something is found that .ci/known-differences does not name with its reason.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

from run import Run

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/differential", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long, by the clock, where --cases is not given")
    parser.add_argument("--cases", type=int, help="how many cases, whole batches")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--imageprep", default=str(CHECKOUT / ".build/imageprep"), help="the program under test")
    parser.add_argument("--keep", type=pathlib.Path, help="where the smallest file of each kind of finding goes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=200, help="files of a batch")
    parser.add_argument("--first", type=int, default=0, help="the number of the first batch")
    parser.add_argument("--go", action="store_true", help="Go's image/jpeg and image/png too")
    parser.add_argument("--chromium", action="store_true", help="headless Chromium too")
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE")
    return parser.parse_args()


def main():
    options = arguments()
    # In memory where that can be: all of it is thrown away.
    work = pathlib.Path(tempfile.mkdtemp(prefix="differential-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    os.environ["DIFFERENTIAL_WORK"] = str(work)
    try:
        sys.exit(Run(options, work, CHECKOUT).go())
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
