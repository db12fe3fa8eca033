"""Queries of the context lane: the newest version of an entry is what stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlmodel import Session, col

from service.models import ContextEntry

_first_day = col(ContextEntry.first_day)
_id = col(ContextEntry.id)
_later = ContextEntry.metadata.tables["context_entry"].alias("later")


def add(session: Session, row: ContextEntry) -> None:
    session.add(row)
    session.flush()


def versions(session: Session, entry_id: str) -> list[ContextEntry]:
    """Every version of one entry, the oldest first."""
    statement = select(ContextEntry).where(_id == entry_id).order_by(col(ContextEntry.version))
    return list(session.scalars(statement))


def known_ids(session: Session, ids: Sequence[str]) -> set[str]:
    return set(session.scalars(select(_id).where(_id.in_(ids))))


def standing_between(session: Session, first: date, last: date) -> list[ContextEntry]:
    """Entries whose days share one with `first` to `last`, by first day and id."""
    statement = _standing().where(_first_day <= last, col(ContextEntry.last_day) >= first)
    return list(session.scalars(statement.order_by(_first_day, _id)))


def page(
    session: Session,
    kinds: tuple[str, ...],
    first: date | None,
    last: date | None,
    after: tuple[date, str] | None,
    limit: int,
) -> list[ContextEntry]:
    """Entries that stand, by first day and id, behind a position."""
    statement = _standing().order_by(_first_day, _id).limit(limit)
    if kinds:
        statement = statement.where(col(ContextEntry.kind).in_(kinds))
    if first is not None:
        statement = statement.where(col(ContextEntry.last_day) >= first)
    if last is not None:
        statement = statement.where(_first_day <= last)
    if after is not None:
        day, last_id = after
        behind = or_(_first_day > day, and_(_first_day == day, _id > last_id))
        statement = statement.where(behind)
    return list(session.scalars(statement))


def _standing() -> Select[Any]:
    newer = and_(_later.c.id == _id, _later.c.version > col(ContextEntry.version))
    return select(ContextEntry).where(~exists().where(newer), ~col(ContextEntry.withdrawn))
