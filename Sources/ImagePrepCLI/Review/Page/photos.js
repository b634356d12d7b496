"use strict";
// Reads what the run has left in the page. Everything of it is shown as text, never as markup.

const element = (id) => document.getElementById(id);
const parsed = (node) => JSON.parse(node.textContent);

/** All photos in the order of the run. */
let photos = [];
/** What is known of the whole run; null where the page has no end. */
let run = null;

/** Makes an element with properties and children, which are elements or text; what is null is left out. */
function make(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.includes("-")) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const numberFormat = new Intl.NumberFormat("en-US");
const count = (number) => numberFormat.format(number);
const counted = (number, one, many) => `${count(number)} ${number === 1 ? one : many ?? one + "s"}`;

/** Three digits and a decimal unit. */
function byteText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = "";
  for (unit of ["kB", "MB", "GB"]) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${value.toPrecision(Math.max(3, Math.floor(value).toString().length))} ${unit}`;
}

function timeText(milliseconds) {
  if (milliseconds < 999.5) return `${milliseconds.toPrecision(milliseconds < 99.95 ? 2 : 3)} ms`;
  return `${(milliseconds / 1000).toPrecision(3)} s`;
}

/** Two warnings are of one kind where only numbers in them differ. */
const kindOf = (warning) => warning.replace(/\d[\d.,]*/g, "N");

function readPhoto(node, index) {
  const photo = parsed(node);
  photo.index = index;
  photo.node = node.nextElementSibling;
  photo.key = photo.name.toLowerCase();
  photo.warnings ??= [];
  photo.kinds = photo.warnings.map(kindOf);
  photo.removed ??= [];
  photo.private ??= [];
  photo.isTracked = photo.private.some((kind) => kind === "gps" || kind === "serialNumber");
  return photo;
}

/** The addresses of a photo's pictures, made of what the page holds; undefined where it holds none. */
function picturesOf(photo) {
  const [before, after] = photo.node.textContent.split("\n")
    .map((text) => text ? `data:image/jpeg;base64,${text}` : undefined);
  return { before: before ?? (photo.samePicture ? after : undefined), after };
}

document.addEventListener("DOMContentLoaded", () => {
  photos = Array.from(document.querySelectorAll("script.photo"), readPhoto);
  const end = document.querySelector("script.run");
  run = end ? parsed(end) : null;
  element("main").hidden = false;
  showTotals();
  showCharts();
  setUpComparison();
  setUpFilters();
  document.documentElement.dataset.ready = "true";
});
