// What is wrong, in sentences; and in one line how it stands.
import { condition, isUp, trouble } from "./condition.js";
import { attribute, el, patch, text } from "./dom.js";
import { clock } from "./times.js";

const LISTED = 6;

/** Shows it, in the window's title too. */
export function render(page) {
  const found = troubles(page);
  const backends = page.services.flatMap((service) => service.backends);
  const served = page.services.filter((service) => service.backends.some((cell) => cell.serving)).length;
  const headline = `${served} of ${page.services.length} services served, ${backends.filter(isUp).length} of ${backends.length} backends up`;
  text(document.getElementById("headline"), headline);
  attribute(document.getElementById("summary"), "data-kind", found.length === 0 ? "good" : found[0].kind);
  const listed = found.length > LISTED ? [...found.slice(0, LISTED), { kind: "idle", words: `and ${found.length - LISTED} more` }] : found;
  patch(document.getElementById("troubles"), listed, (one) => one.words, (one) => el("li", {}, `${one.kind === "idle" ? "" : "! "}${one.words}`),
    (item, one) => attribute(item, "data-kind", one.kind));
  document.title = found.length === 0 ? `${page.node} · Outrider` : `(${found.length}) ${page.node} · Outrider`;
}

function troubles(page) {
  const found = [];
  const add = (kind, words) => found.push({ kind, words });
  if (page.isolation) add("bad", `This node seems to be cut off, nobody heard since ${clock(page.isolation.since)}: verdicts on other hosts stay as they are. ${page.isolation.reason}`);
  if (page.registry.error) add("bad", `An earlier registry serves: ${page.registry.error}`);
  if (page.haproxy.configured && !page.haproxy.up) add("bad", "HAProxy does not answer on its runtime socket");
  for (const output of page.outputs) {
    if (output.state !== "live" && output.state !== "checking") add("warn", `${output.output} is ${output.state}: ${output.reason ?? ""}`);
  }
  const services = page.services.map((service) => ({ service, level: trouble(service) })).sort((a, b) => b.level - a.level);
  for (const { service, level } of services) {
    if (service.panic) add("bad", `${service.name} is in panic, all its backends serve: ${service.panic}`);
    else if (level === 3) add("bad", `Nobody serves ${service.name}`);
    else if (level === 2) add("warn", `${service.name}: ${list(service)} down`);
  }
  return found;
}

function list(service) {
  const down = service.backends.filter((cell) => condition(cell).trouble === 2).map((cell) => cell.backend);
  return down.length > 3 ? `${down.slice(0, 3).join(", ")} and ${down.length - 3} more are` : `${down.join(", ")} ${down.length > 1 ? "are" : "is"}`;
}
