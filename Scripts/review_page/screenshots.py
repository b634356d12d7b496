"""The pictures of docs/review: what the page looks like, from photos that are drawn by numbers."""

import os
import pathlib
import subprocess

from . import scenes
from .browser import Page

FOLDER = scenes.CHECKOUT / "docs" / "review"


def fill(imageprep, work):
    """A folder of photos as they come: some turned, some with a place, one with another profile, some that fail."""
    folder = work / "holiday"
    folder.mkdir()
    made = scenes.photos(imageprep, work, 12)
    for (number, orientation), jpeg in made.items():
        if orientation != [1, 6, 1, 8, 1, 3][number % 6]:
            continue
        segments = [scenes.camera(orientation, serial="4711" if number % 3 == 0 else None, place=number % 2 == 0)]
        if number % 4 == 3:
            segments.append(scenes.profile_segments())
        if number == 4:
            segments = []
        (folder / f"IMG_{4200 + number}.jpg").write_bytes(scenes.with_segment(jpeg, *segments))
    whole = made[0, 1]
    (folder / "IMG_4212.jpg").write_bytes(whole[:len(whole) // 2])
    (folder / "IMG_4213.heic").write_bytes((scenes.CHECKOUT / "Fixtures/hostile/heic.heic").read_bytes())
    (folder / "IMG_4214.jpg").write_bytes(b"This is no photo.\n")
    (folder / "IMG_4215.jpg").write_bytes(scenes.with_segment(whole, scenes.camera(0)))


def run(imageprep, work):
    fill(imageprep, work)
    subprocess.run([imageprep, "prepare", "holiday", "--output", "prepared", "--html", "review.html", "--quiet"], cwd=work,
                   stderr=subprocess.DEVNULL)
    FOLDER.mkdir(exist_ok=True)
    with Page(1200, 900) as page:
        page.open(work / "review.html")
        page.run("element('order').value = 'as the run went'; applyFilters()")
        shoot(page, "desktop")
        page.run("openComparison(photos.find(photo => photo.orientation === 6))")
        shoot(page, "comparison")
        page.run("element('compare').close(); element('filters').reset()")
        page.run("new Promise(resolve => setTimeout(resolve, 50))")
        page.run("element('photos').scrollIntoView()")
        shoot(page, "failures")
    with Page(1200, 900, dark=True) as page:
        page.open(work / "review.html")
        page.run("element('order').value = 'as the run went'; applyFilters(); element('photos').scrollIntoView()")
        shoot(page, "dark")
    with Page(360, 740, scale=1, phone=True) as page:
        page.open(work / "review.html")
        page.run("element('order').value = 'as the run went'; applyFilters(); element('list').scrollIntoView()")
        shoot(page, "phone")
    return 0


def shoot(page, name):
    path = FOLDER / f"{name}.jpg"
    page.screenshot(path)
    print(f"{path.relative_to(scenes.CHECKOUT)}: {os.path.getsize(path):,} bytes")
