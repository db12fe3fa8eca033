"""The file of results: one section for each title, kept until that benchmark is run again."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def earlier_sections() -> dict[str, str]:
    """What the file holds already, by title."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    _, *found = text.split("\n## ")
    return {each.partition("\n")[0]: f"## {each.rstrip()}\n" for each in found}


def write_sections(sections: Mapping[str, str], order: Sequence[str]) -> None:
    """Sections in this order, and behind them those that other commands have written."""
    others = [title for title in sections if title not in order]
    kept = [sections[title] for title in (*order, *others) if title in sections]
    RESULTS.write_text(heading() + "\n".join(kept), encoding="utf-8")
    print(f"wrote {RESULTS.name}", file=sys.stderr)


def heading() -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    return "\n".join(
        [
            "# Benchmark results",
            "",
            "Written by `make bench`, and the section on peers by `python -m bench.peers`; do not",
            "edit. Quote the ratios: milliseconds depend on the machine and on what else it does.",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}.",
            "",
            "",
        ]
    )


def commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)
