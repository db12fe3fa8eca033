"""The week: drafts for staff, vintages for everyone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from service.database import Database
from service.effort import service as effort
from service.errors import ReleaseMissing
from service.rollups import service as rollups
from service.summaries import members, repository
from service.summaries.calendar import (
    compared_weeks,
    known_week,
    periods_overlapping,
    year_before,
)
from service.summaries.causes import explained
from service.summaries.diff import changed_cells
from service.summaries.draft import draft_document, sector_draft
from service.summaries.order import Row
from service.summaries.rows import Counted, UndatedCount, WeekRows, event_row, state_row
from service.summaries.schedule import due_between, next_release_on
from service.summaries.vintage import Release, ReleaseEntry
from service.weeks import local_midnight, previous_week, week_start

_WEEK = timedelta(days=7)


def draft_week(
    database: Database, week: str, sectors: Sequence[str] | None = None
) -> dict[str, Any]:
    """The live figures of a week, for staff; raises `QueryInvalid` for a week that is none.

    With `sectors` nothing but the incidents of these sectors is counted, so that no number tells
    anything of the others.
    """
    week = known_week(week)
    periods = periods_overlapping(week)
    with database.reading() as session:
        this = _week_rows(session, week)
        before = _week_rows(session, previous_week(week))
        earlier = _earlier(session, week)
        looked = {name: effort.zero_is_known_to_staff(session, name) for name in (week, *earlier)}
        undated = _undated(session, periods, sectors)
    if sectors is None:
        return draft_document(this, before, undated, earlier, looked)
    own = {name: WeekRows(name, events).within(sectors).events for name, events in earlier.items()}
    return sector_draft(this.within(sectors), before.within(sectors), undated, own, looked, sectors)


def get_release(
    database: Database,
    week: str,
    today: date,
    *,
    vintage: int | None = None,
    as_of: date | None = None,
) -> Release:
    """A released vintage: the one that is named, or the newest of today or of a day.

    `ReleaseMissing` names the newest vintage or the next date.
    """
    week = known_week(week)
    with database.reading() as session:
        if as_of is None:
            found = repository.find_release(session, week, vintage)
        else:
            until = local_midnight(as_of + timedelta(days=1))
            found = repository.find_release_as_of(session, week, until)
        newest = found or repository.find_release(session, week)
    if found is not None:
        return found
    if newest is not None:
        raise ReleaseMissing(f"the newest vintage of this week is {newest.vintage}")
    day = next_release_on(week, today)
    raise ReleaseMissing(f"this week is not released yet; the next release is on {_tuesday(day)}")


def compare_releases(
    database: Database, week: str, first: int, last: int, *, exact: bool
) -> dict[str, Any]:
    """Each number that two vintages say differently, with the classes of what changed it.

    With `exact`, for staff, withdrawal, merging and rejection are told apart. Raises
    `ReleaseMissing` for a vintage that is not there.
    """
    week = known_week(week)
    with database.reading() as session:
        before, after = (_find(session, week, vintage) for vintage in (first, last))
        moved = members.moves_between(session, week, first, last)
    cells = explained(changed_cells(before.read(), after.read()), moved, exact=exact)
    return {"week": week, "from": _named(before), "to": _named(after), "changes": cells}


def release_calendar(database: Database, first: date, last: date) -> list[Row]:
    """What is released on which day between two days, both included, and what was released."""
    due = due_between(first, last)
    with database.reading() as session:
        done = repository.steps_released(session, [week for _, week, _ in due])
    return [
        {"on": day.isoformat(), "week": week, "schedule": step, "vintage": done.get((week, step))}
        for day, week, step in due
    ]


def list_releases(
    database: Database, limit: int, before: tuple[str, int] | None = None
) -> list[ReleaseEntry]:
    """Released vintages, newest week first; `before` is the last one of the page before."""
    with database.reading() as session:
        return repository.release_list(session, limit, before)


def newest_weeks(database: Database, number: int) -> list[str]:
    """The newest weeks that were released, the newest first."""
    with database.reading() as session:
        return repository.released_weeks(session, number)


def _week_rows(session: Session, week: str) -> WeekRows:
    monday = week_start(week)
    states = repository.state_rows(session, local_midnight(monday), local_midnight(monday + _WEEK))
    return WeekRows(
        week,
        [event_row(row) for row in repository.event_rows(session, week)],
        [state_row(row) for row in states],
    )


def _undated(
    session: Session, periods: Sequence[str], sectors: Sequence[str] | None
) -> list[UndatedCount]:
    """Incidents without a week under these months and years; of all sectors or some."""
    found = rollups.figures_of_undated(session, periods).incidents()
    return [
        UndatedCount(key.period, key.status, number)
        for key, number in found
        if sectors is None or key.sector in sectors
    ]


def _earlier(session: Session, week: str) -> dict[str, Sequence[Counted]]:
    """The events of the weeks that a draft is compared with."""
    before = year_before(week)
    weeks = [*compared_weeks(week), *([before] if before else [])]
    return {
        name: [event_row(row) for row in repository.event_rows(session, name)] for name in weeks
    }


def _find(session: Session, week: str, vintage: int) -> Release:
    found = repository.find_release(session, week, vintage)
    if found is None:
        raise ReleaseMissing(f"this week has no vintage {vintage}")
    return found


def _named(release: Release) -> Row:
    released_at = release.released_at.isoformat(timespec="seconds")
    return {"vintage": release.vintage, "released_at": released_at, "sha256": release.sha256}


def _tuesday(day: date) -> str:
    return f"Tuesday, {day.isoformat()}"
