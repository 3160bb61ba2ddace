"""How long after its exec a checker sends its first check. HTTP, because HAProxy's TCP check resets before the handshake
ends, and is never accepted."""

import os
import socket
import time

from . import farm, figures, haproxy, outrider
from .cpu import GROUP_SIZE, HAPROXY_CHECK
from .processes import Missed, free_port, running

BACKENDS = 1000  # The first checks are spread over an interval: with few backends the spread would be measured.


def measure(scratch: str, subjects: list[str], trials: int, say) -> str:
    rows = []
    for subject in subjects:
        say(f"start, {subject}")
        delays = [_first_check(scratch, subject, trial) for trial in range(trials)]
        rows.append([subject, f"{1000 * figures.median(delays):.0f}", f"{1000 * max(delays):.0f}", str(trials)])
    return figures.table([f"{BACKENDS:,} HTTP backends", "first check, median ms", "worst ms", "trials"], rows)


def _first_check(scratch: str, subject: str, trial: int) -> float:
    directory = os.path.join(scratch, f"start-{subject}-{trial}".replace(" ", "-"))
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", free_port()))
        listener.listen(4096)
        listener.settimeout(20)
        groups = farm.groups_of("http", farm.Nginx(listener.getsockname()[1]).addresses(BACKENDS), GROUP_SIZE)
        command, env = _prepare(subject, directory, groups)
        log = os.path.join(directory, "start.log")
        began = time.monotonic()
        with running(command, log, env):
            try:
                listener.accept()[0].close()
            except TimeoutError:
                raise Missed(f"{subject}: no first check within 20 s") from None
            return time.monotonic() - began


def _prepare(subject: str, directory: str, groups) -> tuple[list[str], dict[str, str]]:
    if subject == "HAProxy":
        os.makedirs(directory)
        path = os.path.join(directory, "haproxy.cfg")
        with open(path, "w") as file:
            file.write(haproxy.configuration(directory, groups, HAPROXY_CHECK))
        return ["haproxy", "-db", "-f", path], {}
    artefact = subject.split()[-1]
    outrider.write_configuration(directory, groups, None)
    return outrider.command(artefact) + ["run", "--config", directory], outrider.environment(artefact)
