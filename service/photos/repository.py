"""Queries of photos."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlmodel import Session

from service.database import insert_rows
from service.models import Report, ReportPhoto, SealedPhoto, SealedReport

_REPORT = Report.metadata.tables["report"].c
_SEALED = SealedReport.metadata.tables["sealed_report"].c
_PHOTOS = ReportPhoto.metadata.tables["report_photo"]
_PHOTO = _PHOTOS.c
_IMAGE = SealedPhoto.metadata.tables["sealed_photo"].c


class ReportBehind(NamedTuple):
    """What is needed of the report to which a photo belongs."""

    submitted_by: str
    state: str
    wrapping_key: str
    wrapped_key: bytes | None


class PhotoRow(NamedTuple):
    """A photo by its digests; `kept` is false before it came, and again once it is erased."""

    report_id: str
    sha256: str
    stored_sha256: str | None
    size: int | None
    received_at: datetime | None
    kept: bool


def find_report(session: Session, report_id: str) -> ReportBehind | None:
    statement = (
        select(_REPORT.submitted_by, _REPORT.state, _SEALED.wrapping_key, _SEALED.wrapped_key)
        .join_from(Report, SealedReport, _SEALED.report_id == _REPORT.id)
        .where(_REPORT.id == report_id)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else ReportBehind(*row)


def hold_report(session: Session, report_id: str) -> None:
    """From here to the end of the transaction the report is not erased, nor given a photo."""
    statement = select(_SEALED.report_id).where(_SEALED.report_id == report_id)
    session.execute(statement.with_for_update())


def photos_of(session: Session, report_ids: Sequence[str]) -> list[PhotoRow]:
    """The photos of these reports, by report and digest."""
    statement = (
        select(
            _PHOTO.report_id,
            _PHOTO.sha256,
            _PHOTO.stored_sha256,
            _PHOTO.size,
            _PHOTO.received_at,
            _IMAGE.report_id.is_not(None).label("kept"),
        )
        .join_from(
            ReportPhoto,
            SealedPhoto,
            (_IMAGE.report_id == _PHOTO.report_id) & (_IMAGE.sha256 == _PHOTO.sha256),
            isouter=True,
        )
        .where(_PHOTO.report_id.in_(report_ids))
        .order_by(_PHOTO.report_id, _PHOTO.sha256)
    )
    return [PhotoRow(*row) for row in session.execute(statement)]


def count_announced(session: Session) -> tuple[int, int]:
    """How many photos were announced, and how many of them came."""
    statement = select(func.count(), func.count(_PHOTO.received_at)).select_from(ReportPhoto)
    announced, received = session.execute(statement).one()
    return int(announced), int(received)


def find_image(session: Session, report_id: str, sha256: str) -> bytes | None:
    row = session.get(SealedPhoto, (report_id, sha256))
    return None if row is None else row.ciphertext


def some_image(session: Session) -> tuple[str, str] | None:
    """Report and digest of any photo that is kept."""
    row = session.execute(select(_IMAGE.report_id, _IMAGE.sha256).limit(1)).one_or_none()
    return None if row is None else (row[0], row[1])


def add_announced(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    insert_rows(session, ReportPhoto, rows)


def add_image(session: Session, photo: PhotoRow, ciphertext: bytes) -> None:
    session.execute(
        update(_PHOTOS)
        .where(_PHOTO.report_id == photo.report_id, _PHOTO.sha256 == photo.sha256)
        .values(stored_sha256=photo.stored_sha256, size=photo.size, received_at=photo.received_at)
    )
    sealed = {"report_id": photo.report_id, "sha256": photo.sha256, "ciphertext": ciphertext}
    insert_rows(session, SealedPhoto, [sealed])
