"""Our engine against those that the JDK gives: the same checks, on the native executable where one can be made."""

import os
import shutil

from . import cpu, farm, figures, hotpath
from .processes import Missed

SIZE = 1000
INTERVAL = 2
MAIN = "org.bolabaden.outrider.probe.Rivals"
RIVALS = [
    ("virtual threads, blocking sockets", "threads", "http"),
    ("virtual threads, blocking sockets", "threads", "tcp"),
    ("java.net.http.HttpClient", "client", "http"),
]
HOW = (
    f"{SIZE:,} backends every {INTERVAL} s on new connections. The rivals (bench/java, Rivals) check and count, and do nothing "
    "else; Outrider is the whole program. Native: made by the native-image of GRAALVM_HOME."
)


def measure(scratch: str, artefacts: list[str], window: int, say) -> str:
    hotpath.compile_to("", [], "Rivals")
    commands = {"jvm": [hotpath.java("java"), "-cp", hotpath.CLASSES, MAIN]}
    native = _native(scratch, say)
    if native:
        commands["native"] = [native]
    rows = []
    with farm.nginx(scratch) as nginx:
        for build, command in sorted(commands.items(), reverse=True):
            for name, engine, kind in RIVALS:
                say(f"{name}, {kind}, {build}")
                rows.append([f"{kind.upper()}, {build}", name, *_rival(command, engine, kind, nginx.port, window)])
            if build not in artefacts:
                continue
            for kind in ("http", "tcp"):
                groups = farm.groups_of(kind, nginx.addresses(SIZE), cpu.GROUP_SIZE)
                cost = cpu.cost_of(scratch, f"Outrider {build}", nginx, groups, SIZE, INTERVAL, 8, window, say)
                rows.append([f"{kind.upper()}, {build}", "Outrider", f"{cost.cpu * 1e6 / cost.checks:.0f}", f"{cost.rss:.0f} MiB"])
    return figures.table(["checks", "engine", "CPU ms per 1,000 checks", "RSS"], sorted(rows))


def _rival(command: list[str], engine: str, kind: str, port: int, window: int) -> list[str]:
    said = hotpath.run([*command, engine, kind, str(SIZE), str(port), str(INTERVAL * 1000), "8", str(window)])
    checks, failed, nanos, rss = map(int, said.split()[-4:])
    if failed > checks / 100 or checks < SIZE * window / INTERVAL * 0.9:
        raise Missed(f"{engine} {kind}: {checks} checks passed, {failed} failed")
    return [f"{nanos / 1e3 / checks:.0f}", f"{rss / 1024:.0f} MiB"]


def _native(scratch: str, say) -> str | None:
    """The rivals as a native executable; None where there is no native-image."""
    home = os.environ.get("GRAALVM_HOME")
    tool = os.path.join(home, "bin", "native-image") if home else shutil.which("native-image")
    if not tool or not os.access(tool, os.X_OK):
        say("no native-image (set GRAALVM_HOME): the rivals on the JVM alone")
        return None
    say("native-image of the rivals")
    made = os.path.join(scratch, "rivals")
    hotpath.run([tool, "-Os", "-march=compatibility", "-cp", hotpath.CLASSES, MAIN, "-o", made])
    return made
