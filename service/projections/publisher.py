"""The weekly public batch: the only code that adds or changes public rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database, chunked, insert_rows
from service.models import FeaturePublic, IncidentRow, PublicBatch
from service.projections import repository
from service.projections.disclosure import first_day, may_be_public
from service.projections.places import CellShare, PublicPlace, decide_place
from service.projections.policy import Policy
from service.projections.public import public_row
from service.vocabulary import codes, in_series
from service.weeks import local_day, week_name

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What one run did; `batch` is the week's batch, None when there was nothing to add."""

    batch: str | None
    added: int
    changed: int
    removed: int


def publish(
    database: Database, policy: Policy, now: datetime, progress: Progress | None = None
) -> PublishResult:
    """Make this ISO week's batch of public rows, once.

    A later run in the same week, or one at the same time, only takes away what may no longer be
    public: what is new or changed waits for the next week's batch. Every row, old and new, is held
    against the policy in force now, whatever the policy was when its incident was projected.
    """
    with database.writing() as session:
        repository.lock_publisher(session)
        today = local_day(now)
        removed = _remove_overstaying(session, today) + _remove_forbidden(session, policy, today)
        week = week_name(today)
        if repository.find_batch(session, week) is not None:
            return PublishResult(week, 0, 0, removed)
        cells = CellShare(policy)
        due, added = _collect_due(session, policy, today, cells)
        if not due:
            return PublishResult(None, 0, 0, removed)
        for cell, day, number in repository.live_cells(session):
            cells.add(cell, day, number)
        session.add(PublicBatch(week=week, published_at=now))
        session.flush()
        _publish_due(session, week, due, cells, progress)
        repository.advance_revision(session)
        result = PublishResult(week, added, len(due) - added, removed)
        audit.record(session, "publication.made", audit.SYSTEM, week, _counts(result))
        return result


def _counts(result: PublishResult) -> dict[str, int]:
    return {"added": result.added, "changed": result.changed, "removed": result.removed}


def remove_overstaying(database: Database, now: datetime) -> int:
    """Take away public rows that may not stay, between the weekly batches; returns how many."""
    with database.writing() as session:
        repository.lock_publisher(session)
        return _remove_overstaying(session, local_day(now))


def _remove_overstaying(session: Session, today: date) -> int:
    return _take_down(session, repository.overstaying_incidents(session, today))


def _remove_forbidden(session: Session, policy: Policy, today: date) -> int:
    """Take away live rows that a tightened policy forbids: unreviewed ones, or young ones."""
    unreviewed = [status for status in codes("status") if not in_series(status, "headline")]
    doubtful = [] if policy.show_unreviewed_claims else unreviewed
    # The delay may run from the end of the week in which an incident ended.
    young = timedelta(days=max(policy.delay_days.moderate, policy.delay_days.high), weeks=1)
    live = list(repository.live_incidents(session, doubtful, today - young))
    forbidden = [each["id"] for each in live if not may_be_public(each, policy, today)]
    return _take_down(session, forbidden)


def _take_down(session: Session, incident_ids: Sequence[str]) -> int:
    chunks = chunked(incident_ids, repository.CHUNK)
    return sum(repository.take_down(session, chunk) for chunk in chunks)


def _collect_due(
    session: Session, policy: Policy, today: date, cells: CellShare
) -> tuple[list[str], int]:
    """The incidents of the batch, and how many of them are not public yet.

    Their cells are counted before any place is decided, so that no decision depends on the order
    of rows.
    """
    due, added = [], 0
    for incident in repository.due_incidents(session, today):
        if may_be_public(incident, policy, today):
            due.append(incident["id"])
            added += not incident["live"]
            if incident["cell"] is not None and not incident["live"]:
                cells.add(incident["cell"], first_day(incident))
    return due, added


def _publish_due(
    session: Session,
    week: str,
    due: Sequence[str],
    cells: CellShare,
    progress: Progress | None,
) -> None:
    done = 0
    for chunk in chunked(due, repository.CHUNK):
        _publish_chunk(session, week, chunk, cells)
        done += len(chunk)
        if progress:
            progress(done, len(due))


def _publish_chunk(session: Session, week: str, due: Sequence[str], cells: CellShare) -> None:
    known = repository.publications(session, due)
    rows, decided = [], []
    for incident in repository.incident_rows(session, due):
        before = known.get(incident["id"])
        place = decide_place(incident, before.geometry_basis if before else None, cells)
        public_id = before.public_id if before else str(uuid4())
        rows.append(public_row(incident, place, public_id, week))
        decided.append(_publication(incident, place, public_id))
    repository.delete_public(session, [row.public_id for row in known.values()])
    # By the random id: the order in a file must not tell the order of events.
    insert_rows(session, FeaturePublic, sorted(rows, key=itemgetter("id")))
    repository.replace_publications(session, decided)


def _publication(incident: IncidentRow, place: PublicPlace, public_id: str) -> dict[str, Any]:
    return {
        "incident_id": incident["id"],
        "public_id": public_id,
        "geometry_basis": place.decision,
        "version": incident["version"],
        "live": True,
    }
