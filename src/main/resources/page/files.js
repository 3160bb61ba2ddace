// The configuration: which registry runs and what changed, how the rendered files stand, and HAProxy.
import { el } from "./dom.js";
import { line } from "./events.js";
import { time } from "./times.js";

const CHANGES = 4;

const place = document.querySelector("#files div");
let shown = "";

/** Shows it, where something of it is new. */
export function render(page, events) {
  const changes = events.filter((event) => /^registry_/.test(event.event)).slice(-CHANGES).reverse();
  const key = JSON.stringify([page.registry, page.haproxy, page.outputs, page.version, changes]);
  if (key === shown) return;
  shown = key;
  place.replaceChildren(
    el("dl", {},
      el("dt", {}, "Registry"), el("dd", {}, `${page.registry.version}, since `, time(page.registry.loaded),
        page.registry.error && el("p", { "data-kind": "bad" }, `! an earlier one: ${page.registry.error}`)),
      el("dt", {}, "HAProxy"), el("dd", { "data-kind": !page.haproxy.configured || page.haproxy.up ? null : "bad" }, haproxy(page.haproxy)),
      page.outputs.flatMap((output) => [el("dt", {}, output.output.split("/").at(-1)), el("dd", { title: output.output }, file(output))]),
      el("dt", {}, "Outrider"), el("dd", {}, `${page.version}, since `, time(page.started))),
    changes.length > 0 ? el("h3", {}, "What changed") : "",
    changes.length > 0 ? el("ol", { class: "plain" }, changes.map((event) => line(event, false))) : "");
}

function haproxy({ configured, up, pid, version }) {
  if (!configured) return "none to drive";
  return up ? `${version}, worker ${pid}` : "! does not answer";
}

function file(output) {
  if (output.state === "live") return ["live since ", time(output.since)];
  return el("span", { "data-kind": output.state === "checking" ? "idle" : "warn" }, `${output.state}: ${output.reason ?? ""}`);
}
