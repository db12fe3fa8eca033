"""Numbers as sources write them: `5`, `30-40`, `60+`, `~20`, `?`, or a lower and an upper cell."""

import re
from typing import Any

from service.profiles.cells import Cells

MAX_COUNT = 100_000  # Beyond it a number is a slip of the finger, not a count of people or things.
_NUMBER = re.compile(r"(~|about |ok\. ?)?(\d{1,9})(\+|-\d{1,9})?", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(r"\d{1,9}", re.ASCII)


def is_unstated(text: str) -> bool:
    return text in ("", "?")


def read_count(text: str) -> dict[str, Any] | None:
    """A count as a report has it; None for what is no number (ask `is_unstated` first)."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    about, low, rest = match[1], int(match[2]), match[3]
    if rest == "+":
        return _within(low, None, "at_least")
    if rest:
        return _within(low, int(rest[1:]), "about")
    return _within(low, low, "about" if about else "exact")


def read_cells(cells: Cells, what: str, not_counted: list[str]) -> dict[str, Any] | None:
    """`persons` or `attempts` from one cell or two; null where nothing usable stands."""
    columns = cells.columns_of(f"{what}_low", f"{what}_high")
    stated = {
        role: text
        for role, column in columns.items()
        if column not in not_counted and not is_unstated(text := cells.named(column))
    }
    if not stated:
        return None
    count = _read_single(stated) if len(columns) == 1 else _read_two(what, stated)
    if count is None:
        for role, text in stated.items():
            cells.note_unknown(role, text)
    return count


def _read_single(stated: dict[str, str]) -> dict[str, Any] | None:
    return read_count(next(iter(stated.values())))


def _read_two(what: str, stated: dict[str, str]) -> dict[str, Any] | None:
    """Equal numbers are exact, different ones a range, one alone leaves the other end open."""
    if not all(_PLAIN.fullmatch(text) for text in stated.values()):
        return None
    numbers = {role: int(text) for role, text in stated.items()}
    low, high = numbers.get(f"{what}_low"), numbers.get(f"{what}_high")
    if low is None or high is None:
        return _within(low, high, "at_most" if low is None else "at_least")
    return _within(low, high, "exact" if low == high else "about")


def _within(low: int | None, high: int | None, qualifier: str) -> dict[str, Any] | None:
    if max(low or 0, high or 0) > MAX_COUNT:
        return None
    if low is not None and high is not None and low > high:
        return None
    return {"low": low, "high": high, "qualifier": qualifier}
