"""Pages of totals: what everyone may read, and all of it for staff."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.cursors import AskedOf, Cursors, foreign_cursor
from service.database import Database
from service.models import OfficialTotal
from service.official import repository
from service.official.repository import TotalQuestion

# What these say on a page of the web is public already.
PUBLIC_CLAIMANTS: Final = ("pl_authority", "by_authority", "eu_agency", "media")
SHOWN: Final = repository.published(PUBLIC_CLAIMANTS)


@dataclass(frozen=True, slots=True)
class TotalPage:
    rows: list[OfficialTotal]
    next_cursor: str | None


def list_public(
    database: Database, cursors: Cursors, question: TotalQuestion, cursor: str | None, limit: int
) -> TotalPage:
    """What stands, of claimants and on pages that are public themselves."""
    return _page(database, cursors, question, cursor, limit, public=True)


def list_all(
    database: Database, cursors: Cursors, question: TotalQuestion, cursor: str | None, limit: int
) -> TotalPage:
    """The newest row of every total, withdrawn ones included; for staff."""
    return _page(database, cursors, question, cursor, limit, public=False)


def _page(
    database: Database,
    cursors: Cursors,
    question: TotalQuestion,
    cursor: str | None,
    limit: int,
    *,
    public: bool,
) -> TotalPage:
    asked = ("official totals", question, public)
    after = None if cursor is None else _position(cursors, asked, cursor)
    with database.reading() as session:
        rows = repository.page(session, question, after, limit + 1, shown=SHOWN if public else None)
    shown = rows[:limit]
    if len(rows) <= limit:
        return TotalPage(shown, None)
    last = f"{shown[-1].from_day.isoformat()} {shown[-1].id}"
    return TotalPage(shown, cursors.seal(asked, last.encode()))


def _position(cursors: Cursors, asked: AskedOf, cursor: str) -> tuple[date, str]:
    day, _, total_id = cursors.open(asked, cursor).decode(errors="replace").partition(" ")
    try:
        return date.fromisoformat(day), total_id
    except ValueError:
        raise foreign_cursor() from None
