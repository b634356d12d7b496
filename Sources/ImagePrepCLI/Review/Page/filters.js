// Which photos are shown, and in which order. Cards are made as they are needed.

const cardsAtOnce = 60;
/** What the filters let through, in order. */
let shown = [];
let cardCount = 0;

const orders = {
  "failures first": (a, b) => rank(a) - rank(b) || a.index - b.index,
  "as the run went": (a, b) => a.index - b.index,
  "by name": (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index),
  "largest first": (a, b) => (b.bytesIn ?? 0) - (a.bytesIn ?? 0) || a.index - b.index,
  "slowest first": (a, b) => b.milliseconds - a.milliseconds || a.index - b.index,
};
const rank = (photo) => (photo.status === "failed" ? 0 : photo.warnings.length ? 1 : 2);

function setUpFilters() {
  fill("route-filter", [["", "all"], ...numbered(photos.map((photo) => photo.route).filter(Boolean))]);
  const kinds = numbered(photos.flatMap((photo) => [...new Set(photo.kinds)]));
  fill("warning-filter", [["", "with or without"], ["any", `any (${count(warningCount())})`], ["none", "none"],
    ...kinds.slice(0, 100).map(([kind, text]) => [`kind ${kind}`, text])]);
  const codes = photos.filter((photo) => photo.error).map((photo) => photo.error.code);
  fill("failure-filter", [["", "with or without"], ["any", `any (${count(codes.length)})`], ["none", "none"],
    ...numbered(codes).map(([code, text]) => [`code ${code}`, text])]);
  fill("order", Object.keys(orders).map((name) => [name, name]));
  element("filters").addEventListener("input", applyFilters);
  element("filters").addEventListener("submit", (event) => event.preventDefault());
  // The fields have their first values only after the event.
  element("filters").addEventListener("reset", () => setTimeout(applyFilters));
  element("more").addEventListener("click", showMore);
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) showMore();
  }, { rootMargin: "800px" }).observe(element("more"));
  applyFilters();
}

/** What occurs in a list, the most frequent first, with its number. */
function numbered(values) {
  const numbers = new Map();
  for (const value of values) numbers.set(value, (numbers.get(value) ?? 0) + 1);
  return [...numbers].sort((a, b) => b[1] - a[1]).map(([value, number]) => [value, `${value} (${count(number)})`]);
}

function fill(id, options) {
  element(id).replaceChildren(...options.map(([value, text]) =>
    make("option", { value }, text.length > 90 ? `${text.slice(0, 89)}…` : text)));
}

/** Whether a photo's list of codes or kinds is what one of the selects asks for. */
function fits(wanted, present) {
  if (wanted === "") return true;
  if (wanted === "any") return present.length > 0;
  if (wanted === "none") return present.length === 0;
  return present.includes(wanted.slice(wanted.indexOf(" ") + 1));
}

function applyFilters() {
  const name = element("name-filter").value.toLowerCase();
  const route = element("route-filter").value;
  const warning = element("warning-filter").value;
  const failure = element("failure-filter").value;
  const isPrivate = element("private-filter").checked;
  shown = photos.filter((photo) => photo.key.includes(name) && (!route || photo.route === route)
    && fits(warning, photo.kinds) && fits(failure, photo.error ? [photo.error.code] : []) && (!isPrivate || photo.isTracked));
  shown.sort(orders[element("order").value]);
  cardCount = 0;
  element("list").replaceChildren();
  showMore();
  element("count").textContent = shown.length ? `${counted(shown.length, "photo")} of ${count(photos.length)}` : "No photo fits.";
}

function showMore() {
  const next = shown.slice(cardCount, cardCount + cardsAtOnce);
  element("list").append(...next.map((photo, index) => card(photo, cardCount + index, shown.length)));
  cardCount += next.length;
  const left = shown.length - cardCount;
  element("more").hidden = left === 0;
  element("more").textContent = `Show more (${count(left)} left)`;
}
