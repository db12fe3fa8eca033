"""Read a report back: for analysts alone, and never unseen."""

from dataclasses import dataclass
from datetime import datetime

from service.audit import service as audit
from service.database import Database
from service.errors import Missing
from service.photos.schemas import PhotoState
from service.photos.service import list_photos
from service.reports import repository
from service.vault import Sealed, Vault


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What was sent, as text, with the digest of its bytes; `content` is null once erased."""

    id: str
    incident: str | None
    state: str
    channel: str
    received_at: datetime
    sha256: str
    content: str | None
    photos: list[PhotoState]


def read_report(database: Database, vault: Vault, report_id: str, actor: str) -> ReportContent:
    """The exact words of a report. The reading is recorded first; raises `Missing`."""
    with database.reading() as session:
        report = repository.find_report(session, report_id)
        sealed = None if report is None else repository.find_sealed(session, report_id)
        photos = list_photos(session, [report_id])[report_id]
    if report is None:
        raise Missing("no report has this id")
    audit.record_alone(database, "report.read", actor, report_id)
    return ReportContent(
        id=report.id,
        incident=report.incident_id,
        state=report.state,
        channel=report.channel,
        received_at=report.received_at,
        sha256=report.sha256,
        content=_words(vault, sealed, report_id),
        photos=photos,
    )


def _words(vault: Vault, sealed: Sealed | None, report_id: str) -> str | None:
    if sealed is None or sealed.wrapped_key is None:
        return None
    return vault.open(sealed, report_id).decode(errors="replace")
