"""A week beside the weeks it is compared with: the one before, four before, the year before."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from service.summaries.calendar import compared_weeks, curve_weeks, year_before
from service.summaries.figures import COMPARED
from service.summaries.order import Row, codes_of, in_order
from service.summaries.rows import SERIES, TOTAL, Counted, series_of
from service.summaries.tally import Tally

Margin = tuple[str, str, str]
Measures = Mapping[str, Any]
WeekCount = tuple[str, str, int]

_DIMENSIONS: Final = ("series", "sector", "type", "measure")


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


def comparison_table(week: str, events_of: Mapping[str, Sequence[Counted]]) -> list[Row]:
    """Each sector and each type beside earlier weeks; `events_of` holds the events by week.

    Where an earlier week holds nothing at all there is nothing to compare with: null. A mean needs
    a number in each of its four weeks.
    """
    weeks = {name: margins_of(events) for name, events in events_of.items() if events}
    now, (before, *_) = weeks.get(week, {}), compared_weeks(week)
    earlier = [weeks.get(name) for name in compared_weeks(week)]
    compared = [now, *(found for found in earlier if found), weeks.get(year_before(week) or "")]
    keys = {key for found in compared if found for key in found} | set(_always())
    rows = []
    for key, measure in product(keys, COMPARED):
        value = _value(now, key, measure)
        old = _value(weeks.get(before), key, measure)
        rows.append(
            {
                **dict(zip(_DIMENSIONS, (*key, measure), strict=True)),
                "value": value,
                "before": old,
                "change": None if value is None or old is None else value - old,
                "mean_4": _mean([_value(found, key, measure) for found in earlier]),
                "year_before": _value(weeks.get(year_before(week) or ""), key, measure),
            }
        )
    return in_order(rows, _DIMENSIONS[:3])


def _always() -> Iterable[Margin]:
    return product(SERIES, codes_of("sector"), (TOTAL,))


def _value(week: Mapping[Margin, Measures] | None, key: Margin, measure: str) -> int | None:
    if week is None:
        return None
    # A week that holds something holds nothing of what it does not list.
    found: int | None = week[key][measure] if key in week else 0
    return found


def _mean(values: Sequence[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 2) if len(known) == len(values) else None


def curve_table(week: str, counts: Iterable[WeekCount]) -> list[Row]:
    """Incidents of 52 weeks up to this one; `counts` are week, status and number of incidents."""
    found = dict.fromkeys(product(curve_weeks(week), SERIES), 0)
    for name, status, number in counts:
        for series in series_of(status):
            found[name, series] += number
    return [
        {"week": name, "series": series, "incidents": number}
        for (name, series), number in found.items()
    ]
