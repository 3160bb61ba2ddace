// Services with one primary: who it is, and how its last changes went, step by step.
import { attribute, el, patch, text } from "./dom.js";
import { ask } from "./sidecar.js";
import { clock, time } from "./times.js";

const KINDS = { offered: ["●", "good"], withheld: ["✕", "bad"], unknown: ["◐", "warn"] };
const CONCERNS = /^(primary_|failover_|sentinel_|sessions_)/;
const SHOWN = 5;

const section = document.getElementById("primaries");
const list = section.querySelector("div");
const fetched = new Map();
let stale = true;
let shown = "";

/** An event: one that concerns primaries has them fetched anew. */
export function happened(event) {
  if (CONCERNS.test(event.event)) stale = true;
}

/** Shows them; fetches them first when something happened. */
export async function render(page) {
  const services = page.services.filter((service) => service.primary).map((service) => service.name);
  section.hidden = services.length === 0;
  document.querySelector('nav a[href="#primaries"]').hidden = services.length === 0;
  if (services.length === 0) return;
  if (stale || shown !== services.join()) {
    stale = false;
    shown = services.join();
    try {
      const came = await Promise.all(services.map((name) => ask(`api/v1/services/${encodeURIComponent(name)}`)));
      fetched.clear();
      for (const service of came) fetched.set(service.name, service);
    } catch {
      stale = true;
    }
  }
  patch(list, [...fetched.values()].filter((service) => service.primary), (service) => service.name, make, update);
}

function make(service) {
  return el("article", {}, el("h3", {}, service.name), el("p", {}), el("p", { class: "quiet" }), el("div", {}));
}

function update(article, { primary, failovers }) {
  const [, state, proof, timelines] = article.children;
  const [sign, kind] = KINDS[primary.state];
  text(state, primary.backend ? `${sign} ${primary.backend} ${primary.state}${primary.since ? ` since ${clock(primary.since)}` : ""}` : `${sign} nobody, ${primary.state}`);
  attribute(state, "data-kind", kind);
  const heard = primary.sentinels.length > 0 ? `, ${primary.sentinels.filter((one) => one.up).length} of ${primary.sentinels.length} sentinels heard` : "";
  text(proof, primary.proof + heard);
  const newest = (failovers ?? []).slice(-SHOWN).reverse();
  patch(timelines, newest, (one) => one.steps[0]?.at ?? "", (one) => el("details", { open: one === newest[0] }, el("summary", {}), el("ol", { class: "timeline" })), timeline);
}

function timeline(element, failover) {
  const { steps } = failover;
  const [head, list] = element.children;
  head.replaceChildren(steps.length > 0 ? time(steps[0].at) : "", ` ${failover.from ?? "nobody"} → ${failover.to ?? "not decided"}`);
  const last = Math.max(1, ...steps.map((step) => step.after_ms));
  patch(list, steps, (step) => step.step, (step) =>
    el("li", { title: step.detail }, el("span", { class: "step" }, step.step.replaceAll("_", " ")), el("span", { class: "bar", "aria-hidden": "true" }), el("span", { class: "after" })),
  (item, step) => {
    const [, bar, after] = item.children;
    bar.style.setProperty("--at", `${(step.after_ms / last) * 100}%`);
    text(after, `+${step.after_ms} ms`);
  });
}
