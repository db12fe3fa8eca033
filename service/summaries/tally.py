"""Adding up numbers of which some were not stated and some have no upper end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.counting import QUANTITIES, Sum, Told
from service.summaries.rows import Counted


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
