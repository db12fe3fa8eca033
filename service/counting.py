"""How one incident is counted: in which sector, whose equipment it is, and how numbers add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SEVERAL: Final = "several"
UNKNOWN: Final = "unknown"
PEOPLE: Final = "people_crossing"
# A state lasts over weeks and is in no total of events.
STATE: Final = "encampment"
# What is added up, each by itself.
QUANTITIES: Final = ("attempts", "persons", "items")

# The least and the greatest number told; both null when the source named none.
Told = tuple[int | None, int | None]


def sector_code(sector: str | None, sectors: Sequence[str]) -> str:
    """The one sector a row is counted in: its own, `several`, or `unknown`."""
    if sector is not None:
        return sector
    if len(sectors) > 1:
        return SEVERAL
    return sectors[0] if sectors else UNKNOWN


def holder(item: Mapping[str, Any]) -> str:
    """Whoever handed an item over, it is people crossing who were handed it."""
    held_by: str = PEOPLE if item["state"] == "supplied" else item["by"]
    return held_by


@dataclass(slots=True)
class Sum:
    """The sum of what was stated; incidents that stated nothing stand beside it, not in it."""

    low: int = 0
    high: int = 0
    stated: int = 0
    open_ended: int = 0
    not_stated: int = 0

    def add(self, numbers: Iterable[Told]) -> None:
        """Take in one incident's numbers; one without any is counted as not stated, once."""
        silent = False
        for low, high in numbers:
            if low is None and high is None:
                silent = True
                continue
            self.stated += 1
            self.low += low or 0
            self.high += high or 0
            self.open_ended += high is None
        self.not_stated += silent

    def bounds(self) -> Told:
        """Null where nothing was stated, which is no zero; no upper end where one has none."""
        if not self.stated:
            return None, None
        return self.low, None if self.open_ended else self.high
