"""Queries of the rollup: what is folded, what waits, and the full rows that both are made of."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    func,
    insert,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from service.bulk import read_raw, read_rows
from service.database import insert_rows
from service.models import (
    FeatureFull,
    FigureDelta,
    FigureRollup,
    Incident,
    IncidentRow,
    RollupState,
)
from service.rollups.figures import COUNTED, MEASURES, FigureKey, Figures

CHUNK: Final = 5_000
_ROLLUP = FigureRollup.metadata.tables["figure_rollup"].c
_DELTA = FigureDelta.metadata.tables["figure_delta"].c
_ADD_DELTA = insert(FigureDelta.metadata.tables["figure_delta"])
_KEY = FigureKey._fields
_FULL = [FeatureFull.metadata.tables["feature_full"].c[name] for name in COUNTED]
_OF_INCIDENT = [
    Incident.metadata.tables["incident"].c[name]
    for name in ("occurred_from", "occurred_to", "equipment", *COUNTED)
    if name not in ("week", "undated", "items")
]


def add_deltas(session: Session, changed: Figures) -> None:
    rows = list(changed.rows())
    if rows:
        session.connection().execute(_ADD_DELTA, rows)


def hold(session: Session) -> None:
    """One folder at a time, which sees one state: the lock comes before the state is taken."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        session.execute(text("LOCK TABLE figure_rollup IN EXCLUSIVE MODE"))


def version(session: Session) -> int:
    return session.scalars(select(col(RollupState.version))).one()


def set_version(session: Session, number: int) -> None:
    session.execute(update(RollupState).values(version=number))


def waits(session: Session) -> bool:
    return session.scalar(select(col(FigureDelta.id)).limit(1)) is not None


def fold(session: Session, limit: int) -> int:
    """Add the oldest deltas to the rollup and drop them; returns how many there were."""
    oldest = select(_DELTA.id).order_by(_DELTA.id).limit(limit).subquery()
    last, number = session.execute(select(func.max(oldest.c.id), func.count())).one()
    if number:
        _add_up(session, _DELTA.id <= last)
        session.execute(delete(FigureDelta).where(_DELTA.id <= last))
    return int(number)


def _add_up(session: Session, chosen: ColumnElement[bool]) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    key = [_DELTA[name] for name in _KEY]
    sums = [func.sum(_DELTA[name]) for name in MEASURES]
    found = select(*key, *sums).where(chosen).group_by(*key)
    statement = dialect.insert(FigureRollup).from_select([*_KEY, *MEASURES], found)
    added = {name: _ROLLUP[name] + statement.excluded[name] for name in MEASURES}
    session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=added))


def clear(session: Session) -> None:
    session.execute(delete(FigureDelta))
    session.execute(delete(FigureRollup))


def add_rollup(session: Session, figures: Figures) -> None:
    insert_rows(session, FigureRollup, list(figures.rows()))


def full_rows(session: Session) -> Iterator[dict[str, Any]]:
    return read_rows(session, _counted(), CHUNK)


def incident_rows(session: Session) -> Iterator[IncidentRow]:
    """Of every incident what its figures are made of."""
    return cast(Iterator[IncidentRow], read_rows(session, select(*_OF_INCIDENT), CHUNK))


def count_incidents(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Incident)).one()


def count_full(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(FeatureFull)).one()


def rows_between(session: Session, first: str, last: str) -> Iterator[dict[str, Any]]:
    """The full rows of these weeks, for a rollup that is not made yet."""
    week = col(FeatureFull.week)
    return read_rows(session, _counted().where(week >= first, week <= last), CHUNK)


def rows_without_week(session: Session, periods: Sequence[str]) -> Iterator[dict[str, Any]]:
    undated = col(FeatureFull.week).is_(None) & col(FeatureFull.undated).in_(periods)
    return read_rows(session, _counted().where(undated), CHUNK)


def figures_between(session: Session, first: str, last: str) -> Figures:
    """What is kept of these weeks, with what waits to be folded."""
    return _kept(
        session,
        *(
            # Months and years are shorter, and some of them lie between two weeks.
            (table.period >= first) & (table.period <= last) & (func.length(table.period) == 8)
            for table in (_ROLLUP, _DELTA)
        ),
    )


def figures_of(session: Session, periods: Sequence[str]) -> Figures:
    return _kept(session, *(table.period.in_(periods) for table in (_ROLLUP, _DELTA)))


def all_figures(session: Session) -> Figures:
    return _kept(session, true(), true())


def _kept(session: Session, folded: ColumnElement[bool], waiting: ColumnElement[bool]) -> Figures:
    figures, width = Figures(), len(_KEY)
    # Each key is there once; a year has tens of thousands of them.
    rows = read_raw(session, _numbers(_ROLLUP).where(folded))
    figures.begin({FigureKey._make(row[:width]): list(row[width:]) for row in rows})
    for row in read_raw(session, _numbers(_DELTA).where(waiting)):
        figures.add_numbers(FigureKey._make(row[:width]), row[width:])
    return figures


def _numbers(table: Any) -> Select[*tuple[Any, ...]]:
    return select(*(table[name] for name in (*_KEY, *MEASURES)))


def _counted() -> Select[*tuple[Any, ...]]:
    return select(*_FULL)
