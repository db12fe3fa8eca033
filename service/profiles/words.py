"""Words of a source, compared the way a person would: case and surplus spaces do not matter."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

MAX_WORDS = 300  # What a report may hold of a source's own words.
_Code = TypeVar("_Code")


def squeezed(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def shortened(text: str) -> str:
    return text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"


def matches(pattern: str, word: str) -> bool:
    """`*` stands for any letters; `""` is an empty cell, `"*"` alone one that is not empty."""
    if pattern == "*":
        return word != ""
    return _compiled(pattern).fullmatch(word) is not None


def matches_any(patterns: Iterable[str], word: str) -> bool:
    return any(matches(pattern, word) for pattern in patterns)


def find_code(table: Mapping[str, _Code], word: str) -> _Code | None:
    """The code of the first pattern that fits, in the order of the profile."""
    return next((code for pattern, code in table.items() if matches(pattern, word)), None)


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    body = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    return re.compile(body, re.IGNORECASE | re.DOTALL)
