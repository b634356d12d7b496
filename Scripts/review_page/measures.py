"""What a page of many photos costs: its bytes, the time until it is there, the time of a filter, and the memory of the run."""

import os
import resource
import subprocess
import time

from . import scenes
from .browser import Page


def fill(imageprep, work, count):
    """Half of the photos upright, half turned; every twentieth cut short, so that it fails."""
    folder = work / "in"
    base = list(scenes.photos(imageprep, work, 10).items())
    for number in range(count):
        (_, orientation), jpeg = base[number * 7 % len(base)]
        photo = scenes.with_segment(jpeg, scenes.camera(orientation, "4711", place=number % 2 == 0))
        path = folder / f"day {number // 500}" / f"IMG_{number:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo[:len(photo) // 2] if number % 20 == 19 else photo)


def peak_of(arguments, work):
    """Seconds, and the most memory that the process had, in bytes."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, cwd=work, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - start, usage.ru_maxrss * 1024


def run(imageprep, work, count=5000):
    fill(imageprep, work, count)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    plain, paged = [], []
    for turn in range(3):
        plain.append(peak_of([imageprep, "prepare", "in", "--output", f"plain{turn}", "--quiet"], work))
        paged.append(peak_of([imageprep, "prepare", "in", "--output", f"paged{turn}", "--html", "review.html", "--quiet"], work))
    size = os.path.getsize(work / "review.html")
    print(f"{count} photos of {scenes.WIDTH}x{scenes.HEIGHT}; the page has {size:,} bytes, {size / count:,.0f} a photo")
    more = max(memory for _, memory in paged) - min(memory for _, memory in plain)
    print(f"memory at most {max(m for _, m in plain):,} without, {max(m for _, m in paged):,} with: at most {more:,} more")
    print(f"time {min(t for t, _ in plain):.2f} s without, {min(t for t, _ in paged):.2f} s with")
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
