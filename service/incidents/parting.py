"""What an incident's grade keeps when it is forgotten which key sent its reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from service.audit import service as audit
from service.incidents import repository
from service.incidents.claims import PEOPLE
from service.models import SourceReliability

# Nothing of the key's own entry goes along: its date and words would lead back to it.
_REASON: Final = "kept when the link to the key was removed"


def keep_reliability(session: Session, names: Mapping[str, str], now: datetime) -> None:
    """Give each name the standing reliability of the key whose place it takes."""
    sources = {f"{kind}:{key}": f"{kind}:{name}" for kind in PEOPLE for key, name in names.items()}
    for source, reliability in repository.reliabilities(session, [*sources]).items():
        kept = SourceReliability(
            source=sources[source],
            reliability=reliability,
            actor=audit.SYSTEM,
            at=now,
            reason=_REASON,
        )
        repository.save_source(session, kept)
