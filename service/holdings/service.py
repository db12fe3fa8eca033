"""What is held about one key: for its owner, who may ask for it."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from sqlmodel import Session

from service.audit import service as audit
from service.database import chunked
from service.errors import Missing
from service.holdings import repository
from service.installation import Installation
from service.vault import Sealed

ACTOR: Final = "command line"
_CHUNK: Final = 500


def holdings(house: Installation, key_id: str, *, content: bool) -> dict[str, Any]:
    """Everything about a key but the hash of its token; raises `Missing` for an unknown key.

    With `content` the bytes of the reports and of their photos too: each report is read only
    after an entry in the audit trail says so.
    """
    database = house.database
    with database.reading() as session:
        key = repository.find_key(session, key_id)
        if key is None:
            raise Missing("no key has this id; `miedza token list` shows the ids")
        document: dict[str, Any] = {
            "made_at": datetime.now(UTC),
            "key": key,
            "device": repository.device_of(session, key_id),
            "reports": _reports(session, key_id),
            "audit": repository.entries_of(session, key_id),
            "history": repository.history_of(session, key_id),
            "grades": repository.grades_of(session, key_id),
            "beside": repository.beside_of(session, key_id),
        }
    reports = document["reports"]
    readable = [report["id"] for report in reports if report["erased"] is False]
    read = readable if content else []
    details = {"reports": len(reports), "content": content}
    with database.writing() as session:
        audit.record(session, "key.exported", ACTOR, key_id, details)
        audit.record_all(
            session,
            [audit.entry("key.exported", ACTOR, report_id, {"key": key_id}) for report_id in read],
        )
    if content:
        contents = dict(_contents(house, read))
        images = dict(_images(house, read))
        for report in reports:
            report["content"] = contents.get(report["id"])
            for photo in report["photos"]:
                photo["content"] = images.get((report["id"], photo["sha256"]))
    return document


def _reports(session: Session, key_id: str) -> list[dict[str, Any]]:
    """The reports of a key, each with its photos."""
    reports = repository.reports_of(session, key_id)
    photos: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for chunk in chunked([report["id"] for report in reports], _CHUNK):
        for photo in repository.photos_of(session, chunk):
            photos[photo.pop("report_id")].append(photo)
    return [{**report, "photos": photos[report["id"]]} for report in reports]


def _contents(house: Installation, report_ids: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    with house.database.reading() as session:
        for report_id in report_ids:
            sealed = _sealed(session, report_id)
            yield report_id, _readable(house.vault.open(sealed, bound_to=report_id))


def _images(
    house: Installation, report_ids: list[str]
) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    with house.database.reading() as session:
        for report_id in report_ids:
            for row in repository.images_of(session, report_id):
                image = house.vault.open_beside(
                    _sealed(session, report_id), bytes(row["ciphertext"]), report_id, row["sha256"]
                )
                yield (report_id, row["sha256"]), {"base64": b64encode(image).decode()}


def _sealed(session: Session, report_id: str) -> Sealed:
    row = repository.sealed_of(session, report_id)
    wrapped = row["wrapped_key"]
    return Sealed(
        row["wrapping_key"],
        None if wrapped is None else bytes(wrapped),
        bytes(row["ciphertext"]),
    )


def _readable(content: bytes) -> dict[str, str]:
    """The exact bytes: as text where they are text."""
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(content).decode()}
