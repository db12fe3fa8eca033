"""A week beside the weeks it is compared with: the one before, four before, the year before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from service.summaries.calendar import compared_weeks, curve_weeks, year_before
from service.summaries.figures import COMPARED
from service.summaries.order import Row, codes_of, in_order
from service.summaries.rows import SERIES, TOTAL, Counted, series_of
from service.summaries.tally import Tally

Margin = tuple[str, str, str]
Measures = Mapping[str, Any]
# For each week the sectors in which somebody is known to have looked.
Looked = Mapping[str, Collection[str]]
WeekCount = tuple[str, str, int]

_DIMENSIONS: Final = ("series", "sector", "type", "measure")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a week: its margins with records, and where somebody looked."""

    margins: Mapping[Margin, Measures]
    looked: Collection[str]

    def value(self, key: Margin, measure: str) -> int | None:
        if key in self.margins:
            found: int | None = self.margins[key][measure]
            return found
        _, sector, type_ = key
        counted = ("reported", sector, type_) in self.margins
        return 0 if counted or is_zero(sector, self.looked) else None


def margins_of(events: Iterable[Counted]) -> dict[Margin, Measures]:
    """The measures of each sector over all types, and of each type over all sectors."""
    tallies: dict[Margin, Tally] = {}
    for event in events:
        items = [item.told for item in event.items if item.held_by == "people_crossing"]
        places = {(event.sector, TOTAL), (TOTAL, event.type), (TOTAL, TOTAL)}
        for series, (sector, type_) in product(event.series, places):
            tallies.setdefault((series, sector, type_), Tally()).add(event, items)
    return {
        key: {"incidents": tally.incidents, **tally.quantities()} for key, tally in tallies.items()
    }


def is_zero(sector: str, looked: Collection[str]) -> bool:
    """Whether a place without records is at zero: somebody looked there, or on the whole border."""
    return sector in looked or (
        sector == TOTAL and all(each in looked for each in codes_of("sector")[1:-2])
    )


def comparison_table(
    week: str, events_of: Mapping[str, Sequence[Counted]], looked: Looked
) -> list[Row]:
    """Each sector and each type beside earlier weeks; `events_of` holds the events by week.

    A number is null where there is no data, and what is compared with it is null too. A mean needs
    a number in each of its four weeks.
    """
    weeks = {
        name: Known(margins_of(events_of.get(name, ())), looked.get(name, ()))
        for name in (week, *compared_weeks(week), year_before(week))
        if name is not None
    }
    earlier = [weeks[name] for name in compared_weeks(week)]
    year = weeks.get(year_before(week) or "")
    keys = {key for known in weeks.values() for key in known.margins} | set(_always())
    rows = []
    for key, measure in product(keys, COMPARED):
        value, before = (known.value(key, measure) for known in (weeks[week], earlier[0]))
        rows.append(
            {
                **dict(zip(_DIMENSIONS, (*key, measure), strict=True)),
                "value": value,
                "before": before,
                "change": None if value is None or before is None else value - before,
                "mean_4": _mean([known.value(key, measure) for known in earlier]),
                "year_before": None if year is None else year.value(key, measure),
            }
        )
    return in_order(rows, _DIMENSIONS[:3])


def _always() -> Iterable[Margin]:
    return product(SERIES, codes_of("sector"), (TOTAL,))


def _mean(values: Sequence[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 2) if len(known) == len(values) else None


def curve_table(week: str, counts: Iterable[WeekCount], looked: Looked) -> list[Row]:
    """Incidents of 52 weeks up to this one; `counts` are week, status and number of incidents.

    A week without any is at zero only where somebody looked on the whole border.
    """
    found: dict[tuple[str, str], int] = {}
    for name, status, number in counts:
        for series in SERIES:
            found.setdefault((name, series), 0)
        for series in series_of(status):
            found[name, series] += number
    return [
        {"week": name, "series": series, "incidents": found.get((name, series), empty)}
        for name in curve_weeks(week)
        for empty in (0 if is_zero(TOTAL, looked.get(name, ())) else None,)
        for series in SERIES
    ]
