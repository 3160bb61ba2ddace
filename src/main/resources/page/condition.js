// What a backend and a service are, in words. The one place that says what is trouble.

/** A sign, a word and a kind (which the style sheet colours): the three always come together, so that no colour speaks alone. */
const CONDITIONS = {
  serves: { sign: "●", word: "serves", kind: "good", trouble: 0 },
  standby: { sign: "○", word: "standby", kind: "idle", trouble: 0 },
  unused: { sign: "–", word: "not used", kind: "idle", trouble: 0 },
  checking: { sign: "◐", word: "checking", kind: "warn", trouble: 1 },
  held: { sign: "◐", word: "held", kind: "warn", trouble: 1 },
  heldServes: { sign: "◐", word: "held, serves", kind: "warn", trouble: 1 },
  drained: { sign: "▽", word: "drained", kind: "info", trouble: 1 },
  down: { sign: "✕", word: "down", kind: "bad", trouble: 2 },
  downServes: { sign: "!", word: "down, serves", kind: "bad", trouble: 2 },
};

/** The condition of one backend. */
export function condition(cell) {
  if (cell.state === "drain") return CONDITIONS.drained;
  switch (cell.status) {
    case "down":
      return cell.serving ? CONDITIONS.downServes : CONDITIONS.down;
    case "held":
      return cell.serving ? CONDITIONS.heldServes : CONDITIONS.held;
    case "unverified":
      return CONDITIONS.checking;
    default:
      if (cell.serving) return CONDITIONS.serves;
      return cell.state === "ready" && cell.fallback ? CONDITIONS.standby : CONDITIONS.unused;
  }
}

/** How much is wrong with a service: 3 nobody serves it, 2 a backend is down, 1 something is out of the ordinary, 0 nothing. */
export function trouble(service) {
  if (!service.backends.some((cell) => cell.serving)) return 3;
  const worst = Math.max(0, ...service.backends.map((cell) => condition(cell).trouble));
  if (service.muted) return Math.min(worst, 1);
  return service.panic ? 3 : worst;
}

/** Whether a backend's status is up. */
export const isUp = (cell) => cell.status === "up";

/** The last check that passed, in milliseconds; null: none of those that are known. */
export function lastLatency(cell) {
  const passed = (cell.latency ?? []).filter((micros) => micros >= 0);
  return passed.length > 0 ? passed.at(-1) / 1000 : null;
}
