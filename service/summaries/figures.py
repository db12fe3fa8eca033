"""From the incidents of a week to its figures: pure, and the same in whatever order they come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final, NamedTuple

from service.counting import PEOPLE, STATE, Sum
from service.summaries.order import Row, codes_of, in_order
from service.summaries.rows import (
    NOT_APPLICABLE,
    SERIES,
    TOTAL,
    Counted,
    State,
    UndatedCount,
    WeekRows,
    series_of,
)
from service.summaries.tally import Tally
from service.vocabulary import codes

CELL_DIMENSIONS: Final = ("series", "sector", "type", "equipment")
# The measures that are compared with the week before; an upper end is too often open for it.
COMPARED: Final = ("incidents", "attempts_low", "persons_low", "items_low")
_STATES_COMPARED: Final = ("encampments", "persons_low")


class CellKey(NamedTuple):
    series: str
    sector: str
    type: str
    equipment: str

    @property
    def additive(self) -> bool:
        """Cells of a kind of equipment overlap: an incident with two kinds stands in both."""
        return self.equipment == TOTAL


def tally_events(events: Iterable[Counted]) -> dict[CellKey, Tally]:
    """Every cell that holds an incident, with the totals over sectors, types and equipment.

    Items, and the kinds of equipment, are those that people crossing held or were handed.
    """
    cells: dict[CellKey, Tally] = {}
    for event in events:
        by_kind = event.items_of(PEOPLE)
        by_kind[TOTAL] = [told for numbers in by_kind.values() for told in numbers]
        margins = product(event.series, (event.sector, TOTAL), (event.type, TOTAL))
        for (series, sector, type_), (kind, items) in product(margins, by_kind.items()):
            key = CellKey(series, sector, type_, kind)
            cells.setdefault(key, Tally()).add(event, items)
    return cells


def cell_table(this: WeekRows, before: WeekRows) -> list[Row]:
    """The cells of a draft: those that hold anything, and each sector and each type even at zero.

    Where the week before holds nothing at all there is nothing to compare with: null.
    """
    now, then = tally_events(this.events), tally_events(before.events)
    comparable = bool(before)
    rows = [
        {
            **key._asdict(),
            "additive": key.additive,
            **_compare(
                _event_measures(now.get(key, Tally())),
                _event_measures(then.get(key, Tally())) if comparable else {},
                COMPARED,
            ),
        }
        for key in {*now, *then, *_always_printed()}
    ]
    return in_order(rows, CELL_DIMENSIONS)


def _always_printed() -> set[CellKey]:
    sectors = product(SERIES, codes_of("sector"), (TOTAL,), (TOTAL,))
    types = product(SERIES, (TOTAL,), set(codes("type")) - {STATE}, (TOTAL,))
    return {CellKey(*key) for key in (*sectors, *types)}


def no_events() -> Row:
    """The measures of a cell in which nothing happened."""
    return {"incidents": 0, "banded": 0, **Tally().quantities()}


def _event_measures(tally: Tally) -> Row:
    return {"incidents": tally.incidents, **tally.quantities()}


def _compare(now: Row, before: Mapping[str, Any], measures: Sequence[str]) -> Row:
    """The measures, each compared one followed by its value in the week before and the change."""
    row: Row = {}
    for name, value in now.items():
        row[name] = value
        if name in measures:
            old = before.get(name)
            known = value is not None and old is not None
            row[f"{name}_before"] = old
            row[f"{name}_change"] = value - old if known else None
    return row


def mentioned_table(events: Iterable[Counted]) -> list[Row]:
    """Incidents by every type they tell of, main or further; it does not add up."""
    counted: Counter[tuple[str, ...]] = Counter()
    for event in events:
        types = {event.type, *event.also}
        counted.update(product(event.series, (event.sector, TOTAL), types))
    return counted_rows(counted, ("series", "sector", "type"), additive=False)


def acts_table(events: Iterable[Counted]) -> list[Row]:
    """Incidents by who did what their main type says, as the sources claim it."""
    counted: Counter[tuple[str, ...]] = Counter()
    for event in events:
        margins = ((event.sector, TOTAL), (event.type, TOTAL), (event.by,))
        counted.update(product(event.series, *margins))
    return counted_rows(counted, ("series", "sector", "type", "by"), additive=True)


def held_by_others_table(events: Iterable[Counted]) -> list[Row]:
    """Equipment by who held it, wherever that is not people crossing; it does not add up."""
    incidents: Counter[tuple[str, ...]] = Counter()
    items: dict[tuple[str, ...], Sum] = {}
    for event in events:
        for holder in {item.held_by for item in event.items} - {PEOPLE}:
            for kind, told in event.items_of(holder).items():
                for key in product(event.series, (event.sector, TOTAL), (kind,), (holder,)):
                    incidents[key] += 1
                    items.setdefault(key, Sum()).add(told)
    dimensions = ("series", "sector", "equipment", "held_by")
    rows = counted_rows(incidents, dimensions, additive=False)
    for row in rows:
        total = items[tuple(row[dimension] for dimension in dimensions)]
        row["items_low"], row["items_high"] = total.bounds()
        row["items_not_stated"] = total.not_stated
    return rows


def supply_table(events: Iterable[Counted]) -> list[Row]:
    """Claims of supply, each supplier only ever together with the basis of the claim."""
    counted: Counter[tuple[str, ...]] = Counter()
    for event in events:
        if event.supplier is not None:
            basis = event.supply_basis or NOT_APPLICABLE
            counted.update(product(event.series, (event.supplier,), (basis,)))
    return counted_rows(counted, ("series", "supplier", "supply_basis"), additive=True)


def precision_table(events: Iterable[Counted]) -> list[Row]:
    """Incidents by how closely their place is known; a basis that none has is a zero."""
    bases = codes("geometry_basis")
    counted: Counter[tuple[str, ...]] = Counter(dict.fromkeys(product(SERIES, bases), 0))
    for event in events:
        counted.update(product(event.series, (event.geometry_basis,)))
    return counted_rows(counted, ("series", "geometry_basis"), additive=True)


def state_table(this: WeekRows, before: WeekRows) -> list[Row]:
    """Encampments of the week by sector; a state lasts, so weeks are not added up."""
    now, then = _tally_states(this.states), _tally_states(before.states)
    comparable = bool(before)
    border = {(series, TOTAL) for series in SERIES}
    rows = [
        {
            "series": series,
            "sector": sector,
            "additive": True,
            **_compare(
                _state_measures(now.get((series, sector), Tally())),
                _state_measures(then.get((series, sector), Tally())) if comparable else {},
                _STATES_COMPARED,
            ),
        }
        for series, sector in {*now, *then, *border}
    ]
    return in_order(rows, ("series", "sector"))


def _tally_states(states: Iterable[State]) -> dict[tuple[str, str], Tally]:
    cells: dict[tuple[str, str], Tally] = {}
    for state in states:
        if state.undated is None:
            incident = state.incident
            for key in product(incident.series, (incident.sector, TOTAL)):
                cells.setdefault(key, Tally()).add(incident, ())
    return cells


def _state_measures(tally: Tally) -> Row:
    persons = {
        name: value for name, value in tally.quantities().items() if name.startswith("persons_")
    }
    return {"encampments": tally.incidents, **persons}


def undated_counts(
    periods: Sequence[str], counts: Iterable[UndatedCount]
) -> dict[str, dict[str, int]]:
    """For each series the months and years that overlap the week, with their undated incidents."""
    found = {series: dict.fromkeys(periods, 0) for series in SERIES}
    for count in counts:
        for series in series_of(count.status):
            found[series][count.period] += count.incidents
    return found


def undated_states(periods: Sequence[str], states: Iterable[State]) -> dict[str, dict[str, int]]:
    """The same for encampments of which only the month or year is known."""
    vague = (
        UndatedCount(state.undated, state.incident.status, 1)
        for state in states
        if state.undated is not None
    )
    return undated_counts(periods, [count for count in vague if count.period in periods])


def counted_rows(
    counted: Mapping[tuple[str, ...], int], dimensions: Sequence[str], *, additive: bool
) -> list[Row]:
    """A table of numbers of incidents."""
    rows: list[Row] = [
        {**dict(zip(dimensions, key, strict=True)), "additive": additive, "incidents": number}
        for key, number in counted.items()
    ]
    return in_order(rows, dimensions)
