// The course of a backend's last checks: a line from zero, with a gap where a check failed.

const WIDTH = 60;
const HEIGHT = 14;
const POINTS = 30;
// Below a millisecond differences are noise of either machine, and are drawn as what they are: next to nothing.
const LEAST_TOP = 1000;
const MEDIANS = 4;
const SVG = "http://www.w3.org/2000/svg";

/** An empty one. It says nothing that is not also in words beside it. */
export function sparkline() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  return svg;
}

/** Draws these microseconds, the oldest first; below 0: failed. */
export function draw(svg, micros) {
  const path = courseOf(micros);
  const line = svg.firstChild;
  if (line.getAttribute("d") !== path) line.setAttribute("d", path);
}

function courseOf(micros) {
  // One that a pause made a hundred times as long is cut off at the top, so that the others can be told apart.
  const passed = micros.filter((value) => value >= 0).sort((a, b) => a - b);
  const top = Math.max(LEAST_TOP, Math.min(passed.at(-1) ?? 0, MEDIANS * (passed[passed.length >> 1] ?? 0)));
  const step = WIDTH / (POINTS - 1);
  const first = POINTS - micros.length;
  let path = "";
  let drawing = false;
  micros.forEach((value, i) => {
    if (value < 0) {
      drawing = false;
      return;
    }
    const x = ((first + i) * step).toFixed(1);
    const y = (HEIGHT - 1 - Math.min(1, value / top) * (HEIGHT - 2)).toFixed(1);
    // A point alone between two gaps is a dot: a line of no length with round ends.
    path += drawing ? `L${x} ${y}` : `M${x} ${y}h0`;
    drawing = true;
  });
  return path;
}
