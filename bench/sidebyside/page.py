"""The status page with many backends: how heavy it is, how soon it is there, and how soon it shows a verdict."""

import calendar
import json
import os
import time

from . import farm, figures, outrider
from .chromium import chromium
from .processes import await_that

SERVICES, NODES = 200, 5
VICTIMS = 5
HOW = (
    f"{SERVICES * NODES:,} HTTP backends of {SERVICES} services on {NODES} nodes; headless Chromium, nothing cached, loopback, on the machine "
    "that checks them too. Weight is HTML, style sheet, scripts and icon; the data come with what the last 30 checks took. Rows: until the "
    "frame after the first row is in the document. Shown: from the time of the event of a verdict to its cell's change in the document; "
    f"{VICTIMS} backends are killed and started again."
)

WATCH = """
const rows = new MutationObserver(() => {
  if (document.querySelector('#matrix tbody tr') && !window.rows) {
    window.rows = -1;
    requestAnimationFrame(() => setTimeout(() => { window.rows = performance.now(); }));
  }
});
rows.observe(document, {childList: true, subtree: true});
window.seen = [];
new MutationObserver((changes) => {
  const now = performance.timeOrigin + performance.now();
  for (const {target} of changes) window.seen.push([now, target.getAttribute('aria-label'), target.dataset.condition]);
}).observe(document, {attributes: true, attributeFilter: ['data-condition'], subtree: true});
"""
FIGURES = """(() => {
  const size = (what) => performance.getEntriesByType('resource').filter((one) => what.test(new URL(one.name).pathname));
  const sum = (all, key) => all.reduce((total, one) => total + one[key], 0);
  const [document] = performance.getEntriesByType('navigation');
  const parts = [document, ...size(/^\\/page\\//)], data = size(/^\\/api\\/v1\\/page/);
  return {paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, rows: window.rows,
    weight: sum(parts, 'decodedBodySize'), sent: sum(parts, 'encodedBodySize'),
    data: data[0].decodedBodySize, dataSent: data[0].encodedBodySize};
})()"""


def measure(scratch: str, artefacts: list[str], loads: int, rounds: int, say) -> str:
    rows = []
    for artefact in artefacts:
        say(f"the status page, {artefact}")
        rows.append([f"Outrider {artefact}", *_measure(os.path.join(scratch, f"page-{artefact}"), artefact, loads, rounds)])
    head = ["", "weight (sent)", "data (sent)", "first paint, median / worst ms", "rows, median / worst ms", "shown, median / worst ms"]
    return figures.table(head, rows)


def _measure(directory: str, artefact: str, loads: int, rounds: int) -> list[str]:
    os.makedirs(directory)
    with farm.nginx(directory) as nginx, farm.victims(VICTIMS) as victims, chromium(directory) as open_tab:
        nodes = [farm.Address(address.host, nginx.port) for address in nginx.addresses(NODES)]
        groups = [farm.Group(f"http{i}.bench", "http", nodes) for i in range(SERVICES - 1)]
        groups.append(farm.Group("victims.bench", "http", [victim.address for victim in victims]))
        with outrider.outrider(artefact, directory + "-outrider", groups) as (process, api):
            await_that("all are up", lambda: '"status":"unverified"' not in api.get("/api/v1/page"), 30, process)
            loaded = [_load(open_tab, api.port) for _ in range(loads)]
            tab = open_tab()
            shown = _shown(tab, api, victims, rounds)
            tab.close()
    first = loaded[0]
    return [
        f"{first['weight'] / 1000:.0f} kB ({first['sent'] / 1000:.0f})",
        f"{first['data'] / 1000:.0f} kB ({first['dataSent'] / 1000:.0f})",
        _two([one["paint"] for one in loaded]),
        _two([one["rows"] for one in loaded]),
        _two(shown),
    ]


def _two(values: list[float]) -> str:
    return f"{figures.median(values):.0f} / {max(values):.0f}"


def _go(tab, port: int) -> None:
    tab.before_load(WATCH)
    tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/")
    tab.await_that("the first row", "window.rows > 0", 30)


def _load(open_tab, port: int) -> dict:
    tab = open_tab()
    try:
        _go(tab, port)
        tab.await_that("it is painted", "performance.getEntriesByName('first-contentful-paint').length", 10)
        return tab.evaluate(FIGURES)
    finally:
        tab.close()


def _shown(tab, api: outrider.Api, victims: list[farm.Victim], rounds: int) -> list[float]:
    """Milliseconds from the event to the cell, each time that a victim goes and comes."""
    _go(tab, api.port)
    delays = []
    for _ in range(rounds):
        for victim in victims:
            victim.kill()
            victim.bury()
            delays.append(_delay(tab, api, victim, "backend_down", "down"))
            victim.start()
            delays.append(_delay(tab, api, victim, "backend_up", "serves"))
    return delays


def _delay(tab, api: outrider.Api, victim: farm.Victim, event: str, word: str) -> float:
    wanted = f"window.seen.findLast(([, label, word]) => label.includes('{victim.address}') && word === '{word}')"
    at, *_ = tab.await_that(f"{victim.address} {word}", wanted, 20)
    tab.evaluate("window.seen.length = 0")
    told = next(
        one
        for one in reversed(json.loads(api.get("/api/v1/events?limit=200")))
        if one["event"] == event and one.get("backend") == str(victim.address)
    )
    return at - _milliseconds(told["ts"])


def _milliseconds(timestamp: str) -> float:
    seconds, fraction = timestamp.rstrip("Z").split(".")
    return 1000 * calendar.timegm(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) + int(fraction)
