"""What a page has to do in a browser. Each check is a sentence and what is wrong, if anything."""

import json
import os
import shutil
import subprocess

from . import scenes
from .browser import Page

FIXTURES = scenes.CHECKOUT / "Fixtures"
HOSTILE = [
    b"</script><script>document.title='ran'<!--.jpg", b"<img src=x onerror=\"document.title='ran'\">.jpg",
    b"' onload='document.title=1.jpg", b"javascript:document.title='ran'.jpg", b"a%2Fb?c#d&amp;.jpg",
    "\u202egpj.exe\u2028.jpg".encode(), b"\xff\xfe\x80.jpg", b"new\nline\ttab.jpg", b"__proto__.jpg",
]


class Checks:
    def __init__(self):
        self.failed = 0

    def expect(self, what, found, wanted):
        if found == wanted:
            return
        self.failed += 1
        print(f"  NOT SO: {what}: {found!r} instead of {wanted!r}")


def prepare(imageprep, work, *arguments):
    return subprocess.run([imageprep, "prepare", *arguments, "--html", work / "page" / "review.html", "--quiet"],
                          cwd=work, stderr=subprocess.DEVNULL).returncode


def fill(work):
    """Fixtures of all routes, damaged ones, and names that mean something to a browser."""
    folder = work / "in"
    for name in ["jpeg", "metadata", "png"]:
        shutil.copytree(FIXTURES / name, folder / name)
    (folder / "hostile").mkdir()
    for file in sorted((FIXTURES / "hostile").glob("*.jpg")):
        shutil.copy(file, folder / "hostile")
    # A slash ends a name: what follows it lies in a folder.
    for name in HOSTILE:
        path = os.path.join(os.fsencode(folder), b"names", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(FIXTURES / "jpeg/444-mcu-o6.jpg", path)
    private = scenes.camera(6, serial="SERIAL-4711-XYZ", place=True)
    (folder / "private.jpg").write_bytes(scenes.with_segment((FIXTURES / "jpeg/444-mcu-o1.jpg").read_bytes(), private))


def run(imageprep, work):
    checks = Checks()
    (work / "page").mkdir()
    fill(work)
    prepare(imageprep, work, "in", "--output", "out", "--report", "report.jsonl")
    lines = [json.loads(line) for line in (work / "report.jsonl").read_text().splitlines()]
    with Page() as page:
        page.open(work / "page" / "review.html")
        check_content(checks, page, lines)
        check_filters(checks, page, lines)
        check_pictures(checks, page)
        check_keyboard(checks, page)
        check_names(checks, page)
        check_quiet(checks, page)
    check_small(checks, imageprep, work)
    check_broken(checks, work)
    print(f"{len(lines)} photos: {'the page is as it should be' if not checks.failed else f'{checks.failed} things are not so'}")
    return 1 if checks.failed else 0


def check_content(checks, page, lines):
    checks.expect("every line of the report is a photo", page.run("photos.length"), len(lines))
    failed = [line for line in lines if line["status"] == "failed"]
    checks.expect("failures come first", page.run(
        "Array.from(document.querySelectorAll('.card')).findIndex(card => !card.classList.contains('failed'))"), len(failed))
    checks.expect("totals", page.run("document.querySelector('#totals .bad dd').textContent"), str(len(failed)))
    # 2 thead + body rows: the chart says of each route what the report does.
    for route in ["copy", "rewrite", "transform", "render"]:
        of_route = [line for line in lines if line["route"] == route]
        shown = page.run(f"Array.from(document.querySelectorAll('#bytes-chart tbody tr')).find(row => "
                         f"row.cells[0].textContent === '{route}').cells[2].textContent")
        checks.expect(f"photos of {route} in the chart", shown, f"{len(of_route):,}")
    checks.expect("photos in the chart of times", page.run(
        "Array.from(document.querySelectorAll('#time-chart tbody tr')).reduce((n, row) => n + Number(row.cells[2].textContent), 0)"),
        len(lines))
    checks.expect("the serial number and the place are marked", page.run(
        "card(photos.find(photo => photo.name === 'in/private.jpg'), 0, 1).querySelector('dl').textContent.includes("
        "'GPS position, serial number')"), True)
    text = page.run("document.documentElement.outerHTML")
    for value in ["SERIAL-4711", "Nobody 1", "59/1", "58/1"]:
        checks.expect(f"{value} is printed", value in text, False)


def check_filters(checks, page, lines):
    def matches(field, value):
        page.run(f"element('{field}').value = {json.dumps(value)}; element('{field}').dispatchEvent(new Event('input', {{bubbles: true}}))")
        return page.run("shown.length")

    for route in ["copy", "rewrite", "transform", "render"]:
        checks.expect(f"filter by {route}", matches("route-filter", route), sum(line["route"] == route for line in lines))
    matches("route-filter", "")
    failed = [line["error"]["code"] for line in lines if line["error"]]
    for code in set(failed):
        checks.expect(f"filter by {code}", matches("failure-filter", f"code {code}"), failed.count(code))
    checks.expect("filter by any failure", matches("failure-filter", "any"), len(failed))
    checks.expect("filter by no failure", matches("failure-filter", "none"), len(lines) - len(failed))
    matches("failure-filter", "")
    warned = sum(bool(line["warnings"]) for line in lines)
    checks.expect("filter by any warning", matches("warning-filter", "any"), warned)
    kind = page.run("element('warning-filter').options[3].value")
    checks.expect("filter by a kind of warning", 0 < matches("warning-filter", kind) <= warned, True)
    matches("warning-filter", "")
    checks.expect("search by name", matches("name-filter", "PRIVATE.j"), 1)
    checks.expect("the count is said", page.run("element('count').textContent"), f"1 photo of {len(lines)}")
    checks.expect("no photo fits", matches("name-filter", "no such name"), 0)
    checks.expect("that is said", page.run("element('count').textContent"), "No photo fits.")
    page.run("document.querySelector('[type=reset]').click()")
    page.run("new Promise(resolve => setTimeout(resolve, 50))")
    checks.expect("all are back", page.run("shown.length"), len(lines))
    page.run("while (!element('more').hidden) element('more').click()")
    checks.expect("all cards can be had", page.run("document.querySelectorAll('.card').length"), len(lines))


def check_pictures(checks, page):
    page.run("Promise.all(Array.from(document.querySelectorAll('.card img'), image => { image.loading = 'eager';"
             " return image.decode().catch(() => {}) })).then(() => true)")
    checks.expect("pictures that cannot be decoded", page.run(
        "Array.from(document.querySelectorAll('.card img')).filter(image => !image.naturalWidth).map(image => image.alt)"), [])
    # As stored on the card and upright in the comparison; the same file has both.
    side = page.run("""(async () => {
        const photo = photos.find(photo => photo.orientation === 6 && photo.route === 'render' && photo.width !== photo.height);
        const image = new Image(); image.src = picturesOf(photo).before; await image.decode();
        document.body.append(image);
        const isBroad = () => image.offsetWidth > image.offsetHeight;
        const stored = isBroad(); image.style.imageOrientation = 'none'; const upright = isBroad(); image.remove();
        return [stored === photo.storedWidth > photo.storedHeight, upright === photo.width > photo.height] })()""")
    checks.expect("as stored, and upright", side, [True, True])


def check_keyboard(checks, page):
    page.run("document.querySelector('button.pictures').focus()")
    page.press("Enter", 13, "\r")
    checks.expect("Enter opens the comparison", page.run("element('compare').open"), True)
    page.run("Promise.all(['before', 'after'].map(side => element(`compare-${side}`).decode()))")
    checks.expect("of the files", page.run("element('compare-before').src.startsWith('file:')"), True)
    checks.expect("the slider has the focus", page.run("document.activeElement.id"), "slider")
    page.press("ArrowRight", 39)
    checks.expect("an arrow moves it", page.run("element('compare-after').style.clipPath"), "inset(0px 0px 0px 51%)")
    checks.expect("which is said", page.run("element('slider').getAttribute('aria-valuetext')"), "51 % before")
    page.press("Escape", 27)
    checks.expect("Escape closes it", page.run("element('compare').open"), False)
    checks.expect("the focus is back", page.run("document.activeElement.className"), "pictures")
    unnamed = page.run("Array.from(document.querySelectorAll('button, a, input, select')).filter(node => node.offsetParent && !("
                       "node.textContent.trim() || node.ariaLabel || node.labels?.length)).map(node => node.outerHTML)")
    checks.expect("controls without a name", unnamed, [])
    checks.expect("pictures without a text", page.run("document.querySelectorAll('.card img:not([alt])').length"), 0)


def check_names(checks, page):
    checks.expect("nothing of a name has run", page.run("document.title"), "ImagePrep review")
    checks.expect("the page has one script that runs", page.run(
        "Array.from(document.scripts).filter(script => !script.type).length"), 1)
    links = page.run("photos.flatMap(photo => [photo.input, photo.output]).filter(Boolean)")
    checks.expect("links that are not relative", [link for link in links if not link.startswith("./")], [])
    loads = page.run("""Promise.all(photos.filter(photo => photo.name.includes('/names/')).map(async photo => {
        const image = new Image(); image.src = photo.input; await image.decode();
        const output = new Image(); output.src = photo.output; await output.decode(); return 1 })).then(all => all.length)""")
    checks.expect("files of odd names that load", loads, len(HOSTILE))


def check_quiet(checks, page):
    checks.expect("complaints on the console", page.complaints, [])
    checks.expect("requests that leave the machine", [url for url in page.requests if not url.startswith(("file:", "data:"))], [])
    page.run("fetch('http://127.0.0.1:9/').catch(() => null)")
    checks.expect("a request is stopped by the page's own policy", any("Content Security Policy" in text for text in page.complaints), True)


def check_small(checks, imageprep, work):
    """A phone: nothing is wider than the screen. Then a run of nothing but failures, and one in place."""
    with Page(360, 740, scale=2, phone=True, dark=True) as page:
        page.open(work / "page" / "review.html")
        checks.expect("wider than a phone", page.run("document.documentElement.scrollWidth"), 360)
        checks.expect("dark", page.run("getComputedStyle(document.body).backgroundColor"), "rgb(22, 24, 27)")
    (work / "bad").mkdir()
    (work / "bad" / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    prepare(imageprep, work, "bad", "--output", "out2")
    with Page() as page:
        page.open(work / "page" / "review.html")
        checks.expect("only failures", page.run("element('sentence').textContent"), "1 photo, 1 failed.")
        checks.expect("complaints", page.complaints, [])
    (work / "place").mkdir()
    shutil.copy(FIXTURES / "jpeg/444-mcu-o6.jpg", work / "place" / "a.jpg")
    prepare(imageprep, work, "place", "--in-place", "--report", "place.jsonl")
    with Page() as page:
        page.open(work / "page" / "review.html")
        checks.expect("in place, the input is gone and its picture is not", page.run(
            "[photos[0].input, picturesOf(photos[0]).before.length > 100]"), [None, True])


def check_broken(checks, work):
    """A page that lost its end says so."""
    whole = (work / "page" / "review.html").read_bytes()
    (work / "cut.html").write_bytes(whole[:whole.index(b'class="run"')].rsplit(b"<", 1)[0])
    with Page() as page:
        page.open(work / "cut.html")
        checks.expect("a page without its end", page.run("element('notice').textContent"),
                      "The end of this page is missing, and with it photos.")
