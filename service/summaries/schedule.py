"""When the figures of a week come out: three days that are known ahead, and what comes between."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from service.weeks import week_name, week_start

# Days from the Monday of the week. The first is the Tuesday nine days after its Sunday: by then
# the delay of seven days has passed for every moderate record, and Tuesday's batch holds them. The
# others are the Tuesdays after five and after thirteen weeks.
_DAYS: Final = {"first": 15, "second": 43, "final": 99}
STEPS: Final = tuple(_DAYS)
UNSCHEDULED: Final = "unscheduled"
_DAY = timedelta(days=1)
_TUESDAY = 1

Due = tuple[date, str, str]


def due_on(week: str, step: str) -> date:
    return week_start(week) + _DAYS[step] * _DAY


def first_release_on(week: str) -> date:
    """The Tuesday nine days after the week's last day."""
    return due_on(week, "first")


def next_release_on(week: str, today: date) -> date:
    """The first Tuesday, today included, on which this week may be released."""
    day = max(first_release_on(week), today)
    return day + (_TUESDAY - day.weekday()) % 7 * _DAY


def step_of(week: str, today: date, done: Collection[str]) -> str:
    """The step that a release takes today: the last one that is due, unless it was taken.

    A week whose first release comes a year late is final at once.
    """
    due = [step for step in STEPS if due_on(week, step) <= today]
    return due[-1] if due and due[-1] not in done else UNSCHEDULED


def next_step(week: str, today: date) -> tuple[str, date] | None:
    """The first step that is still to come, with its day."""
    coming = [(step, due_on(week, step)) for step in STEPS if due_on(week, step) > today]
    return coming[0] if coming else None


def due_between(first: date, last: date) -> Sequence[Due]:
    """Day, week and step of every scheduled release from one day to another, both included."""
    return sorted(
        (day, week_name(monday), step)
        for step, days in _DAYS.items()
        for monday in _mondays(first - days * _DAY, last - days * _DAY)
        for day in (monday + days * _DAY,)
    )


def _mondays(first: date, last: date) -> Iterator[date]:
    monday = first + -first.weekday() % 7 * _DAY
    while monday <= last:
        yield monday
        monday += 7 * _DAY
