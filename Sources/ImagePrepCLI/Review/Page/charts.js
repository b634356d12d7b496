// Totals, and two charts that are tables: a bar in a cell says with its length what the cell beside it says in digits.

const routes = ["copy", "rewrite", "transform", "render"];
const sum = (values) => values.reduce((total, value) => total + value, 0);
const warningCount = () => photos.filter((photo) => photo.warnings.length).length;

function showTotals() {
  const failed = photos.filter((photo) => photo.status === "failed").length;
  const withBoth = photos.filter((photo) => photo.bytesOut !== undefined);
  const bytesIn = sum(withBoth.map((photo) => photo.bytesIn ?? 0));
  const bytesOut = sum(withBoth.map((photo) => photo.bytesOut));
  const tracked = photos.filter((photo) => photo.isTracked && photo.removed.length).length;
  const rows = [
    ["Photos", count(photos.length)], ["Failed", count(failed)], ["With warnings", count(warningCount())],
    ["Bytes", `${byteText(bytesIn)} → ${byteText(bytesOut)}`], ["GPS or serial number removed", count(tracked)],
    ["The run took", run ? timeText(run.seconds * 1000) : "unknown"],
  ];
  element("totals").replaceChildren(...rows.map(([term, value]) =>
    make("div", { className: term === "Failed" && failed ? "bad" : "" }, make("dt", {}, term), make("dd", {}, value))));
  showSentence(failed);
}

function showSentence(failed) {
  const warned = warningCount();
  const ends = [failed ? `${count(failed)} failed` : null, warned ? `${count(warned)} with warnings` : null].filter(Boolean);
  element("sentence").textContent = `${counted(photos.length, "photo")}, ${ends.length ? ends.join(", ") : "none failed"}.`;
  const notes = [];
  if (!run) notes.push("The end of this page is missing, and with it photos.");
  if (run?.signal) notes.push(`The run was interrupted by signal ${run.signal}: ${counted(run.left, "input was", "inputs were")} not come to.`);
  if (run?.isDryRun) notes.push("A dry run: nothing was written.");
  if (run?.notImages) notes.push(`${counted(run.notImages, "file")} in folders ${run.notImages === 1 ? "was no image and was" : "were no images and were"} passed over.`);
  element("notice").hidden = notes.length === 0;
  element("notice").textContent = notes.join(" ");
}

/** A cell with a bar of that share of the column's width. */
function barCell(share, kind) {
  const bar = make("span", { className: `fill ${kind}` });
  bar.style.inlineSize = `${(share * 100).toFixed(2)}%`;
  return make("td", { className: "bars", "aria-hidden": "true" }, bar);
}

function tableBody(headings, rows) {
  const head = headings.map((text) => text
    ? make("th", { scope: "col" }, text) : make("td", { "aria-hidden": "true" }));
  return [make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)];
}

function showCharts() {
  showBytesChart();
  showTimeChart();
}

function showBytesChart() {
  const groups = routes.map((route) => {
    const members = photos.filter((photo) => photo.route === route);
    return {
      route, number: members.length,
      bytesIn: sum(members.map((photo) => photo.bytesIn ?? 0)), bytesOut: sum(members.map((photo) => photo.bytesOut ?? 0)),
    };
  });
  const most = Math.max(1, ...groups.flatMap((group) => [group.bytesIn, group.bytesOut]));
  const rows = groups.map((group) => {
    const bars = barCell(group.bytesIn / most, "in");
    bars.append(barCell(group.bytesOut / most, "out").firstChild);
    return make("tr", {}, make("th", { scope: "row" }, group.route), bars, make("td", {}, count(group.number)),
      make("td", {}, byteText(group.bytesIn)), make("td", {}, byteText(group.bytesOut)));
  });
  element("bytes-chart").append(...tableBody(["Route", "", "Photos", "In", "Out"], rows));
}

const boundText = (bound) => (bound < 1000 ? `${bound} ms` : `${bound / 1000} s`);

function showTimeChart() {
  const times = photos.filter((photo) => photo.status !== "skipped").map((photo) => photo.milliseconds).sort((a, b) => a - b);
  const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity];
  const numbers = bounds.map((bound, index) => times.filter((time) => time < bound && time >= (bounds[index - 1] ?? 0)).length);
  const first = Math.max(0, numbers.findIndex((number) => number));
  const last = numbers.findLastIndex((number) => number);
  const most = Math.max(1, ...numbers);
  const rows = numbers.slice(first, last + 1).map((number, offset) => {
    const index = first + offset;
    const name = bounds[index] === Infinity ? "5 s and more" : `under ${boundText(bounds[index])}`;
    return make("tr", {}, make("th", { scope: "row" }, name), barCell(number / most, "time"), make("td", {}, count(number)));
  });
  const at = (share) => times.length ? timeText(times[Math.min(times.length - 1, Math.floor(times.length * share))]) : "none";
  element("time-chart").caption.append(`: half under ${at(0.5)}, 19 of 20 under ${at(0.95)}`);
  element("time-chart").append(...tableBody(["Time", "", "Photos"], rows));
}
