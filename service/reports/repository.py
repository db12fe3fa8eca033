"""Queries of reports."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlmodel import Session, col

from service.database import Row, chunked, insert_rows
from service.models import Report, SealedReport
from service.vault import Sealed

_CHUNK = 5_000


class SameReports:
    """Reports already known, by id and by idempotency key."""

    def __init__(self) -> None:
        self._by_id: dict[str, Row] = {}
        self._by_key: dict[tuple[str, str], Row] = {}

    def add(self, report: Row) -> None:
        self._by_id[report["id"]] = report
        if report["idempotency_key"] is not None:
            self._by_key[report["submitted_by"], report["idempotency_key"]] = report

    def find(self, report: Row) -> Row | None:
        by_id = self._by_id.get(report["id"])
        if by_id is not None or report["idempotency_key"] is None:
            return by_id
        return self._by_key.get((report["submitted_by"], report["idempotency_key"]))


_TABLE = Report.metadata.tables["report"]
# Asked for every group, so they are built once.
_BY_ID = select(_TABLE).where(_TABLE.c.id.in_(bindparam("ids", expanding=True)))
_BY_KEY = select(_TABLE).where(
    tuple_(_TABLE.c.submitted_by, _TABLE.c.idempotency_key).in_(bindparam("keys", expanding=True))
)


def find_same(session: Session, reports: Sequence[Row]) -> SameReports:
    """Which of these reports, or others under their ids and keys, are stored already."""
    connection, known = session.connection(), SameReports()
    for chunk in chunked(reports, _CHUNK):
        ids = [report["id"] for report in chunk]
        keys = [
            (report["submitted_by"], report["idempotency_key"])
            for report in chunk
            if report["idempotency_key"] is not None
        ]
        found = [*connection.execute(_BY_ID, {"ids": ids}).mappings()]
        if keys:
            found += connection.execute(_BY_KEY, {"keys": keys}).mappings()
        for row in found:
            known.add(dict(row))
    return known


def add_reports(
    session: Session, reports: Sequence[Mapping[str, Any]], sealed: Sequence[Mapping[str, Any]]
) -> None:
    # In one order: two workers that insert the same ids in two orders would lock each other out.
    insert_rows(session, Report, sorted(reports, key=itemgetter("id")))
    insert_rows(session, SealedReport, sealed)


def find_report(session: Session, report_id: str) -> Report | None:
    return session.scalars(select(Report).where(col(Report.id) == report_id)).one_or_none()


def find_sealed(session: Session, report_id: str) -> Sealed | None:
    row = session.get(SealedReport, report_id)
    return None if row is None else Sealed(row.wrapping_key, row.wrapped_key, row.ciphertext)
