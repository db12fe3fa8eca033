"""Queries of the review desk: the queue, holds, and incidents that may be the same event."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Select,
    Text,
    and_,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col

from service.desk.queue import QueueQuestion
from service.models import DistinctPair, FeatureFull, Incident, Report, ReviewHold

_I = Incident.metadata.tables["incident"].c
_H = ReviewHold.metadata.tables["review_hold"].c
_QUEUE_COLUMNS = tuple(
    _I[name]
    for name in (
        "id", "version", "created_at", "status", "reliability", "credibility", "sensitivity",
        "type", "by", "also", "occurred_from", "occurred_to", "sector", "sectors",
        "location_method",
        "persons_low", "persons_high", "attempts_low", "attempts_high", "source_type", "reports",
        "disputed", "merged_into",
    )
)  # fmt: skip
_COMPARED = tuple(
    _I[name]
    for name in (
        "id", "status", "type", "also", "occurred_from", "occurred_to", "precision", "sector",
        "sectors", "border_km", "uncertainty_m", "persons_low", "persons_high", "attempts_low",
        "attempts_high", "source_type", "relayed_by", "source_url", "source_title",
        "document_date", "merged_into",
    )
)  # fmt: skip
# Written out, so that the index on what is disputed is found.
_DISPUTED = literal_column("incident.disputed <> '[]'", Boolean)
# Beyond this the place alone makes two incidents unlike.
_REACH_KM = 25.0
# What is known to a year begins at most that long before it ends.
_LONGEST = timedelta(days=366)

Row = Mapping[str, Any]


def queue_page(
    session: Session, question: QueueQuestion, after: str | None, limit: int, now: datetime
) -> list[Row]:
    """At most `limit` rows behind the id `after`, in the order of receipt.

    Each pair of status and sensitivity lies in order in one index, so each is asked by itself and
    the answers are merged: a page costs the same however long the queue is.
    """
    connection = session.connection()
    page = connection.execute(_page_ids(question, after, limit, now)).scalars().all()
    live = and_(_H.incident_id == _I.id, _H.until > now)
    rows = (
        select(*_QUEUE_COLUMNS, _H.holder, _H.until)
        .select_from(Incident)
        .outerjoin(ReviewHold, live)
        .where(_I.id.in_(page))
        .order_by(_I.id.desc() if question.newest_first else _I.id)
    )
    return cast(list[Row], connection.execute(rows).mappings().all())


def _page_ids(
    question: QueueQuestion, after: str | None, limit: int, now: datetime
) -> Select[tuple[str]]:
    stretches = [
        _in_order(
            _filtered(question, after, now).where(_I.status == status, _I.sensitivity == level),
            _I.id,
            question,
        ).limit(limit)
        for status, level in question.stretches()
    ]
    together = union_all(*(select(each.subquery().c.id) for each in stretches)).subquery()
    return _in_order(select(together.c.id), together.c.id, question).limit(limit)


def _in_order(
    statement: Select[tuple[str]], column: ColumnElement[str], question: QueueQuestion
) -> Select[tuple[str]]:
    return statement.order_by(column.desc() if question.newest_first else column)


def _filtered(question: QueueQuestion, after: str | None, now: datetime) -> Select[tuple[str]]:
    statement = select(_I.id).select_from(Incident).where(*_conditions(question, after))
    if question.weeks:
        week = and_(col(FeatureFull.id) == _I.id, col(FeatureFull.week).in_(question.weeks))
        statement = statement.join(FeatureFull, week)
    if question.held is not None:
        live = and_(_H.incident_id == _I.id, _H.until > now)
        statement = statement.outerjoin(ReviewHold, live).where(_is_held(question.held))
    return statement


def _conditions(question: QueueQuestion, after: str | None) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (_I.type, question.types),
        (_I.source_type, question.source_types),
    ):
        if wanted:
            yield column.in_(wanted)
    if question.sectors:
        # Those that may lie in several hold them as the text of a JSON list.
        several = type_coerce(_I.sectors, Text)
        yield or_(
            _I.sector.in_(question.sectors),
            *(several.contains(f'"{code}"', autoescape=True) for code in question.sectors),
        )
    if question.disputed is not None:
        yield _DISPUTED if question.disputed else ~_DISPUTED
    first, end = question.id_bounds()
    if first is not None:
        yield _I.id >= first
    if end is not None:
        yield _I.id < end
    if after is not None:
        yield _I.id < after if question.newest_first else _I.id > after
    if question.code is not None:
        yield _I.id.in_(
            select(col(Report.incident_id)).where(col(Report.receipt_code) == question.code)
        )


def _is_held(held: str) -> ColumnElement[bool]:
    """By anyone, by nobody, or by one key."""
    if held == "none":
        return _H.holder.is_(None)
    return _H.holder.is_not(None) if held == "any" else _H.holder == held


def counts(session: Session) -> list[tuple[str, str, int]]:
    """Incidents by status and sensitivity, from the index alone."""
    statement = select(_I.status, _I.sensitivity, func.count()).group_by(_I.status, _I.sensitivity)
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def count_disputed(session: Session) -> int:
    number: int = session.execute(select(func.count(_I.id)).where(_DISPUTED)).scalar_one()
    return number


def count_held(session: Session, now: datetime) -> int:
    number: int = session.execute(select(func.count()).where(_H.until > now)).scalar_one()
    return number


def exists(session: Session, incident_id: str) -> bool:
    return session.execute(select(_I.id).where(_I.id == incident_id)).first() is not None


def take_hold(session: Session, hold: Mapping[str, Any]) -> ReviewHold | None:
    """Take, extend or take over a hold by one statement; None where another's is live."""
    wanted = _dialect(session).insert(ReviewHold).values(**hold)
    new = wanted.excluded
    ended, own = _H.until <= new.since, _H.holder == new.holder
    taken = wanted.on_conflict_do_update(
        index_elements=["incident_id"],
        set_={
            "holder": new.holder,
            # One's own that has not ended is the same hold, only longer.
            "since": case((and_(own, ~ended), _H.since), else_=new.since),
            "until": new.until,
        },
        where=or_(own, ended),
    )
    session.execute(taken)
    held = session.get(ReviewHold, hold["incident_id"], populate_existing=True)
    return held if held is not None and held.holder == hold["holder"] else None


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def find_hold(session: Session, incident_id: str) -> ReviewHold | None:
    return session.get(ReviewHold, incident_id)


def drop_hold(session: Session, incident_id: str) -> None:
    session.execute(delete(ReviewHold).where(col(ReviewHold.incident_id) == incident_id))


def find_compared(session: Session, incident_id: str) -> Row | None:
    found = session.execute(select(*_COMPARED).where(_I.id == incident_id))
    return cast(Row | None, found.mappings().one_or_none())


def neighbours(
    session: Session, incident: Row, begin: datetime, end: datetime, limit: int
) -> list[Row]:
    """Incidents that count, may lie near, and begin between two instants or last until then."""
    full = FeatureFull.metadata.tables["feature_full"].c
    compared = (
        select(*_COMPARED).join(FeatureFull, full.id == _I.id).where(*_may_lie_near(incident))
    )
    near = compared.where(full.occurred_from >= begin, full.occurred_from <= end)
    lasting = compared.where(
        full.week.is_(None),
        full.occurred_from.between(begin - _LONGEST, begin),
        full.occurred_from < begin,
        full.occurred_to > begin,
    )
    return [
        cast(Row, row)
        for statement in (near.order_by(full.occurred_from, full.id), lasting)
        for row in session.execute(statement.limit(limit)).mappings()
    ]


def _may_lie_near(incident: Row) -> Iterator[ColumnElement[bool]]:
    """Far places are left out by the database, so that many of them crowd out no near one."""
    if incident["border_km"] is not None:
        reach = _REACH_KM + (incident["uncertainty_m"] or 0) / 1_000
        near = _I.border_km.between(incident["border_km"] - reach, incident["border_km"] + reach)
        yield or_(_I.border_km.is_(None), near)
    elif incident["sectors"]:
        yield or_(_I.sector.is_(None), _I.sector.in_(incident["sectors"]))


def distinct_from(session: Session, incident_id: str) -> list[DistinctPair]:
    pair = or_(
        col(DistinctPair.first_id) == incident_id, col(DistinctPair.second_id) == incident_id
    )
    statement = select(DistinctPair).where(pair)
    return list(
        session.scalars(statement.order_by(col(DistinctPair.first_id), col(DistinctPair.second_id)))
    )


def find_pair(session: Session, pair: Sequence[str]) -> DistinctPair | None:
    return session.get(DistinctPair, (pair[0], pair[1]))


def add_pair(session: Session, pair: Mapping[str, Any]) -> bool:
    """Whether the pair is new: two may set the same two apart at once."""
    added = _dialect(session).insert(DistinctPair).values(**pair).on_conflict_do_nothing()
    found = session.execute(added.returning(col(DistinctPair.first_id))).first()
    return found is not None


def drop_pair(session: Session, pair: DistinctPair) -> None:
    session.delete(pair)
    session.flush()
