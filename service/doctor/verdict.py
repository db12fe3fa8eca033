"""What one check says: well or not, what was found, and what to do."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`advice` stands wherever something is not well."""

    state: State
    found: str
    advice: str | None = None


def ok(found: str) -> Verdict:
    return Verdict("ok", found)


def warning(found: str, advice: str) -> Verdict:
    """Something to look at; the service works."""
    return Verdict("warning", found, advice)


def wrong(found: str, advice: str) -> Verdict:
    """Something that must be mended."""
    return Verdict("wrong", found, advice)
