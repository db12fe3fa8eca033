"""Photos of reports: what was announced, what came, and what is still missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from service.photos import repository
from service.photos.repository import PhotoRow
from service.photos.schemas import ERASED, MISSING, RECEIVED, PhotosOfReport, PhotoState


def announced(report_id: str, digests: Sequence[str]) -> list[dict[str, Any]]:
    """The rows that a report's photos become before they come."""
    empty = {"stored_sha256": None, "size": None, "received_at": None}
    return [{"report_id": report_id, "sha256": digest, **empty} for digest in sorted(digests)]


def announce(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    repository.add_announced(session, rows)


def list_photos(session: Session, report_ids: Sequence[str]) -> dict[str, list[PhotoState]]:
    """The photos of reports; one without photos has an empty list."""
    found: defaultdict[str, list[PhotoState]] = defaultdict(list)
    for row in repository.photos_of(session, report_ids):
        found[row.report_id].append(
            PhotoState(row.sha256, _state(row), row.stored_sha256, row.size, row.received_at)
        )
    return {report_id: found[report_id] for report_id in report_ids}


def count_photos(session: Session, report_id: str) -> PhotosOfReport:
    """Nothing is awaited for a report that takes no photo any more: withdrawn, or erased."""
    rows = repository.photos_of(session, [report_id])
    report = repository.find_report(session, report_id) if rows else None
    missing = [row.sha256 for row in rows if row.received_at is None]
    open_ = report is not None and takes_photos(report)
    return PhotosOfReport(len(rows), len(rows) - len(missing), missing if open_ else [])


def takes_photos(report: repository.ReportBehind) -> bool:
    return report.state != "withdrawn" and report.wrapped_key is not None


def _state(row: PhotoRow) -> str:
    if row.received_at is None:
        return MISSING
    return RECEIVED if row.kept else ERASED
