// The sheet that explains a backend or a service: why, since when, what its checks saw, and what can be done.
import { condition } from "./condition.js";
import { el } from "./dom.js";
import { offer } from "./drains.js";
import { line } from "./events.js";
import { ask } from "./sidecar.js";
import { draw, sparkline } from "./sparkline.js";
import { milliseconds, time } from "./times.js";

const EVENTS = 12;

const dialog = document.getElementById("details");
const body = dialog.querySelector(".body");
const acts = dialog.querySelector(".acts");
let subject = null;
let done = () => {};

/** Begins. @param onDone called when something was changed from here */
export function begin(onDone) {
  done = onDone;
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  // A click beside the sheet hits the dialog itself.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => (subject = null));
}

/** Explains a backend, or with null as the backend its service. */
export function open(known, service, backend) {
  subject = { service, backend };
  dialog.querySelector("h2").textContent = backend ? `${service}: ${backend}` : service;
  body.replaceChildren(el("p", {}, "Asking"));
  acts.replaceChildren();
  if (!dialog.open) dialog.showModal();
  refresh(known);
}

/** Fetches anew what the open sheet shows. */
export async function refresh(known) {
  const about = subject;
  if (!about) return;
  try {
    const [service, recent] = await Promise.all([
      ask(`api/v1/services/${encodeURIComponent(about.service)}`),
      ask("api/v1/events?limit=1000"),
    ]);
    if (subject !== about) return;
    const backend = service.backends.find((one) => one.backend === about.backend);
    const own = recent.filter((event) => event.service === about.service && (!about.backend || event.backend === about.backend));
    body.replaceChildren(...(about.backend ? ofBackend(known, backend) : ofService(service)), ...happened(own));
    offer(known, targets(service, backend), acts, done);
  } catch (refused) {
    if (subject === about) body.replaceChildren(el("p", { "data-kind": "bad" }, refused.status ? refused.message : "The sidecar does not answer."));
  }
}

function targets(service, backend) {
  return [
    backend && { kind: "backend", target: `${service.name}/${backend.backend}`, label: backend.backend },
    { kind: "service", target: service.name, label: `all of ${service.name}` },
    backend && { kind: "node", target: backend.node, label: `everything on ${backend.node}` },
  ].filter(Boolean);
}

function facts(...entries) {
  const rows = entries.filter((entry) => entry && entry[1] !== undefined && entry[1] !== null && entry[1] !== "");
  return el("dl", {}, rows.flatMap(([name, ...value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function ofBackend(known, backend) {
  if (!backend) return [el("p", {}, "It is not in the registry any more.")];
  const cell = known.page.services.find((one) => one.name === backend.service)?.backends.find((one) => one.backend === backend.backend) ?? backend;
  const now = condition(cell);
  return [
    el("p", { class: "state", "data-kind": now.kind }, `${now.sign} ${now.word}`, backend.state === "ready" ? `, weight ${backend.weight} of ${backend.full_weight}` : `, ${backend.state} in HAProxy`),
    facts(
      ["Why", backend.plan_reason],
      ["Verdict", `${backend.status}: ${backend.reason}`],
      backend.since && ["Since", time(backend.since, true)],
      ["Node", backend.local ? `${backend.node} (this node)` : backend.node],
      ["Reached at", backend.url ?? backend.address],
      backend.muted && ["Muted", backend.muted]),
    el("h3", {}, "Checks"),
    course(cell),
    checks(backend),
    evidence(backend.evidence, backend.flap_penalty),
  ];
}

function course(cell) {
  const passed = (cell.latency ?? []).filter((micros) => micros >= 0).sort((a, b) => a - b);
  if (passed.length === 0) return el("p", { class: "quiet" }, "None of the last 30 passed.");
  const svg = sparkline();
  draw(svg, cell.latency);
  const failed = cell.latency.length - passed.length;
  const middle = passed[Math.floor(passed.length / 2)];
  return el("div", { class: "course" }, svg, el("p", { class: "quiet" },
    `last ${cell.latency.length}: ${milliseconds(passed[0] / 1000)} to ${milliseconds(passed.at(-1) / 1000)}, median ${milliseconds(middle / 1000)}, ${failed} failed`));
}

function checks({ last_check: last }) {
  if (!last) return el("p", { class: "quiet" }, "No check has finished yet.");
  const steps = [["name", last.dns_ms], ["connect", last.connect_ms], ["TLS", last.tls_ms], ["first byte", last.first_byte_ms], ["in all", last.total_ms]];
  return facts(
    ["Last check", time(last.at, true), ` ${last.type}`],
    ["Result", last.passed ? "passed" : `failed: ${last.reason}`],
    last.said && ["It said", last.said],
    ["Took", steps.filter(([, took]) => took > 0).map(([step, took]) => `${step} ${milliseconds(took)}`).join(", ")]);
}

function evidence(found, penalty) {
  return facts(
    found.checks > 0 && ["Agreed", `${found.checks} checks in a row when the verdict was made`],
    found.last_failure && ["Last failure", found.last_failure],
    penalty > 0 && ["Flapping", `penalty ${penalty}`],
    found.held_down_since && ["Held since", time(found.held_down_since, true)]);
}

function ofService(service) {
  const serving = service.serving.length > 0 ? service.serving.join(", ") : "nobody";
  const { primary } = service;
  return [
    facts(
      ["Serves now", serving],
      ["Up", `${service.healthy} of ${service.total}`],
      ["Asked for at", service.port ? `port ${service.port}` : [service.name, ...service.aliases].join(", ")],
      ["Balance", service.balance],
      service.panic && ["Panic", service.panic],
      service.muted && ["Muted", service.muted],
      primary && ["Primary", `${primary.backend ?? primary.state}: ${primary.proof}`]),
    el("h3", {}, "Backends"),
    el("ul", { class: "plain" }, service.backends.map((backend) => {
      const now = condition({ ...backend, fallback: backend.role === "fallback" });
      return el("li", {}, el("span", { "data-kind": now.kind }, `${now.sign} ${now.word}`), ` ${backend.backend} on ${backend.node}: ${backend.plan_reason}`);
    })),
  ];
}

function happened(events) {
  if (events.length === 0) return [];
  const newest = events.slice(-EVENTS).reverse();
  return [el("h3", {}, "What happened"), el("ol", { class: "plain" }, newest.map((event) => line(event, false)))];
}
