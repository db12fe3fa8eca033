"""Weeks of severe incidents over few sectors and types, where numbers bind each other most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from service.summaries.guarded.counts import (
    REPORTED,
    Cell,
    Content,
    GuardedCounts,
    all_sectors,
    all_types,
    tally,
)
from service.summaries.order import Row
from service.summaries.rows import TOTAL, Counted, Item
from tests.service.summaries.samples import event

SECTORS = ("BIA", "WLO", "several", "unknown")
TYPES = ("pushback", "death", "person_in_distress", "detention")
STATUSES = ("verified", "corroborated", "received", "unverifiable")


def severe(**members: Any) -> Counted:
    """A verified pushback at Białowieża that told no numbers."""
    return event(**{"type": "pushback", "sensitivity": "severe", **members})


def items(number: int) -> tuple[Item, ...]:
    return (Item("rope", "people_crossing", (number, None)),)


def week(seed: int, number: int, *, all_codes: bool = False) -> list[Counted]:
    """Incidents that lean towards the first sectors and types, as true ones do."""
    chance = Random(seed)  # noqa: S311  # Repeatable, not secret.
    sectors, types = (all_sectors(), all_types()) if all_codes else (SECTORS, TYPES)
    lean = chance.choice((0.0, 0.7, 2.0))

    def pick(codes: Sequence[str]) -> str:
        return chance.choices(codes, [(place + 1) ** -lean for place in range(len(codes))])[0]

    # Often all of them are reviewed, or nearly none: then cells inside the table may print.
    reviewed = chance.choice((0.0, 0.05, 0.4, 0.6, 0.97, 1.0))
    return [
        severe(
            sector=pick(sectors),
            type=pick(types),
            status=chance.choice(STATUSES[:2] if chance.random() < reviewed else STATUSES[2:]),
            persons=(chance.choice((None, 0, 1, 2, 3, 5, 8, 40)), None),
            items=items(chance.choice((0, 1, 1, 2, 9))),
        )
        for _ in range(number)
    ]


def weeks(most: int = 70) -> st.SearchStrategy[list[Counted]]:
    return st.builds(week, st.integers(0, 10**6), st.integers(0, most))


def counts_of(incidents: Sequence[Counted]) -> GuardedCounts:
    """Over the few sectors and types, none of which a reader can suppose empty."""
    counts = tally(incidents, SECTORS, TYPES)
    return GuardedCounts(counts.sectors, counts.types, counts.cells)


def row(table: dict[str, Any], measure: str = "incidents", **dimensions: str) -> Row:
    """The one row of these dimensions; totals of what is reported where none is named."""
    wanted = {"series": REPORTED, "sector": TOTAL, "type": TOTAL, **dimensions}
    wanted["measure"] = measure
    (found,) = (
        each for each in table["rows"] if all(each[name] == wanted[name] for name in wanted)
    )
    return found


def every_table(
    sectors: Sequence[str], types: Sequence[str], parts: Sequence[str], totals: Iterable[int]
) -> Iterator[GuardedCounts]:
    """Every table of incidents with one of these totals."""
    places = [(part, sector, kind) for part in parts for sector in sectors for kind in types]
    for numbers in (each for total in totals for each in splits(len(places), total)):
        found: Counter[Cell] = Counter()
        for (part, sector, kind), number in zip(places, numbers, strict=True):
            for series in (REPORTED, part):
                for place in (sector, TOTAL):
                    found.update({Cell(series, place, each): number for each in (kind, TOTAL)})
        cells = {cell: Content(number) for cell, number in found.items()}
        yield GuardedCounts(tuple(sectors), tuple(types), cells)


def splits(places: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way to share out a total."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in splits(places - 1, total - first):
            yield (first, *others)
