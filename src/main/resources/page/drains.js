// Drains: those in force, and the buttons that begin and end one.
import { el, patch, text } from "./dom.js";
import { change, Refusal } from "./sidecar.js";
import { clock } from "./times.js";

const LASTING = [["", "until it is ended"], ["10m", "10 minutes"], ["30m", "30 minutes"], ["2h", "2 hours"], ["12h", "12 hours"]];

const section = document.getElementById("drains");

/** Whether this sidecar can drain. */
export const offered = (known) => known.paths.has("/api/v1/drains");

// The kind says which is meant where a node and a service have the same name.
const path = ({ target, kind }) => `api/v1/drains/${target.split("/").map(encodeURIComponent).join("/")}?kind=${kind}`;
const key = ({ target, kind }) => `${kind} ${target}`;

/** Shows the drains in force. @param changed called when one was ended from here */
export function render(known, changed) {
  section.hidden = known.drains.length === 0;
  patch(section.querySelector("ul"), known.drains, key, (drain) => {
    const said = el("p", { class: "said", role: "alert" });
    return el("li", {}, el("strong", {}, "▽\u00a0", ...breakable(drain.target)), el("small", {}, ` ${drain.kind}`),
      el("p", { class: "quiet" }), ending(drain, said, changed), said);
  }, (item, drain) => text(item.querySelector(".quiet"), about(drain)));
}

// A long name breaks after its service.
const breakable = (target) => target.split("/").flatMap((part, i) => (i === 0 ? [part] : ["/", el("wbr"), part]));

function about(drain) {
  const until = drain.until ? ` until ${clock(drain.until)}` : "";
  const left = drain.sessions === undefined ? "" : `, ${drain.sessions} ${drain.sessions === 1 ? "session" : "sessions"} left`;
  // Where nobody else can, who is drained serves on.
  const on = drain.serving?.length > 0 ? `, ! still gets sessions: ${drain.serving.join(", ")}` : "";
  return `since ${clock(drain.since)}${until}${left}${on}${drain.reason ? `: ${drain.reason}` : ""}`;
}

function ending(drain, said, done) {
  const made = el("button", { type: "button", "aria-label": `End drain of ${drain.target}` }, "End drain");
  made.addEventListener("click", () => perform(made, said, () => change("DELETE", path(drain)), done));
  return made;
}

/** Does it, and says what came of it. Returns the refusal, if that was it. */
async function perform(made, said, act, done) {
  made.disabled = true;
  said.textContent = "";
  try {
    if (await act()) done();
    return null;
  } catch (failed) {
    const refused = failed instanceof Refusal;
    said.textContent = refused ? failed.message : "The sidecar does not answer: nothing was changed.";
    return refused ? failed : null;
  } finally {
    made.disabled = false;
  }
}

/**
 * Offers what can be done about these targets: ends those that are drained, and has a form for the others. A form that is
 * there already stays, with what was typed into it.
 *
 * @param targets each with the target, its kind and what people call it, the nearest first
 * @param parent where it is offered
 * @param done called after a change
 */
export function offer(known, targets, parent, done) {
  if (!offered(known)) return;
  const drained = known.drains.filter((drain) => targets.some((one) => key(one) === key(drain)));
  // Not the sessions that are left: a form in which somebody types stays.
  const offers = JSON.stringify([targets, drained.map(key), drained.map((drain) => drain.since)]);
  if (parent.offers === offers && parent.childElementCount > 0) return;
  parent.offers = offers;
  const open = targets.filter((one) => !drained.some((drain) => key(drain) === key(one)));
  parent.replaceChildren(
    el("h3", {}, "Drain"),
    ...drained.map((drain) => {
      const said = el("p", { class: "said", role: "alert" });
      return el("div", {}, el("p", {}, `${drain.target} is drained ${about(drain)}`), ending(drain, said, done), said);
    }),
    ...(open.length > 0 ? [form(open, done)] : []));
}

function form(targets, done) {
  const which = el("select", { name: "target" }, targets.map((one) => el("option", { value: key(one) }, one.label)));
  const lasting = el("select", { name: "for" }, LASTING.map(([value, words]) => el("option", { value }, words)));
  const reason = el("input", { name: "reason", autocomplete: "off", maxlength: "200" });
  const said = el("p", { class: "said", role: "alert" });
  const submit = el("button", { type: "submit" }, "Drain");
  const anyway = el("button", { type: "button", class: "danger", hidden: true }, "Drain all the same");
  const act = (force) => () => {
    const body = {};
    if (reason.value.trim()) body.reason = reason.value.trim();
    if (lasting.value) body.for = lasting.value;
    if (force) body.force = true;
    return change("PUT", path(targets.find((one) => key(one) === which.value)), body);
  };
  which.addEventListener("change", () => (anyway.hidden = true));
  anyway.addEventListener("click", () => perform(anyway, said, act(true), done));
  return el("form", {
    class: "drain",
    async onsubmit(event) {
      event.preventDefault();
      const refused = await perform(submit, said, act(false), done);
      anyway.hidden = refused?.status !== 409;
    },
  },
  el("p", { class: "quiet" }, "It gets no new sessions, and those that it has go on."),
  el("label", {}, "What ", which), el("label", {}, "For ", lasting), el("label", {}, "Reason ", reason),
  el("div", { class: "row" }, submit, anyway), said);
}
