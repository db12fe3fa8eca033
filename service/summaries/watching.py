"""Which series of a week are unusual beside the weeks before it; for staff alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any, Final, get_args

from sqlmodel import Session

from service.counting import SEVERAL, UNKNOWN
from service.database import Database
from service.effort import service as effort
from service.rollups import service as rollups
from service.summaries.calendar import curve_weeks, known_week
from service.summaries.order import Row, codes_of
from service.summaries.rows import SERIES, TOTAL, series_of
from service.summaries.unusual import Method, unusual_weeks

# As far as a baseline may reach back, with those that C3 looks at.
_WEEKS: Final = 40
_METHODS: Final[tuple[Method, ...]] = get_args(Method)

Key = tuple[str, str, str]


def unusual_series(database: Database, week: str) -> dict[str, Any]:
    """Each series of the week by each method that can judge it, the unusual ones first.

    A series is a sector over all types, a type over all sectors, or everything. Raises
    `QueryInvalid` for a week that is none.
    """
    weeks = curve_weeks(known_week(week), _WEEKS)
    with database.reading() as session:
        counts = _counts(session, weeks)
        looked = {name: effort.zero_is_known_to_staff(session, name) for name in weeks}
    rows = [row for key in _keys(counts) for row in _judged(key, weeks, counts, looked)]
    return {"week": week, "signals": sorted(rows, key=lambda row: not row["unusual"])}


def _counts(session: Session, weeks: Sequence[str]) -> Counter[tuple[str, Key]]:
    found: Counter[tuple[str, Key]] = Counter()
    for key, number in rollups.figures_between(session, weeks[0], weeks[-1]).incidents():
        places = {(key.sector, TOTAL), (TOTAL, key.type), (TOTAL, TOTAL)}
        for series, (place, kind) in product(series_of(key.status), places):
            if place not in (SEVERAL, UNKNOWN):
                found[key.period, (series, place, kind)] += number
    return found


def _keys(counts: Mapping[tuple[str, Key], int]) -> list[Key]:
    """The series that hold anything, in the order of tables."""
    held = {key for _, key in counts}
    return [key for key in product(SERIES, codes_of("sector"), codes_of("type")) if key in held]


def _judged(
    key: Key,
    weeks: Sequence[str],
    counts: Mapping[tuple[str, Key], int],
    looked: Mapping[str, set[str]],
) -> Iterator[Row]:
    series, sector, type_ = key
    watched = [(name, _count(counts, name, key, looked[name])) for name in weeks]
    for method in _METHODS:
        for signal in unusual_weeks(watched, method)[-1:]:
            if signal.week == weeks[-1]:
                yield {"series": series, "sector": sector, "type": type_, **asdict(signal)}


def _count(
    counts: Mapping[tuple[str, Key], int], week: str, key: Key, looked: set[str]
) -> int | None:
    """None where nobody is known to have looked and nothing came."""
    found = counts.get((week, key), 0)
    someone = key[1] in looked or (key[1] == TOTAL and bool(looked))
    return found if found or someone else None
