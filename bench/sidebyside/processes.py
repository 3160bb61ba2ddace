"""Starts processes, reads what they cost, and stops them by their id."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time


class Missed(Exception):
    """Something that had to happen did not happen in its time."""


def free_port() -> int:
    """A port that is free on all loopback addresses now; below the ephemeral range, so that no check takes it."""
    for port in range(20000 + os.getpid() % 5000, 32000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
        if port not in _handed_out:
            _handed_out.add(port)
            return port
    raise Missed("no free port between 20000 and 32000")


_handed_out: set[int] = set()


def await_that(what: str, condition, seconds: float, process: subprocess.Popen | None = None):
    """Returns the condition's first true value; raises when it takes longer, or when the process ends meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if process is not None and process.poll() is not None:
            raise Missed(f"{what}: process ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise Missed(f"{what}: not within {seconds:g} s")
        time.sleep(0.005)


@contextlib.contextmanager
def running(command: list[str], log_path: str, env: dict[str, str] | None = None, pass_fds: tuple[int, ...] = ()):
    """The process of a command, its output in a file; stopped when the block ends, however it ends."""
    with open(log_path, "ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(env or {})}, pass_fds=pass_fds
        )
    try:
        yield process
    except Missed as missed:
        raise Missed(f"{missed}\n{command[0]} said:\n{tail(log_path)}") from None
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """Asks it to end, and after five seconds makes it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def end_tidily() -> None:
    """From now on SIGTERM ends this process as an error does: what it has started is stopped. A second one disturbs that no more."""
    signal.signal(signal.SIGTERM, _end)


def _end(*_) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def tail(path: str, size: int = 2000) -> str:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - size))
        return file.read().decode(errors="replace")


def cpu_seconds(pid: int) -> float:
    """CPU time of all threads, ended ones too, in nanosecond steps: /proc/PID/stat only has steps of 10 ms, and a
    small set of checks costs less than that in a window."""
    process_cpu_clock = (~pid << 3) | 2  # clock_getcpuclockid(3)
    return time.clock_gettime(process_cpu_clock)


def rss_mib(pid: int) -> float:
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024
