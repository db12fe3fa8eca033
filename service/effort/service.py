"""Monitoring effort: what analysts say about who looked where, and when a zero is known to be one.

Each statement is a row of its own, and the newest of a sector and week counts. Nothing recorded
means that nobody is known to have looked.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlmodel import Session

from geo.sector_files import sector_set
from service.audit import service as audit
from service.database import Database
from service.effort import repository
from service.effort.months import least_level, month_of, weeks_of
from service.errors import Problem, QueryInvalid
from service.models import MonitoringEffort
from service.vocabulary import codes
from service.weeks import week_start

NONE: Final = codes("effort")[0]


def set_levels(
    database: Database,
    week: str,
    levels: Mapping[str, str],
    *,
    actor: str,
    reason: str,
    today: date,
) -> list[MonitoringEffort]:
    """Say how well these sectors were looked at in a week; returns what is newest of the week.

    A sector that has its level already gets no further row. Raises `QueryInvalid` for a week that
    has not begun.
    """
    _refuse_future(week, today)
    with database.writing() as session:
        before = _levels(repository.newest_between(session, week, week))
        at = datetime.now(UTC)
        rows = [
            MonitoringEffort(
                week=week, sector=sector, level=level, actor=actor, at=at, reason=reason
            )
            for sector, level in sorted(levels.items())
            if before.get((week, sector)) != level
        ]
        repository.add(session, rows)
        if rows:
            audit.record(session, "effort.set", actor, week, {"rows": [row.id for row in rows]})
        return repository.newest_between(session, week, week)


def list_levels(database: Database, first: str, last: str) -> list[MonitoringEffort]:
    """The newest statement of each sector and week, both weeks included."""
    with database.reading() as session:
        return repository.newest_between(session, first, last)


def history(database: Database, week: str, sector: str) -> list[MonitoringEffort]:
    """Every statement about one sector and week, the oldest first."""
    with database.reading() as session:
        return repository.all_of(session, week, sector)


def known_sector(name: str) -> str:
    """The name itself; raises `QueryInvalid` for one that is no sector."""
    if name not in sector_set().codes:
        right = "a code of /api/collections/sectors/items, such as BIA"
        raise QueryInvalid(
            "the sector cannot be read", (Problem("sector", "is not a sector", right),)
        )
    return name


def month_levels(session: Session, months: Sequence[str]) -> list[dict[str, Any]]:
    """The public level of each sector and month such as `2025-11`: the least of its weeks.

    A week of which nothing is recorded makes it `none`.
    """
    weeks = {month: weeks_of(month) for month in sorted(set(months))}
    named = sorted(week for each in weeks.values() for week in each)
    if not named:
        return []
    levels = _levels(repository.newest_between(session, named[0], named[-1]))
    return [
        {
            "sector": sector,
            "month": month,
            "level": least_level({week: levels.get((week, sector), NONE) for week in each}, each),
        }
        for month, each in weeks.items()
        for sector in sector_set().codes
    ]


def zero_is_known(session: Session, week: str) -> set[str]:
    """The sectors of which the public may read a zero in this week: someone looked all month."""
    rows = month_levels(session, [month_of(week)])
    return {row["sector"] for row in rows if row["level"] != NONE}


def zero_is_known_to_staff(session: Session, week: str) -> set[str]:
    """The sectors at which someone looked in this very week."""
    rows = repository.newest_between(session, week, week)
    return {row.sector for row in rows if row.level != NONE} & set(sector_set().codes)


def _levels(rows: Sequence[MonitoringEffort]) -> dict[tuple[str, str], str]:
    return {(row.week, row.sector): row.level for row in rows}


def _refuse_future(week: str, today: date) -> None:
    if week_start(week) > today:
        raise QueryInvalid(
            "nobody can have looked yet",
            (Problem("week", "has not begun", "this week or an earlier one"),),
        )
