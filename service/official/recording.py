"""Totals are written once: what a total says is its identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import orjson
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service import findings
from service.audit import service as audit
from service.database import Database
from service.documents import document_of
from service.errors import BodyInvalid, Missing
from service.ids import content_id
from service.models import OfficialTotal
from service.official import repository
from service.official.schemas import TOTAL, TotalCreate

_RACE_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Deed:
    """Who writes a row, why, and when."""

    actor: str
    reason: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def read_total(content: Mapping[str, Any]) -> TotalCreate:
    """A total as JSON has it, checked; raises `BodyInvalid`."""
    try:
        return TOTAL.validate_python(content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise BodyInvalid("the total cannot be accepted", findings.problems_of(found)) from None


def identity(total: TotalCreate, supersedes: str | None = None) -> str:
    """The id of what a total says: the same number of the same document is stored once.

    Titles, and the source's own words, may be written in several ways and do not count.
    """
    source = total.source
    document = (
        document_of(source.url)
        if source.url
        else f"{source.title} {source.document_date}".casefold()
    )
    said = [
        total.claimant,
        total.measure,
        total.unit,
        total.area.type,
        total.area.code,
        total.first,
        total.to,
        total.last_day,
        total.day_basis,
        total.value,
        total.qualifier,
        document,
        supersedes,
    ]
    return digest_id(orjson.dumps(said))


def digest_id(said: bytes) -> str:
    return content_id("official total", sha256(said).hexdigest())


def record(
    database: Database, totals: Sequence[TotalCreate], *, actor: str, reason: str
) -> list[tuple[OfficialTotal, bool]]:
    """Store totals in one transaction; each comes back as its row, and whether the row is new.

    What is stored already changes nothing, also where it was corrected or withdrawn since.
    """
    deed = Deed(actor, reason)
    for _ in range(_RACE_TRIES - 1):
        try:
            return _record_once(database, totals, deed)
        except IntegrityError:
            # Somebody else stored one of them meanwhile, so it is known now.
            continue
    return _record_once(database, totals, deed)


def _record_once(
    database: Database, totals: Sequence[TotalCreate], deed: Deed
) -> list[tuple[OfficialTotal, bool]]:
    wanted = {identity(total): total for total in totals}
    with database.writing() as session:
        known = repository.known_ids(session, sorted(wanted))
        new = {
            each: total_row(total, each, deed)
            for each, total in wanted.items()
            if each not in known
        }
        repository.add(session, list(new.values()))
        if new:
            ids = sorted(new)
            details = {"totals": len(ids), "sha256": sha256("\n".join(ids).encode()).hexdigest()}
            audit.record(session, "total.recorded", deed.actor, ids[0], details)
        rows = {each: new.get(each) or get_row(session, each) for each in wanted}
    return [(rows[each], each in new) for each in map(identity, totals)]


def count_new(database: Database, ids: Sequence[str]) -> int:
    """How many of these are not stored yet."""
    with database.reading() as session:
        return len(set(ids)) - len(repository.known_ids(session, sorted(set(ids))))


def get_row(session: Session, total_id: str) -> OfficialTotal:
    """A row by its id, whether it still stands or not; raises `Missing`."""
    row = repository.find(session, total_id)
    if row is None:
        raise Missing("no total has this id")
    return row


def total_row(total: TotalCreate, total_id: str, deed: Deed) -> OfficialTotal:
    """The first row of a total; `first_id` is another one's where it supersedes a row."""
    source = total.source
    return OfficialTotal(
        id=total_id,
        first_id=total_id,
        withdrawn=False,
        claimant=total.claimant,
        relayed_by=source.relayed_by,
        measure=total.measure,
        unit=total.unit,
        area_type=total.area.type,
        area=total.area.code,
        from_day=total.first,
        to_day=total.to,
        last_day=total.last_day,
        day_basis=total.day_basis,
        value=total.value,
        qualifier=total.qualifier,
        source_title=source.title,
        source_url=source.url,
        document_date=source.document_date,
        stated=total.stated,
        actor=deed.actor,
        at=deed.at,
        reason=deed.reason,
    )
