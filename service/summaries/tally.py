"""Adding up numbers of which some were not stated and some have no upper end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from service.summaries.rows import Counted, Told

QUANTITIES: Final = ("attempts", "persons", "items")


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


@dataclass(slots=True)
class Tally:
    """The measures of one cell; `banded` counts incidents whose numbers are in no sum."""

    incidents: int = 0
    banded: int = 0
    attempts: Sum = field(default_factory=Sum)
    persons: Sum = field(default_factory=Sum)
    items: Sum = field(default_factory=Sum)

    def add(self, incident: Counted, items: Iterable[Told]) -> None:
        self.incidents += 1
        if incident.banded:
            self.banded += 1
            return
        self.attempts.add((incident.attempts,))
        self.persons.add((incident.persons,))
        self.items.add(items)

    def quantities(self) -> dict[str, int | None]:
        """`attempts_low`, `attempts_high`, `attempts_not_stated`, and so on."""
        found: dict[str, int | None] = {}
        for name in QUANTITIES:
            total: Sum = getattr(self, name)
            # A cell without incidents is a true zero; one whose incidents told nothing is not.
            low, high = total.bounds() if self.incidents else (0, 0)
            found[f"{name}_low"], found[f"{name}_high"] = low, high
            found[f"{name}_not_stated"] = total.not_stated
        return found
