"""What a page of many photos costs: its bytes, the time until it is there, the time of a filter, and the memory of the run."""

import os
import pathlib
import subprocess
import time

from . import scenes
from .browser import Page


def fill(imageprep, work, count):
    """Three quarters stored turned; every twentieth cut short, so that it fails."""
    folder = work / "in"
    base = list(scenes.photos(imageprep, work, 10).items())
    for number in range(count):
        (_, orientation), jpeg = base[number * 7 % len(base)]
        photo = scenes.with_segment(jpeg, scenes.camera(orientation, "4711", place=number % 2 == 0))
        path = folder / f"day {number // 500}" / f"IMG_{number:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo[:len(photo) // 2] if number % 20 == 19 else photo)


def peak_of(arguments, work):
    """Seconds of the clock, seconds of the processors, and the most memory that the process had, in bytes."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, cwd=work, stderr=subprocess.DEVNULL)
    # What wait4 says counts the memory of this script too, from which the process was forked.
    peak = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        peak = max(peak, *[int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")] or [0])
        time.sleep(0.005)
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, peak * 1024


def run(imageprep, work, count=5000):
    fill(imageprep, work, count)
    plain, paged = [], []
    for turn in range(3):
        plain.append(peak_of([imageprep, "prepare", "in", "--output", f"plain{turn}", "--quiet"], work))
        paged.append(peak_of([imageprep, "prepare", "in", "--output", f"paged{turn}", "--html", "review.html", "--quiet"], work))
    size = os.path.getsize(work / "review.html")
    print(f"{count} photos of {scenes.WIDTH}x{scenes.HEIGHT}; the page has {size:,} bytes, {size / count:,.0f} a photo")
    for name, runs in [("without", plain), ("with", paged)]:
        print(f"{name}: {min(clock for clock, _, _ in runs):.1f} s, {min(cpu for _, cpu, _ in runs):.1f} s of the processors, "
              f"at most {max(peak for _, _, peak in runs):,} bytes of memory")
    more = max(peak for _, _, peak in paged) - min(peak for _, _, peak in plain)
    print(f"at most {more:,} bytes of memory more", flush=True)
    tell_page(work / "review.html")
    return 0


def tell_page(path):
    with Page() as page:
        ready = page.open(path)
        paint = page.run("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        loaded = page.run("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
        print(f"first paint after {paint:.0f} ms; read, sorted and shown after {loaded} ms ({ready:.1f} s with Chromium's start)")
        for name, change in [("a search", "element('name-filter').value = 'img_04'"), ("a route", "element('route-filter').value = 'transform'"),
                             ("an order", "element('order').value = 'by name'"), ("all again", "element('filters').reset()")]:
            took = page.run(f"(() => {{ {change}; const start = performance.now(); applyFilters(); "
                            "document.body.getBoundingClientRect(); return performance.now() - start })()")
            print(f"{name}: {took:.0f} ms until it is laid out")
        print(f"the page's script holds {page.memory() / 1e6:.0f} MB")
