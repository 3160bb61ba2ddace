// Talks to the sidecar: what it is asked, what it is told to change, and what it says by itself.

const PATIENCE_MS = 5000;
const TOKEN = "outrider-token";

/** An answer that says no. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new Refusal(answer.status, problem.detail ?? problem.title ?? `the sidecar answered ${answer.status}`);
}

/** What a path of the API has. Throws a Refusal, or something else when nobody answers. */
export async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

/** The paths that this sidecar's API has: an older or a newer one may have others. */
export async function offers() {
  const description = await ask("openapi?format=json");
  return new Set(Object.keys(description.paths ?? {}));
}

/**
 * Changes something; asks for the token when one is wanted and none, or a wrong one, is at hand.
 * Returns whether it was done: false when the reader gave up. Throws a Refusal.
 */
export async function change(method, path, body) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (answer.ok) return true;
    const refused = await refusal(answer);
    if (answer.status !== 401) throw refused;
    const given = await askForToken(token !== null);
    if (given === null) return false;
    sessionStorage.setItem(TOKEN, given);
  }
}

function askForToken(again) {
  const dialog = document.getElementById("token");
  const field = dialog.querySelector("input");
  dialog.querySelector("h2").textContent = again ? "That token was not accepted" : "Token needed";
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? field.value.trim() : null), { once: true });
  });
}

/**
 * Hears every event from now on, over and over again when the connection is lost.
 *
 * @param opened called each time that it stands, since what happened before was missed
 * @param lost called each time that it is lost
 */
export function follow(onEvent, opened, lost) {
  const source = new EventSource("api/v1/events");
  source.addEventListener("open", opened);
  source.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
  source.addEventListener("error", () => {
    lost();
    // The browser tries again by itself, except after an answer that is none.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(onEvent, opened, lost), 3000);
  });
}
