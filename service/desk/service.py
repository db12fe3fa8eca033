"""The desk: what waits for review, who works on what, and what may be one event twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from service.audit import service as audit
from service.cursors import Cursors
from service.database import Database
from service.desk import repository
from service.desk.likeness import Likeness, best
from service.desk.queue import QueueQuestion, queue_row
from service.errors import HoldTaken, MergeIllegal, Missing
from service.models import DistinctPair, ReviewHold

LEAST_SCORE: Final = 0.4
_WINDOW: Final = timedelta(days=3)
# Of an incident that may have been on any day of a year, not all that happened then is compared.
_MOST_COMPARED: Final = 2_000


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: list[dict[str, Any]]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """`complete` is false where more happened in that time than was compared."""

    found: list[tuple[Mapping[str, Any], Likeness]]
    complete: bool


def read_queue(
    database: Database, cursors: Cursors, question: QueueQuestion, cursor: str | None, limit: int
) -> QueuePage:
    """A page of the queue; raises `QueryInvalid` for a cursor of another question."""
    asked = ("review queue", question)
    after = None if cursor is None else cursors.open(asked, cursor).decode()
    with database.reading() as session:
        rows = repository.queue_page(session, question, after, limit + 1, _now())
    shown = rows[:limit]
    more = len(rows) > limit
    last = cursors.seal(asked, shown[-1]["id"].encode()) if more else None
    return QueuePage([queue_row(row) for row in shown], last)


def read_counts(database: Database) -> dict[str, Any]:
    """How much there is, by status and by sensitivity within it."""
    with database.reading() as session:
        found = repository.counts(session)
        held = repository.count_held(session, _now())
        disputed = repository.count_disputed(session)
    by_status: dict[str, dict[str, int]] = {}
    for status, level, number in found:
        by_status.setdefault(status, {})[level] = number
    return {"incidents": by_status, "disputed": disputed, "held": held}


def take_hold(database: Database, incident_id: str, holder: str, minutes: int) -> ReviewHold:
    """Say that one works on an incident; raises `Missing`, and `HoldTaken` while another does."""
    now = _now()
    with database.writing() as session:
        _require(session, incident_id)
        held = repository.take_hold(
            session,
            {
                "incident_id": incident_id,
                "holder": holder,
                "since": now,
                "until": now + timedelta(minutes=minutes),
            },
        )
        if held is None:
            raise _taken(repository.find_hold(session, incident_id))
        return held


def give_back(database: Database, incident_id: str, holder: str, *, any_holder: bool) -> None:
    """End a hold; one that is not there, or has ended, is no fault. Another's stays."""
    with database.writing() as session:
        _require(session, incident_id)
        held = repository.find_hold(session, incident_id)
        if held is None:
            return
        if held.holder != holder and held.until > _now() and not any_holder:
            raise _taken(held)
        repository.drop_hold(session, incident_id)


def find_candidates(database: Database, incident_id: str, limit: int) -> Candidates:
    """Incidents that may be the same event, the likeliest first; raises `Missing`."""
    with database.reading() as session:
        incident = repository.find_compared(session, incident_id)
        if incident is None:
            raise Missing("no incident has this id")
        begin, end = incident["occurred_from"] - _WINDOW, incident["occurred_to"] + _WINDOW
        near = repository.neighbours(session, incident, begin, end, _MOST_COMPARED)
        apart = {*_known_apart(session, incident_id), incident["merged_into"]}
    others = [row for row in near if row["id"] not in apart]
    return Candidates(
        best(incident, others, LEAST_SCORE, limit), complete=len(near) < _MOST_COMPARED
    )


def set_apart(database: Database, incident_id: str, other_id: str, actor: str, reason: str) -> None:
    """Remember that two incidents are not the same; again changes nothing. Raises `Missing`."""
    if incident_id == other_id:
        raise MergeIllegal("an incident is always the same as itself")
    first, second = sorted((incident_id, other_id))
    with database.writing() as session:
        for each in (first, second):
            _require(session, each)
        pair = {"first_id": first, "second_id": second}
        if repository.add_pair(session, {**pair, "actor": actor, "at": _now(), "reason": reason}):
            audit.record(session, "incident.distinct", actor, incident_id, {"other": other_id})


def forget_apart(database: Database, incident_id: str, other_id: str, actor: str) -> None:
    """Let two incidents be proposed as the same again; raises `Missing` if none set them apart."""
    with database.writing() as session:
        pair = repository.find_pair(session, sorted((incident_id, other_id)))
        if pair is None:
            raise Missing("these two were not set apart")
        repository.drop_pair(session, pair)
        details = {"other": other_id, "taken_back": True}
        audit.record(session, "incident.distinct", actor, incident_id, details)


def list_apart(database: Database, incident_id: str) -> list[dict[str, Any]]:
    """The incidents that are known to be others than this one; raises `Missing`."""
    with database.reading() as session:
        _require(session, incident_id)
        pairs = repository.distinct_from(session, incident_id)
    return [
        {
            "other": _other(pair, incident_id),
            "actor": pair.actor,
            "at": pair.at,
            "reason": pair.reason,
        }
        for pair in pairs
    ]


def _known_apart(session: Session, incident_id: str) -> set[str]:
    pairs = repository.distinct_from(session, incident_id)
    return {incident_id, *(_other(pair, incident_id) for pair in pairs)}


def _other(pair: DistinctPair, incident_id: str) -> str:
    return pair.second_id if pair.first_id == incident_id else pair.first_id


def _require(session: Session, incident_id: str) -> None:
    if not repository.exists(session, incident_id):
        raise Missing("no incident has this id")


def _taken(held: ReviewHold | None) -> HoldTaken:
    if held is None:
        return HoldTaken("somebody else was quicker; look at it again")
    return HoldTaken(f"key {held.holder} works on it until {held.until:%Y-%m-%dT%H:%M:%SZ}")


def _now() -> datetime:
    return datetime.now(UTC)
