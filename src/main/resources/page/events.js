// What happened, the newest first; and said aloud, to whom a screen is read.
import { el } from "./dom.js";
import { time } from "./times.js";

const REMEMBERED = 1000;
const STEP = 15;
const SAID_TOGETHER_MS = 800;
const SAID_AT_ONCE = 3;

const SIGNS = { warn: "!", error: "✕" };
const KINDS = { warn: "warn", error: "bad" };

const section = document.getElementById("events");
const list = section.querySelector("ol");
const more = document.getElementById("more");
const news = document.getElementById("news");
let recent = [];
let visible = STEP;
let unsaid = [];

more.addEventListener("click", () => {
  visible += 2 * STEP;
  render();
});

/** Those that are known, the oldest first. */
export const remembered = () => recent;

/** Begins anew with these, the oldest first. */
export function replace(events) {
  recent = events;
  render();
}

/** One more. */
export function add(event) {
  recent.push(event);
  if (recent.length > REMEMBERED) recent.shift();
  if (unsaid.length === 0) setTimeout(say, SAID_TOGETHER_MS);
  unsaid.push(event);
}

/** One as an item of a list. */
export function line(event, withSubject = true) {
  const subject = [event.service, event.backend].filter(Boolean).join(" ");
  const edge = event.from !== undefined && event.to !== undefined ? `${event.from} → ${event.to}` : "";
  return el("li", { "data-level": event.level },
    time(event.ts), " ", el("span", { "data-kind": KINDS[event.level] ?? null }, `${SIGNS[event.level] ?? ""} ${event.event.replaceAll("_", " ")}`.trim()), " ",
    withSubject && subject && el("strong", {}, `${subject} `), el("span", { class: "quiet" }, [edge, event.reason].filter(Boolean).join(", ")));
}

function render() {
  list.replaceChildren(...recent.slice(-visible).reverse().map((event) => line(event)));
  more.hidden = recent.length <= visible;
}

// A mass failure is a thousand events: drawn once, and said in a sentence.
function say() {
  const words = unsaid.slice(0, SAID_AT_ONCE).map((event) =>
    [event.event.replaceAll("_", " "), event.service, event.backend].filter(Boolean).join(" "));
  if (unsaid.length > SAID_AT_ONCE) words.push(`and ${unsaid.length - SAID_AT_ONCE} more`);
  unsaid = [];
  news.textContent = words.join("; ");
  render();
}
