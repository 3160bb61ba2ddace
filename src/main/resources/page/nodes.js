// The nodes: what runs on each, and how this one and its peers see each other.
import { condition, isUp } from "./condition.js";
import { el, patch, text } from "./dom.js";
import { short } from "./names.js";
import { ago } from "./times.js";

const LISTED = 40;
const STATES = { up: "its sidecar answers", down: "! its sidecar does not answer", unknown: "its sidecar has not answered yet" };

const list = document.querySelector("#nodes ul");

/** Shows them. */
export function render({ page, peers }) {
  const of = new Map(page.nodes.map((node) => [node, []]));
  for (const service of page.services) for (const cell of service.backends) of.get(cell.node)?.push(cell);
  const told = new Map((peers ?? []).map((peer) => [peer.node, peer]));
  const rows = [...of].slice(0, LISTED);
  patch(list, rows, ([node]) => node, ([node]) =>
    el("li", { title: node }, el("strong", {}, short(node)), el("span", { class: "quiet" }), el("p", { class: "quiet" })),
  (item, [node, cells]) => {
    const [name, counts, view] = item.children;
    text(name, node === page.node ? `${short(node)} (this node)` : short(node));
    text(counts, cells.length === 0 ? " no backend" : ` ${cells.filter(isUp).length} of ${cells.length} up, ${cells.filter((cell) => cell.serving).length} serving${drained(cells)}`);
    text(view, node === page.node ? ownView(page) : peerView(told.get(node)));
    view.hidden = view.textContent === "";
  });
}

function drained(cells) {
  const count = cells.filter((cell) => condition(cell).word === "drained").length;
  return count > 0 ? `, ${count} drained` : "";
}

function ownView(page) {
  return page.isolation ? `! seems to be cut off: ${page.isolation.reason}` : "";
}

function peerView(peer) {
  if (!peer) return "";
  const words = [STATES[peer.state]];
  if (peer.state === "down") words.push(peer.last_seen ? `last seen ${ago(peer.last_seen)}` : "not seen yet", peer.reason);
  if (peer.in_step === false) words.push(`! serves another registry, ${peer.registry}`);
  if (peer.isolated) words.push(`! seems to be cut off: ${peer.isolated}`);
  const lost = Object.entries(peer.sees).filter(([, up]) => !up).map(([other]) => short(other));
  if (peer.up && lost.length > 0) words.push(`! does not reach ${lost.join(", ")}`);
  return words.filter(Boolean).join("; ");
}
