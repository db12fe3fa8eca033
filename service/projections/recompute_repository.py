"""Queries of a run that makes the projections anew: incidents beside all that is stored of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlmodel import Session, col

from service.bulk import Raw, as_rows, read_raw
from service.models import FeatureFull, FeaturePublic, Incident, IncidentRow, Publication
from service.projections.places import Shown

_INCIDENT = Incident.metadata.tables["incident"]
_FULL = FeatureFull.metadata.tables["feature_full"]
_AT = {name: place for place, name in enumerate(_INCIDENT.columns.keys())}
_WIDTH = len(_AT)


class Published(NamedTuple):
    """A live record: its public id, the version of its incident that it shows, and how."""

    public_id: str
    version: int
    shown: Shown
    batch: str
    feature: str


class Span(NamedTuple):
    """The incidents behind one up to another, or to the end."""

    after_id: str | None
    last_id: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """Incidents in the order of their ids, with their full rows and what is public of them.

    A full row is as the driver hands it over.
    """

    columns: Sequence[Sequence[Any]]
    full: Mapping[str, Raw]
    published: Mapping[str, Published]

    def incidents(self, session: Session) -> Iterator[IncidentRow]:
        """One after the other: thousands at once would cost more time than memory."""
        rows = as_rows(session, _INCIDENT.columns.values(), self.columns)
        return cast(Iterator[IncidentRow], rows)

    @property
    def versions(self) -> dict[str, int]:
        return dict(zip(self.columns[_AT["id"]], self.columns[_AT["version"]], strict=True))


def span_after(session: Session, incident_id: str | None, size: int) -> Span:
    """The next so many incidents behind one."""
    ids = select(_INCIDENT.c.id).where(_behind(incident_id)).order_by(_INCIDENT.c.id)
    return Span(incident_id, session.scalar(ids.offset(size - 1).limit(1)))


def stored_between(session: Session, span: Span) -> Stored:
    found = read_raw(session, _incidents().where(*_within(span)))
    first, last = (found[0][0], found[-1][0]) if found else ("", "")
    of = col(Publication.incident_id)
    return _stored(session, found, (of >= first) & (of <= last))


def stored_of(session: Session, incident_ids: Sequence[str]) -> Stored:
    found = read_raw(session, _incidents().where(_INCIDENT.c.id.in_(incident_ids)))
    return _stored(session, found, col(Publication.incident_id).in_(incident_ids))


def versions_between(session: Session, span: Span) -> dict[str, int]:
    statement = select(_INCIDENT.c.id, _INCIDENT.c.version).where(*_within(span))
    return {row[0]: row[1] for row in read_raw(session, statement)}


def set_due(session: Session, days: Sequence[tuple[str, date | None]]) -> None:
    """From when on these incidents may be public."""
    if not days:
        return
    statement = update(_FULL).where(_FULL.c.id == bindparam("of"))
    statement = statement.values(public_on=bindparam("day"))
    session.connection().execute(statement, [{"of": of, "day": day} for of, day in days])


def published_of(session: Session, incident_ids: Sequence[str]) -> dict[str, Published]:
    return _published(session, col(Publication.incident_id).in_(incident_ids))


def _behind(incident_id: str | None) -> ColumnElement[bool]:
    return _INCIDENT.c.id > ("" if incident_id is None else incident_id)


def _within(span: Span) -> list[ColumnElement[bool]]:
    end = [] if span.last_id is None else [_INCIDENT.c.id <= span.last_id]
    return [_behind(span.after_id), *end]


def _incidents() -> Select[*tuple[Any, ...]]:
    both = _INCIDENT.outerjoin(_FULL, _FULL.c.id == _INCIDENT.c.id)
    return select(_INCIDENT, _FULL).select_from(both).order_by(_INCIDENT.c.id)


def _stored(session: Session, found: Sequence[Raw], of: ColumnElement[bool]) -> Stored:
    columns = list(zip(*found, strict=True)) or [()] * (_WIDTH + len(_FULL.columns))
    full = zip(*columns[_WIDTH:], strict=True)
    return Stored(
        columns=columns[:_WIDTH],
        full={row[0]: row for row in full if row[0] is not None},
        published=_published(session, of),
    )


def _published(session: Session, of: ColumnElement[bool]) -> dict[str, Published]:
    statement = (
        select(
            col(Publication.incident_id),
            col(Publication.public_id),
            col(Publication.version),
            col(Publication.geometry_basis),
            col(Publication.place),
            col(Publication.month_only),
            col(FeaturePublic.batch),
            col(FeaturePublic.feature),
        )
        .join(FeaturePublic, col(FeaturePublic.id) == col(Publication.public_id))
        .where(of, col(Publication.live))
    )
    return {
        row[0]: Published(row[1], row[2], Shown(row[3], row[4], bool(row[5])), row[6], row[7])
        for row in read_raw(session, statement)
    }
