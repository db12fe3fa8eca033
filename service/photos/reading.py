"""Look at a photo: for analysts alone, and never unseen."""

from service.audit import service as audit
from service.database import Database
from service.errors import Missing
from service.photos import repository
from service.vault import Sealed, Vault


def read_photo(database: Database, vault: Vault, report_id: str, sha256: str, actor: str) -> bytes:
    """The cleaned JPEG. The reading is recorded first; raises `Missing`."""
    with database.reading() as session:
        found = repository.find_image(session, report_id, sha256)
        report = None if found is None else repository.find_report(session, report_id)
    if found is None or report is None:
        raise Missing("no photo with this digest is kept; it has not come yet, or was erased")
    audit.record_alone(database, "photo.read", actor, report_id, {"sha256": sha256})
    return open_photo(vault, report, report_id, sha256, found)


def open_photo(
    vault: Vault, report: repository.ReportBehind, report_id: str, sha256: str, found: bytes
) -> bytes:
    sealed = Sealed(report.wrapping_key, report.wrapped_key, b"")
    return vault.open_beside(sealed, found, report_id, sha256)
