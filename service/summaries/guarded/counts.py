"""What is counted: incidents that the policy never shows as records, by cell and part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from service.counting import PEOPLE, STATE, UNKNOWN
from service.summaries.order import codes_of
from service.summaries.rows import (
    NOT_APPLICABLE,
    TOTAL,
    Counted,
)
from service.vocabulary import vocabulary

# The headline is a part of what is reported; the other part is reported alone. A reader who knows
# both series knows both parts, so each of the three numbers is guarded.
HEADLINE: Final = "headline"
ALONE: Final = "reported_alone"
REPORTED: Final = "reported"
PARTS: Final = (HEADLINE, ALONE)
SLICES: Final[Mapping[str, tuple[str, ...]]] = {
    REPORTED: PARTS,
    HEADLINE: (HEADLINE,),
    ALONE: (ALONE,),
}

INCIDENTS: Final = "incidents"
AMOUNTS: Final = ("persons_low", "items_low")
MEASURES: Final = (INCIDENTS, *AMOUNTS)
SEVERE: Final = "severe"


class Cell(NamedTuple):
    """One number of the table; `series` may also be the part that is reported alone."""

    series: str
    sector: str
    type: str


@dataclass(slots=True)
class Content:
    """What one cell holds: its incidents, and what each that told a number adds to a sum."""

    incidents: int = 0
    amounts: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in AMOUNTS})

    def add(self, incident: Counted) -> None:
        self.incidents += 1
        for measure, amount in amounts_of(incident).items():
            if amount:
                self.amounts[measure].append(amount)

    def total(self, measure: str) -> int:
        return self.incidents if measure == INCIDENTS else sum(self.amounts[measure])


@dataclass(frozen=True, slots=True)
class GuardedCounts:
    """The true numbers, margins included, over sectors and types that everyone knows.

    A cell that is not in `cells` is empty, which is as much a secret as one that is there. Types
    in `doubtful` are rarely severe: a reader may suppose that they are empty here.
    """

    sectors: tuple[str, ...]
    types: tuple[str, ...]
    cells: Mapping[Cell, Content]
    doubtful: frozenset[str] = frozenset()

    def of(self, series: str, sector: str = TOTAL, type_: str = TOTAL) -> Content:
        return self.cells.get(Cell(series, sector, type_)) or Content()

    def incidents(self, series: str, sector: str = TOTAL, type_: str = TOTAL) -> int:
        return self.of(series, sector, type_).incidents


def all_sectors() -> tuple[str, ...]:
    return tuple(code for code in codes_of("sector") if code != TOTAL)


def all_types() -> tuple[str, ...]:
    """Types of events, those that are always severe first: they are what is guarded most."""
    events = [code for code in codes_of("type") if code not in (TOTAL, NOT_APPLICABLE, STATE)]
    return tuple(sorted(events, key=lambda code: code not in always_severe()))


def always_severe() -> frozenset[str]:
    concepts = vocabulary().schemes["type"].concepts.values()
    return frozenset(concept.code for concept in concepts if concept.sensitivity == SEVERE)


def count_guarded(
    incidents: Iterable[Counted],
    sectors: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
) -> GuardedCounts:
    """Count the severe ones among these incidents; all others may become records, and are left.

    A number that holds what becomes a record later is a number less a known one from then on, and
    no rule about the first count alone can guard what remains. Severe incidents stay. For the same
    reason the caller gives none that was a record once.
    """
    severe = (incident for incident in incidents if incident.sensitivity == SEVERE)
    return tally(severe, sectors or all_sectors(), types or all_types())


def tally(
    incidents: Iterable[Counted], sectors: Sequence[str], types: Sequence[str]
) -> GuardedCounts:
    """Count all of these, but for encampments and what is in no series."""
    cells: dict[Cell, Content] = {}
    for incident in incidents:
        if REPORTED in incident.series and incident.type != STATE:
            for cell in _cells_of(incident, sectors):
                cells.setdefault(cell, Content()).add(incident)
    doubtful = frozenset(types) - always_severe()
    return GuardedCounts(tuple(sectors), tuple(types), cells, doubtful)


def _cells_of(incident: Counted, sectors: Sequence[str]) -> Iterable[Cell]:
    """Every cell that one incident adds to, margins and the part reported alone included."""
    # A code of another sector set would be a row that only a guarded incident explains.
    sector = incident.sector if incident.sector in sectors else UNKNOWN
    slices = (REPORTED, HEADLINE if HEADLINE in incident.series else ALONE)
    return (
        Cell(series, place, kind)
        for series in slices
        for place in (sector, TOTAL)
        for kind in (incident.type, TOTAL)
    )


def amounts_of(incident: Counted) -> dict[str, int]:
    """The least numbers told; items are those that people crossing held or were handed."""
    items = (told for numbers in incident.items_of(PEOPLE).values() for told in numbers)
    return {
        "persons_low": incident.persons[0] or 0,
        "items_low": sum(low or 0 for low, _ in items),
    }
