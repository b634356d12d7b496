// The comparison: both pictures on top of each other, and a slider that says how much of each is seen.

let compared = null;
/** Photos whose files could not be shown. */
const unreachable = new Set();

function setUpComparison() {
  element("slider").addEventListener("input", slide);
  element("full-size").addEventListener("change", showCompared);
  element("close").addEventListener("click", () => element("compare").close());
  element("previous").addEventListener("click", () => step(-1));
  element("next").addEventListener("click", () => step(1));
  // The slider follows the pointer over the pictures, too.
  element("stage").addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && event.buttons === 0) return;
    const frame = element("stage").getBoundingClientRect();
    element("slider").value = ((event.clientX - frame.left) / frame.width) * 100;
    slide();
  });
  for (const side of ["before", "after"]) {
    element(`compare-${side}`).addEventListener("error", () => fallBack());
  }
}

function openComparison(photo) {
  compared = photo;
  element("slider").value = 50;
  showCompared();
  element("compare").showModal();
  element("slider").focus();
}

function slide() {
  const share = Number(element("slider").value);
  element("compare-after").style.clipPath = `inset(0 0 0 ${share}%)`;
  element("divider").style.insetInlineStart = `${share}%`;
  element("slider").setAttribute("aria-valuetext", `${Math.round(share)} % before`);
}

function showCompared() {
  const small = picturesOf(compared);
  const hasFiles = compared.input && compared.output && !unreachable.has(compared);
  element("full-size").disabled = !hasFiles;
  const isFull = hasFiles && element("full-size").checked;
  element("compare-title").replaceChildren(nameNode(compared));
  element("compare-before").src = isFull ? compared.input : small.before;
  element("compare-after").src = isFull ? compared.output : small.after;
  element("compare-before").alt = `Before: ${compared.name}`;
  element("compare-after").alt = `After: ${compared.name}`;
  element("stage").dataset.small = isFull ? "false" : "true";
  // Thin pictures have the whole height, broad ones the whole width.
  const [width, height] = [compared.width ?? 4, compared.height ?? 3];
  element("stage").style.aspectRatio = `${width} / ${height}`;
  element("stage").style.inlineSize = `min(100%, ${((62 * width) / height).toFixed(2)}vh)`;
  const turned = (compared.storedOrientation ?? 1) > 1 ? " The input is shown upright here, as the output is." : "";
  element("compare-note").textContent = compared.samePicture && !isFull
    ? "Both are one picture: the pixels of the file are left as they were." : `${isFull ? "" : "Small pictures, which lost more than the output did."}${turned}`;
  slide();
}

/** Where the files have moved, the small pictures have to do. */
function fallBack() {
  if (element("stage").dataset.small === "true") return;
  unreachable.add(compared);
  showCompared();
  element("compare-note").textContent = "The browser cannot show the files: they have moved, or it knows no such format.";
}

function step(difference) {
  let index = shown.indexOf(compared) + difference;
  while (shown[index]) {
    const { before, after } = picturesOf(shown[index]);
    if (before && after) break;
    index += difference;
  }
  if (!shown[index]) return;
  compared = shown[index];
  showCompared();
}
