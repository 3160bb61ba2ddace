// The nodes: what runs on each, and how this one and its peers see each other.
import { condition, isUp } from "./condition.js";
import { el, patch, text } from "./dom.js";
import { short } from "./names.js";
import { ago } from "./times.js";

const LISTED = 40;

const list = document.querySelector("#nodes ul");

/** Shows them. */
export function render({ page, peers }) {
  const of = new Map(page.nodes.map((node) => [node, []]));
  for (const service of page.services) for (const cell of service.backends) of.get(cell.node)?.push(cell);
  const told = new Map((peers?.peers ?? peers ?? []).map((peer) => [peer.node ?? peer.peer, peer]));
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
  const seen = peer.last_seen ?? peer.since;
  const words = [peer.up === false ? "! its sidecar does not answer" : "its sidecar answers"];
  if (seen) words.push(peer.up === false ? `last seen ${ago(seen)}` : "");
  if (peer.registry) words.push(`registry ${peer.registry}`);
  if (peer.isolated) words.push("it seems to be cut off");
  if (peer.reason) words.push(peer.reason);
  return words.filter(Boolean).join(", ");
}
