// One card a photo.

const privateNames = {
  gps: "GPS position", serialNumber: "serial number", person: "a person's name", makerNote: "maker's note",
};
const orientationNames = [
  "", "upright", "mirrored", "upside down", "upside down and mirrored", "on its side and mirrored",
  "on its side, to be turned right", "on its side and mirrored", "on its side, to be turned left",
];

/** A name that may be broken behind its slashes, and turns no text around it. */
function nameNode(photo) {
  const parts = photo.name.split("/").map((part, index, all) => (index < all.length - 1 ? `${part}/` : part));
  return make("bdi", {}, ...parts.flatMap((part) => [part, make("wbr", {})]).slice(0, -1));
}

function badge(text, kind) {
  return make("span", { className: `badge ${kind ?? ""}` }, text);
}

function badges(photo) {
  const orientation = photo.orientation ?? photo.storedOrientation;
  return make("p", { className: "badges" },
    badge(photo.status, photo.status),
    photo.route ? badge(photo.route, "route") : null,
    photo.lossless === undefined ? null : badge(photo.lossless ? "no loss" : "encoded anew"),
    orientation === undefined ? null
      : badge(`orientation ${orientation}: stored ${orientationNames[orientation]}`, orientation > 1 ? "turned" : ""));
}

function picture(photo, address, side) {
  const caption = side === "before" && (photo.storedOrientation ?? 1) > 1 ? "Before, as stored" : side === "before" ? "Before" : "After";
  const missing = photo.status === "failed" || photo.status === "planned" ? "not made" : "no picture could be made";
  return make("figure", {},
    address
      ? make("img", { src: address, alt: `${caption}: ${photo.name}`, loading: "lazy", decoding: "async" })
      : make("span", { className: "missing" }, side === "before" ? "no picture could be made" : missing),
    make("figcaption", {}, caption));
}

function pictures(photo) {
  const { before, after } = picturesOf(photo);
  if (!before && !after) return null;
  const both = [picture(photo, before, "before"), picture(photo, after, "after")];
  if (!before || !after) return make("div", { className: "pictures" }, ...both);
  return make("button", {
    type: "button", className: "pictures", "aria-label": `Compare before and after of ${photo.name}`,
    onclick: () => openComparison(photo),
  }, ...both);
}

function removedText(photo) {
  const marks = photo.private.map((kind) => make("strong", { className: "private" }, privateNames[kind]));
  const kinds = photo.removed.map(({ kind, bytes }) => `${kind} (${byteText(bytes)})`);
  return [...marks, ...kinds].flatMap((part, index) => index ? [", ", part] : [part]);
}

function sizes(photo) {
  const stored = photo.storedWidth ? `${photo.storedWidth} × ${photo.storedHeight}` : "";
  const upright = photo.width ? `${photo.width} × ${photo.height} ${photo.format}` : "";
  return [stored, upright].filter(Boolean).join(" → ");
}

function bytesText(photo) {
  if (photo.bytesIn === undefined) return "";
  if (photo.bytesOut === undefined) return byteText(photo.bytesIn);
  const change = photo.bytesIn ? Math.round((photo.bytesOut / photo.bytesIn - 1) * 100) : 0;
  const sign = change > 0 ? `+${change}` : change < 0 ? `−${-change}` : "±0";
  return `${byteText(photo.bytesIn)} → ${byteText(photo.bytesOut)} (${sign} %)`;
}

/** Rows of a term and what is said of it; those without anything are left out. */
function facts(photo) {
  const rows = [
    ["Why", photo.reason], ["Removed", photo.removed.length ? removedText(photo) : null],
    ["Pixels", sizes(photo)], ["Colour", photo.colorConversion], ["Bytes", bytesText(photo)],
    ["Time", timeText(photo.milliseconds)],
  ].filter(([, value]) => value);
  return make("dl", {}, ...rows.flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, ...[value].flat())]));
}

function complaints(photo) {
  const more = (photo.warningCount ?? 0) - photo.warnings.length;
  const texts = [...photo.warnings, ...(more > 0 ? [`and ${counted(more, "other")}`] : [])];
  return [
    photo.error ? make("p", { className: "failure" }, make("b", {}, `Failed (${photo.error.code}): `), photo.error.message) : null,
    texts.length ? make("ul", { className: "warnings", "aria-label": "Warnings" }, ...texts.map((text) => make("li", {}, text))) : null,
  ];
}

function fileLinks(photo) {
  const link = (href, text) => href
    ? make("a", { href, "aria-label": `${text} file of ${photo.name}` }, `${text} file`) : null;
  if (!photo.input && !photo.output) return null;
  return make("p", { className: "links" }, link(photo.input, "Input"), " ", link(photo.output, "Output"));
}

function card(photo, position, total) {
  return make("li", { className: `card ${photo.status}`, "aria-posinset": position + 1, "aria-setsize": total },
    make("h3", {}, nameNode(photo)), badges(photo), ...complaints(photo), pictures(photo), facts(photo), fileLinks(photo));
}
