"""Official totals: another source's claim for a period of its own, beside our figures.

A row is never changed. A correction or a withdrawal is a further row that supersedes it. Totals are
never added, not even two of one measure, and never subtracted from ours.
"""

from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import Session

from service.models import OfficialTotal
from service.official import repository
from service.official.correcting import correct, history, withdraw
from service.official.lanes import days_of_week, lane
from service.official.lists import PUBLIC_CLAIMANTS, SHOWN, TotalPage, list_all, list_public
from service.official.recording import count_new, identity, read_total, record
from service.official.repository import TotalQuestion
from service.vocabulary import codes
from service.weeks import week_start

__all__ = [
    "PUBLIC_CLAIMANTS",
    "TotalPage",
    "TotalQuestion",
    "beside_week",
    "correct",
    "count_new",
    "history",
    "identity",
    "list_all",
    "list_public",
    "read_total",
    "record",
    "withdraw",
]

_WEEK_END: Final = timedelta(days=6)


def beside_week(session: Session, week: str) -> list[dict[str, Any]]:
    """The public totals whose period shares a day with the week, for the release document.

    By lane, then by period; never added, and never subtracted from ours.
    """
    monday = week_start(week)
    rows = repository.overlapping(session, monday, monday + _WEEK_END, SHOWN)
    return [_beside(row, monday) for row in sorted(rows, key=_place)]


def _beside(row: OfficialTotal, monday: date) -> dict[str, Any]:
    return {
        "claimant": row.claimant,
        "measure": row.measure,
        "unit": row.unit,
        "area_type": row.area_type,
        "area": row.area,
        "from": row.from_day.isoformat(),
        "to": row.to_day and row.to_day.isoformat(),
        "day_basis": row.day_basis,
        "value": row.value,
        "qualifier": row.qualifier,
        "lane": lane(row.from_day, row.to_day, row.last_day),
        "days_of_week": days_of_week(row.from_day, row.last_day, monday),
        "source_title": row.source_title,
        "source_url": row.source_url,
    }


def _place(row: OfficialTotal) -> tuple[Any, ...]:
    """Lanes, areas, measures and claimants in the order of the vocabulary; the id decides last."""
    return (
        codes("lane").index(lane(row.from_day, row.to_day, row.last_day)),
        row.from_day,
        row.last_day,
        codes("area_type").index(row.area_type),
        row.area or "",
        codes("total_measure").index(row.measure),
        codes("source_type").index(row.claimant),
        row.id,
    )
