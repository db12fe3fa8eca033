"""Take a photo in: cleaned, sealed beside its report, and durable before it is acknowledged."""

from datetime import UTC, datetime
from hashlib import sha256 as digest
from importlib import import_module
from threading import Lock
from typing import Final

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import Missing, PhotoInvalid, PhotoNotAnnounced
from service.installation import Installation
from service.photos import repository
from service.photos.repository import PhotoRow, ReportBehind
from service.photos.schemas import PhotoReceipt
from service.photos.service import takes_photos
from service.reports.senders import in_audit, is_unlinked
from service.vault import Sealed

# An image of the largest size takes much memory while it is decoded: one at a time.
_TURN: Final = Lock()


def expect(database: Database, report_id: str, sha256: str, caller: str) -> PhotoReceipt | None:
    """Asked before a photo is read; its receipt when it came before.

    Raises `Missing` for a report that is not the caller's, and `PhotoNotAnnounced`.
    """
    with database.reading() as session:
        _, photo = _find(session, report_id, sha256, caller)
    return _receipt(photo)


def receive(
    house: Installation, report_id: str, sha256: str, caller: str, content: bytes, media_type: str
) -> tuple[PhotoReceipt, bool]:
    """Keep a photo; false when it was there before. Raises what is wrong with it."""
    if digest(content).hexdigest() != sha256:
        raise PhotoInvalid("the SHA-256 of the bytes is not the one in the address")
    with house.database.reading() as session:
        report, photo = _find(session, report_id, sha256, caller)
    if known := _receipt(photo):
        return known, False
    # Loads Pillow, at the first photo and not at the start of a server.
    clean = import_module("service.photos.cleaning").clean
    with _TURN:
        image: bytes = clean(content, media_type, house.settings.max_photo_pixels)
    sealed = Sealed(report.wrapping_key, report.wrapped_key, b"")
    ciphertext = house.vault.seal_beside(sealed, image, report_id, sha256)
    fresh = photo._replace(
        stored_sha256=digest(image).hexdigest(), size=len(image), received_at=datetime.now(UTC)
    )
    return _store(house.database, fresh, ciphertext, caller)


def _find(
    session: Session, report_id: str, sha256: str, caller: str
) -> tuple[ReportBehind, PhotoRow]:
    """The report and its photo, for who may send it.

    Once it is forgotten who sent a report, its id and the digest that it announced together are
    all that a sender can show.
    """
    report = repository.find_report(session, report_id)
    found = repository.photos_of(session, [report_id])
    photo = next((each for each in found if each.sha256 == sha256), None)
    mine = report is not None and report.submitted_by == caller
    nobodys = report is not None and is_unlinked(report.submitted_by) and photo is not None
    if report is None or not (mine or nobodys):
        raise Missing("no report of yours has this id")
    if photo is None:
        raise PhotoNotAnnounced("the report did not announce a photo with this digest")
    if photo.received_at is None and not takes_photos(report):
        raise PhotoNotAnnounced("the report was withdrawn or erased; it takes no photo any more")
    return report, photo


def _store(
    database: Database, fresh: PhotoRow, ciphertext: bytes, caller: str
) -> tuple[PhotoReceipt, bool]:
    with database.writing() as session:
        # Whoever sends the same photo at the same time, or erases the report, waits here.
        repository.hold_report(session, fresh.report_id)
        _, now = _find(session, fresh.report_id, fresh.sha256, caller)
        if known := _receipt(now):
            return known, False
        repository.add_image(session, fresh, ciphertext)
        details = {
            "sha256": fresh.sha256,
            "stored_sha256": fresh.stored_sha256,
            "size": fresh.size,
        }
        audit.record(session, "photo.received", in_audit(caller), fresh.report_id, details)
    receipt = _receipt(fresh)
    assert receipt is not None  # noqa: S101  # It was received above.
    return receipt, True


def _receipt(photo: PhotoRow) -> PhotoReceipt | None:
    if photo.stored_sha256 is None or photo.received_at is None:
        return None
    return PhotoReceipt(photo.report_id, photo.sha256, photo.stored_sha256, photo.received_at)
