// Keeps what is known of the sidecar, and has the parts of the page show it.
//
// An event says that something happened, not what is now: what it concerns is fetched, events that come close together at
// once, and a second time a moment later, because a plan follows its verdict by some milliseconds. Beside that everything
// is fetched every ten seconds.
import { attribute, text } from "./dom.js";
import * as details from "./details.js";
import * as drains from "./drains.js";
import * as events from "./events.js";
import * as files from "./files.js";
import * as matrix from "./matrix.js";
import { learn } from "./names.js";
import * as nodes from "./nodes.js";
import * as primaries from "./primaries.js";
import { ask, follow, offers } from "./sidecar.js";
import * as summary from "./summary.js";
import { clock, sidecarTime } from "./times.js";

const SOON_MS = 60;
const AGAIN_MS = 700;
const REFRESH_MS = 10_000;
const RETRY_MS = 2_000;
// More services than that are as much as all of them.
const NAMED = 20;

const known = { page: null, drains: [], peers: null, paths: new Set(), lastSeen: null };
let wanted = new Set();
let all = false;
let timer = 0;
let due = Infinity;
let fetching = false;

/** Asks for a service to be fetched soon; null: for everything. */
function want(service, delay = SOON_MS) {
  if (service === null) all = true;
  else wanted.add(service);
  fetchIn(delay);
}

function fetchIn(delay) {
  if (performance.now() + delay >= due) return;
  due = performance.now() + delay;
  clearTimeout(timer);
  timer = setTimeout(fetchWanted, delay);
}

async function fetchWanted() {
  due = Infinity;
  if (fetching) {
    fetchIn(SOON_MS);
    return;
  }
  fetching = true;
  const names = all || wanted.size > NAMED ? [] : [...wanted];
  wanted = new Set();
  all = false;
  try {
    const query = names.map((name) => `service=${encodeURIComponent(name)}`).join("&");
    take(await ask(query ? `api/v1/page?${query}` : "api/v1/page?latency=true"), names);
    here();
  } catch {
    away();
  } finally {
    fetching = false;
  }
}

/** Takes what came: everything, or those services alone. */
function take(page, names) {
  if (known.page && known.page.version !== page.version) {
    // Another Outrider came up there, with another page.
    location.reload();
    return;
  }
  sidecarTime(page.now);
  const before = new Map((known.page?.services ?? []).map((service) => [service.name, service]));
  for (const service of page.services) keepLatency(service, before.get(service.name));
  if (names.length > 0) {
    const came = new Map(page.services.map((service) => [service.name, service]));
    const gone = new Set(names.filter((name) => !came.has(name)));
    page.services = known.page.services.filter((service) => !gone.has(service.name)).map((service) => came.get(service.name) ?? service);
  }
  known.page = page;
  learn(page.nodes);
  show();
}

function keepLatency(service, before) {
  if (!before) return;
  const had = new Map(before.backends.map((cell) => [cell.backend, cell.latency]));
  for (const cell of service.backends) cell.latency ??= had.get(cell.backend);
}

function show() {
  const { page } = known;
  summary.render(page);
  matrix.render(page);
  nodes.render(known);
  files.render(page, events.remembered());
  primaries.render(page);
  drains.render(known, changed);
  details.refresh(known);
  text(document.getElementById("node"), page.node);
}

/** Something was changed from here: it shows without waiting for the event that says so. */
function changed() {
  want(null);
  fetchFurther();
}

/** What the API of this sidecar may have besides. */
async function fetchFurther() {
  if (!known.page) return;
  try {
    if (known.paths.size === 0) known.paths = await offers();
    if (drains.offered(known)) known.drains = await ask("api/v1/drains");
    if (known.paths.has("/api/v1/peers")) known.peers = await ask("api/v1/peers");
    show();
  } catch {
    // Said by what fetches the page's own data; these come with the next round.
  }
}

function here() {
  known.lastSeen = Date.now();
  const live = document.getElementById("live");
  text(live, "Live");
  attribute(live, "data-kind", "good");
  document.getElementById("away").hidden = true;
  document.body.classList.remove("stale");
}

function away() {
  const banner = document.getElementById("away");
  const since = known.lastSeen === null ? "" : ` Last seen at ${clock(known.lastSeen)}; what is shown is from then.`;
  text(banner, `The sidecar does not answer.${since} The proxies go on as they were. Trying again.`);
  banner.hidden = false;
  document.body.classList.toggle("stale", known.lastSeen !== null);
  const live = document.getElementById("live");
  text(live, "No answer");
  attribute(live, "data-kind", "bad");
  want(null, RETRY_MS);
}

function happened(event) {
  events.add(event);
  // An event of no service (a registry, a node's drain) may concern all of them.
  const service = event.service ?? null;
  want(service);
  setTimeout(() => want(service), AGAIN_MS);
  if (event.event.startsWith("drain")) fetchFurther();
  primaries.happened(event);
}

async function rememberEvents() {
  try {
    events.replace(await ask("api/v1/events?limit=200"));
    if (known.page) files.render(known.page, events.remembered());
  } catch {
    // As above.
  }
}

matrix.begin((service, backend) => details.open(known, service, backend));
details.begin(changed);
all = true;
await fetchWanted();
follow(happened, () => {
  want(null);
  rememberEvents();
}, () => want(null));
await rememberEvents();
await fetchFurther();
setInterval(() => {
  want(null);
  fetchFurther();
}, REFRESH_MS);
