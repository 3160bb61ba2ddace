// Times as people read them. The sidecar's clock and the reader's may differ: what is "ago" goes by the sidecar's.
import { el } from "./dom.js";

let ahead = 0;

/** Tells how late it is at the sidecar. */
export function sidecarTime(now) {
  ahead = Date.parse(now) - Date.now();
}

/** A clock's time, with the date when it is not today's. */
export function clock(when) {
  const date = new Date(when);
  const today = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  return today ? time : `${date.toLocaleDateString([], { day: "numeric", month: "short" })} ${time}`;
}

/** How long ago, in one unit. */
export function ago(when) {
  const seconds = Math.max(0, Math.round((Date.now() + ahead - new Date(when)) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}

/** The element for a time. */
export function time(when, withAgo = false) {
  const date = new Date(when);
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString() },
    withAgo ? `${clock(when)} (${ago(when)})` : clock(when));
}

/** Milliseconds with as many places as mean something. */
export function milliseconds(value) {
  if (value >= 100) return `${Math.round(value)} ms`;
  return `${value.toFixed(value >= 10 ? 1 : 2)} ms`;
}
