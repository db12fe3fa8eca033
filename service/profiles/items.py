"""Numbers and lists in a cell: `5`, `2+`, `?`, `ladder:2;wire_cutters:?`."""

import re
from dataclasses import dataclass
from typing import Any

MAX_COUNT = 100_000  # Beyond it a number is a slip of the finger, not a count of people or things.
_NUMBER = re.compile(r"(~|ok\. ?|about )?(\d{1,9})(\+|-\d{1,9})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A word of the source with the number that stands behind it, as text."""

    word: str
    number: str


def split_items(cell: str) -> list[NamedCount]:
    """The words of a list cell in their order, each with its number."""
    parts = (part.rpartition(":") if ":" in part else (part, "", "") for part in cell.split(";"))
    return [NamedCount(word.strip(), number.strip()) for word, _, number in parts if word.strip()]


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


def read_range(low: int | None, high: int | None) -> dict[str, Any] | None:
    """Two cells as one count: equal numbers are exact, different ones a range, one an open end."""
    if low is None:
        return _within(None, high, "at_most")
    if high is None:
        return _within(low, None, "at_least")
    return _within(low, high, "exact" if low == high else "about")


def _within(low: int | None, high: int | None, qualifier: str) -> dict[str, Any] | None:
    if max(low or 0, high or 0) > MAX_COUNT or (low or 0) > (MAX_COUNT if high is None else high):
        return None
    return {"low": low, "high": high, "qualifier": qualifier}
