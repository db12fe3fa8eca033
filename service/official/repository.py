"""Queries of official totals: those that stand, those that the public may read, one chain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlmodel import Session, col

from service.database import chunked
from service.models import OfficialTotal

_id = col(OfficialTotal.id)
_from_day = col(OfficialTotal.from_day)
_later = OfficialTotal.metadata.tables["official_total"].alias("later")
_BOUND = 500


@dataclass(frozen=True, slots=True)
class TotalQuestion:
    """Which totals of a list are wanted; no claimants or measures are all."""

    claimants: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


def add(session: Session, rows: Sequence[OfficialTotal]) -> None:
    session.add_all(rows)
    session.flush()


def find(session: Session, total_id: str) -> OfficialTotal | None:
    return session.get(OfficialTotal, total_id)


def known_ids(session: Session, ids: Sequence[str]) -> set[str]:
    return {
        found
        for chunk in chunked(ids, _BOUND)
        for found in session.scalars(select(_id).where(_id.in_(chunk)))
    }


def chain(session: Session, first_id: str) -> list[OfficialTotal]:
    """Every row of one total, in no order."""
    return list(
        session.scalars(select(OfficialTotal).where(col(OfficialTotal.first_id) == first_id))
    )


def page(
    session: Session,
    question: TotalQuestion,
    after: tuple[date, str] | None,
    limit: int,
    *,
    shown: ColumnElement[bool] | None = None,
) -> list[OfficialTotal]:
    """The newest row of each total by first day and id, behind a position."""
    statement = _newest().order_by(_from_day, _id).limit(limit)
    if question.claimants:
        statement = statement.where(col(OfficialTotal.claimant).in_(question.claimants))
    if question.measures:
        statement = statement.where(col(OfficialTotal.measure).in_(question.measures))
    if question.first is not None:
        statement = statement.where(col(OfficialTotal.last_day) >= question.first)
    if question.last is not None:
        statement = statement.where(_from_day <= question.last)
    if after is not None:
        statement = statement.where(
            or_(_from_day > after[0], and_(_from_day == after[0], _id > after[1]))
        )
    if shown is not None:
        statement = statement.where(shown)
    return list(session.scalars(statement))


def overlapping(
    session: Session, first: date, last: date, shown: ColumnElement[bool]
) -> list[OfficialTotal]:
    """The newest rows whose period shares a day with `first` to `last`."""
    statement = _newest().where(_from_day <= last, col(OfficialTotal.last_day) >= first, shown)
    return list(session.scalars(statement))


def published(claimants: Collection[str]) -> ColumnElement[bool]:
    """The condition of a row that stands, on a page, of one of these claimants."""
    return and_(
        ~col(OfficialTotal.withdrawn),
        col(OfficialTotal.source_url).is_not(None),
        col(OfficialTotal.claimant).in_(sorted(claimants)),
    )


def _newest() -> Select[Any]:
    return select(OfficialTotal).where(~exists().where(_later.c.supersedes == _id))
