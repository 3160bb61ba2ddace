"""Where the figures come from."""

import os
import platform
import re
import subprocess


def _first_line(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"


def _processor() -> str:
    with open("/proc/cpuinfo") as file:
        match = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    return match[1] if match else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def description(outrider_version: str) -> str:
    haproxy = re.sub(r" - http.*", "", _first_line("haproxy", "-v")).replace("HAProxy version ", "")
    return (
        f"{os.cpu_count()} cores ({_processor()}), {_memory_gib():.0f} GiB, {_system()}, "
        f"Linux {re.match(r'[0-9.]+', platform.release())[0]}; HAProxy {haproxy}, "
        f"{_first_line('nginx', '-v').replace('nginx version: ', '')}, {outrider_version}"
    )
