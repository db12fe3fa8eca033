"""What is told of a report's photos."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# What one report may announce.
MOST: Final = 6

ERASED: Final = "erased"
MISSING: Final = "missing"
RECEIVED: Final = "received"


@dataclass(frozen=True, slots=True)
class PhotoState:
    """One photo of a report, for analysts: `missing`, `received` or `erased`."""

    sha256: str
    state: str
    stored_sha256: str | None
    size: int | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhotosOfReport:
    """What a sender learns of its photos; `missing` names those that are still awaited."""

    announced: int
    received: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class PhotoReceipt:
    """The proof that a photo is stored durably, with the digest of what is kept of it."""

    report_id: str
    sha256: str
    stored_sha256: str
    received_at: datetime
