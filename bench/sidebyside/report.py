"""The page of results: each part with the command and the day it was measured, so that one can be measured again alone."""

import os
import re

HEAD = "# Outrider and HAProxy's own checker, side by side\n"


def write(path: str, measured: dict[str, str]) -> None:
    """Writes the sections, by title; those of an existing page that were not measured now stay."""
    sections = _read(path)
    sections.update(measured)
    parts = [HEAD] + [f"## {title}\n\n{text.strip()}\n" for title, text in sections.items()]
    with open(path, "w") as file:
        file.write("\n".join(parts))


def _read(path: str) -> dict[str, str]:
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        _, *rest = re.split(r"^## ", file.read(), flags=re.MULTILINE)
    return {title: text for title, _, text in (part.partition("\n") for part in rest)}
