"""Whether the photos that are kept are those that the trail says were received."""

from typing import Final

from sqlmodel import Session

from service.audit import repository
from service.audit.chain import Recorded
from service.audit.findings import Findings
from service.audit.stored import json_object

_TABLE: Final = "report_photo"
_AT_ONCE: Final = 1_000

# Report, digest of what was sent, digest of what is kept.
_Photo = tuple[str | None, str | None, str | None]


class PhotoCheck:
    """Takes every entry; reads the photos in groups on the way."""

    def __init__(self, findings: Findings, session: Session) -> None:
        self._findings = findings
        self._session = session
        self._said: list[tuple[_Photo, int | None]] = []
        self._recorded = 0

    def take_entry(self, entry: Recorded, seq: int | None) -> None:
        if entry.action != "photo.received":
            return
        said = json_object(entry.details)
        photo = (entry.subject, _text(said.get("sha256")), _text(said.get("stored_sha256")))
        self._said.append((photo, seq))
        self._recorded += 1
        if len(self._said) == _AT_ONCE:
            self._check()

    def finish(self) -> None:
        self._check()
        stored = repository.count_photos(self._session)
        if stored > self._recorded:
            wrong = f"{stored} photos were received, {self._recorded} recorded"
            self._findings.add(_TABLE, None, wrong)

    def _check(self) -> None:
        said, self._said = self._said, []
        reports = sorted({photo[0] for photo, _ in said if photo[0] is not None})
        stored = set(repository.photo_rows(self._session, reports)) if reports else set()
        for photo, seq in said:
            if photo not in stored:
                wrong = f"report {photo[0]}: a photo is gone, or its entry says otherwise"
                self._findings.add(_TABLE, "stored_sha256", wrong, seq)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
