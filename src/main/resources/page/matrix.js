// The matrix: services by nodes. Where the nodes do not fit side by side, each service has its backends below it instead.
import { condition, isUp, lastLatency, trouble } from "./condition.js";
import { attribute, el, patch, text } from "./dom.js";
import { grid } from "./keys.js";
import { short } from "./names.js";
import { draw, sparkline } from "./sparkline.js";
import { milliseconds } from "./times.js";

// Below that a column cannot hold a backend, and the first one a name.
const COLUMN = 116;
const NAMES = 190;

const table = document.getElementById("matrix");
const filter = document.getElementById("filter");
const only = document.getElementById("only");
const settled = grid(table);
let shown = null;
let width = 0;
let explain = () => {};

/** Begins. @param onExplain called with the name of a service, and of its backend when it is about that one */
export function begin(onExplain) {
  explain = onExplain;
  filter.addEventListener("input", sift);
  only.addEventListener("change", sift);
  // The height changes with every row that scrolls into view; what fits side by side depends on the width alone.
  new ResizeObserver(() => {
    if (shown && table.parentElement.clientWidth !== width) render(shown);
  }).observe(table.parentElement);
}

/** Shows a page's data. */
export function render(page) {
  shown = page;
  width = table.parentElement.clientWidth;
  const side = page.nodes.length * COLUMN + NAMES <= width;
  const layout = side ? "columns" : "stacked";
  if (table.dataset.layout !== layout) {
    table.dataset.layout = layout;
    table.tBodies[0].replaceChildren();
    table.tBodies[0].byKey = new Map();
  }
  table.style.setProperty("--nodes", page.nodes.length);
  head(side ? page.nodes : [], page.node);
  const order = page.services.map((service) => ({ service, trouble: trouble(service) }));
  order.sort((a, b) => b.trouble - a.trouble);
  patch(table.tBodies[0], order, (item) => item.service.name, makeRow, (row, item) => updateRow(row, item, side ? page.nodes : null));
  sift();
}

function head(nodes, own) {
  const key = `${nodes.join(" ")} ${own}`;
  if (table.dataset.head === key) return;
  table.dataset.head = key;
  const names = ["Service", ...nodes];
  const line = el("tr", { role: "row" }, names.map((name, i) =>
    el("th", { role: "columnheader", scope: "col", title: name }, i > 0 ? short(name) : name, i > 0 && name === own && el("small", {}, " this node"))));
  table.tHead.replaceChildren(line);
}

function makeRow({ service }) {
  const name = el("button", { type: "button", class: "name", tabindex: "-1", "aria-haspopup": "dialog" });
  name.addEventListener("click", () => explain(service.name, null));
  return el("tr", { role: "row" },
    el("th", { role: "rowheader", scope: "row" }, name, el("small", {})));
}

function updateRow(row, { service, trouble: level }, nodes) {
  row.shown = service;
  row.trouble = level;
  row.dataset.trouble = level;
  const [first] = row.cells;
  text(first.firstChild, service.name);
  text(first.lastChild, facts(service, level));
  // The row's own head is not a cell of a node: it goes first, whatever the others are.
  const places = nodes ?? [...new Set(service.backends.map((cell) => cell.node))];
  const entries = [null, ...places.map((node) => ({ node, cells: service.backends.filter((cell) => cell.node === node) }))];
  row.byKey ??= new Map([["", first]]);
  patch(row, entries, (entry) => (entry ? `n ${entry.node}` : ""),
    () => el("td", { role: "gridcell" }),
    (cell, entry) => {
      if (entry) patch(cell, entry.cells, (one) => one.backend, (one) => makeCell(service.name, one), (button, one) => updateCell(button, service, one, !nodes));
    });
}

function facts(service, level) {
  const up = service.backends.filter(isUp).length;
  const words = [service.port ? `${service.section} ${service.port}` : service.section, `${up} of ${service.backends.length} up`];
  if (level === 3 && !service.panic) words.push("nobody serves");
  if (service.panic) words.push("panic");
  if (service.muted) words.push("muted");
  if (service.primary) words.push(service.primary === "offered" ? "one primary" : `primary ${service.primary}`);
  return words.join(" · ");
}

function makeCell(service, cell) {
  const button = el("button", { type: "button", class: "cell", tabindex: "-1", "aria-haspopup": "dialog" },
    el("span", { class: "where" }), el("span", { class: "what" }), el("span", { class: "weight" }), sparkline(), el("span", { class: "took" }));
  button.addEventListener("click", () => explain(service, cell.backend));
  return button;
}

function updateCell(button, service, cell, named) {
  const now = condition(cell);
  const fault = cell.fault && now.kind !== "good" && now.kind !== "idle" ? cell.fault : null;
  const latency = lastLatency(cell);
  const words = fault ? `${now.word}: ${fault}` : now.word;
  const [where, what, weight, line, took] = button.children;
  const several = service.backends.filter((one) => one.node === cell.node).length > 1;
  text(where, several ? cell.backend : named ? short(cell.node) : "");
  text(what, `${now.sign} ${now.word}`);
  text(weight, cell.state === "ready" ? `${cell.weight}` : "");
  // Why it fails says more than how long it took when it did not.
  text(took, fault ?? (latency === null ? "" : milliseconds(latency)));
  if (cell.latency) draw(line, cell.latency);
  const changed = button.dataset.condition !== undefined && button.dataset.condition !== now.word;
  attribute(button, "data-kind", now.kind);
  attribute(button, "data-condition", now.word);
  attribute(button, "aria-label", `${service.name} on ${cell.node}, ${cell.backend}: ${words}`
    + (cell.state === "ready" ? `, weight ${cell.weight}` : "") + (latency === null ? "" : `, ${milliseconds(latency)}`));
  if (changed) flash(button);
}

function flash(button) {
  button.classList.add("changed");
  setTimeout(() => button.classList.remove("changed"), 1500);
}

/** Hides the rows that are not asked for: every word has to be somewhere in the service and one of its backends. */
function sift() {
  const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let visible = 0;
  const rows = table.tBodies[0].rows;
  for (const row of rows) {
    const hidden = (only.checked && row.trouble === 0) || !matches(row.shown, words);
    if (row.hidden !== hidden) row.hidden = hidden;
    if (!hidden) visible++;
  }
  text(document.getElementById("count"), visible === rows.length ? `${rows.length}` : `${visible} of ${rows.length}`);
  settled();
}

function matches(service, words) {
  if (words.length === 0) return true;
  const about = `${service.name} ${service.section} ${service.port ?? ""}`.toLowerCase();
  const places = service.backends.length > 0 ? service.backends : [null];
  return places.some((cell) => {
    const all = cell ? `${about} ${cell.node} ${cell.backend} ${cell.status} ${cell.state} ${condition(cell).word}`.toLowerCase() : about;
    return words.every((word) => all.includes(word));
  });
}
