"""When the public may see that an incident happened: its own week, or the month of a quiet week.

Who knows of one event in a sector in some week finds it in a record that is alone there, and learns
what is told of it, and that somebody told.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from service.models import IncidentRow
from service.projections.disclosure import delay
from service.projections.guarded import Facts, is_guarded
from service.projections.policy import Policy
from service.weeks import period, place_in_time, week_start

# The day of a week by which ISO 8601 gives it to a year; a month gets it the same way.
_THURSDAY = timedelta(days=3)

WeekKey = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class PublicPeriod:
    """The time as the public may know it: a week, or a month or year."""

    week: str | None
    undated: str | None
    month_only: bool = False

    @property
    def days(self) -> tuple[date, date]:
        """The first day, and the day after the last."""
        return period(self.week, self.undated)


class WeekShare:
    """How many guarded records the public sees by sector and week."""

    def __init__(self, policy: Policy) -> None:
        self._least = policy.week_min_records
        self._records: Counter[WeekKey] = Counter()

    def add(self, key: WeekKey) -> None:
        self._records[key] += 1

    def is_quiet(self, key: WeekKey) -> bool:
        return self._records[key] < self._least


def week_key(incident: Facts | IncidentRow) -> WeekKey | None:
    """Where and when a guarded record could be alone; None for one that cannot be."""
    week, _ = place_in_time(incident["occurred_from"], incident["occurred_to"])
    if week is None or not incident["sectors"] or not is_guarded(incident):
        return None
    return tuple(incident["sectors"]), week


def decide_period(
    incident: Facts | IncidentRow, *, month_only: bool, weeks: WeekShare
) -> PublicPeriod:
    """The time to show; a record that was once shown by its month stays so."""
    week, undated = place_in_time(incident["occurred_from"], incident["occurred_to"])
    key = week_key(incident)
    if week is not None and (month_only or (key is not None and weeks.is_quiet(key))):
        return month_of(week)
    return PublicPeriod(week, undated, month_only)


@lru_cache(maxsize=4096)
def month_of(week: str) -> PublicPeriod:
    """The month of a week, from the week alone.

    An incident's own month would tell, of a week across a month's end, on which side it was.
    """
    return PublicPeriod(None, f"{week_start(week) + _THURSDAY:%Y-%m}", month_only=True)


def month_opens(incident: Facts | IncidentRow, week: str, policy: Policy) -> date:
    """From when on a batch may hold a record that shows the month of its week.

    Earlier, the batch in which it appears would tell the week.
    """
    return may_show_from(incident, month_of(week), policy)


def may_show_from(incident: Facts | IncidentRow, when: PublicPeriod, policy: Policy) -> date:
    """When what the record says of its time is over, with the delay."""
    _, after = when.days
    return after + delay(incident, policy)
