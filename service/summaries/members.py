"""Which incidents a vintage counts, and how: kept beside it for the next one, for staff alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from service.database import insert_rows
from service.models import Incident, IncidentHistory, ReleaseRecord
from service.summaries.causes import Happened, Move
from service.summaries.rows import Counted, read_counted, written

Members = dict[str, Counted]


def members_of(session: Session, week: str, vintage: int) -> Members:
    """The incidents of a vintage by id; each vintage keeps only what is new in it."""
    members: Members = {}
    for row in _rows(session, week, vintage):
        if row.counted is None:
            members.pop(row.incident_id, None)
        else:
            members[row.incident_id] = read_counted(row.counted)
    return members


def moves_between(session: Session, week: str, first: int, last: int) -> list[Move]:
    """What changed after the vintage `first` up to `last`, vintage by vintage."""
    members: Members = {}
    found = []
    for row in _rows(session, week, last):
        before = members.pop(row.incident_id, None)
        after = None if row.counted is None else read_counted(row.counted)
        if after is not None:
            members[row.incident_id] = after
        if row.vintage > first and row.cause is not None:
            found.append(Move(row.incident_id, before, after, row.cause))
    return found


def add_members(session: Session, week: str, vintage: int, members: Members) -> None:
    """Everything that the first vintage counts."""
    _add(session, week, vintage, [Move(key, None, each, "") for key, each in members.items()])


def add_moves(session: Session, week: str, vintage: int, moves: Iterable[Move]) -> None:
    _add(session, week, vintage, moves)


def happened_to(
    session: Session, incident_ids: Collection[str], since: datetime
) -> Mapping[str, Happened]:
    """What became of these incidents since an instant."""
    incident = Incident
    statement = select(
        col(incident.id), col(incident.created_at), col(incident.status), col(incident.merged_into)
    ).where(col(incident.id).in_(incident_ids))
    fields = _fields_changed(session, incident_ids, since)
    return {
        key: Happened(
            is_new=created_at > since,
            status=status,
            is_merged=merged_into is not None,
            fields=frozenset(fields.get(key, ())),
        )
        for key, created_at, status, merged_into in session.execute(statement)
    }


def _fields_changed(
    session: Session, incident_ids: Collection[str], since: datetime
) -> dict[str, set[str]]:
    row = IncidentHistory
    statement = select(col(row.incident_id), col(row.field)).where(
        col(row.incident_id).in_(incident_ids), col(row.at) > since
    )
    found: dict[str, set[str]] = {}
    for key, field in session.execute(statement):
        found.setdefault(key, set()).add(field)
    return found


def _rows(session: Session, week: str, last: int) -> Sequence[ReleaseRecord]:
    statement = (
        select(ReleaseRecord)
        .where(col(ReleaseRecord.week) == week, col(ReleaseRecord.vintage) <= last)
        .order_by(col(ReleaseRecord.vintage), col(ReleaseRecord.incident_id))
    )
    return session.scalars(statement).all()


def _add(session: Session, week: str, vintage: int, moves: Iterable[Move]) -> None:
    rows = [
        {
            "week": week,
            "vintage": vintage,
            "incident_id": move.incident_id,
            "cause": move.cause or None,
            "counted": None if move.after is None else written(move.after),
        }
        for move in moves
    ]
    if rows:
        insert_rows(session, ReleaseRecord, rows)
