"""The weekly public batch: the only code that adds public rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter
from uuid import uuid4

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database, chunked
from service.models import PublicBatch
from service.projections import repository
from service.projections.cells import Vote
from service.projections.crowd import Crowd, vote_of
from service.projections.disclosure import may_be_public
from service.projections.periods import WeekKey, month_opens, week_key
from service.projections.places import Shown
from service.projections.policy import Policy
from service.projections.public import public_row
from service.projections.repository import Candidate
from service.projections.standing import join_unchanged, publication_row, shown_of
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


@dataclass(frozen=True, slots=True)
class _Due:
    """An incident that may be due: its public id, how it was seen before, and what it adds.

    Kept small, because the first batch of a large import holds them all at once.
    """

    incident_id: str
    public_id: str
    before: Shown | None
    live: bool
    vote: Vote | None
    week: WeekKey | None
    month_opens: date


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
        crowd = Crowd(policy)
        due, leaving = _collect_due(session, policy, today, crowd)
        removed += repository.take_down(session, leaving)
        if not due:
            return PublishResult(None, 0, 0, removed)
        session.add(PublicBatch(week=week, published_at=now))
        session.flush()
        _publish_due(session, week, due, crowd, progress)
        added = sum(not each.live for each in due)
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


def count_due(database: Database, policy: Policy, now: datetime) -> int:
    """How many records a batch would add or change if it were made now."""
    with database.reading() as session:
        due, _ = _collect_due(session, policy, local_day(now), Crowd(policy))
        return len(due)


def _remove_overstaying(session: Session, today: date) -> int:
    return repository.take_down(session, repository.overstaying_incidents(session, today))


def _remove_forbidden(session: Session, policy: Policy, today: date) -> int:
    """Take away live rows that a tightened policy forbids: unreviewed ones, or young ones."""
    unreviewed = [status for status in codes("status") if not in_series(status, "headline")]
    doubtful = [] if policy.show_unreviewed_claims else unreviewed
    # The delay may run from the end of the week in which an incident ended.
    young = timedelta(days=max(policy.delay_days.moderate, policy.delay_days.high), weeks=1)
    live = list(repository.live_incidents(session, doubtful, today - young))
    forbidden = [each["id"] for each in live if not may_be_public(each, policy, today)]
    return repository.take_down(session, forbidden)


def _collect_due(
    session: Session, policy: Policy, today: date, crowd: Crowd
) -> tuple[list[_Due], list[str]]:
    """The incidents of the batch in the order of their public ids, and those that must leave.

    All of them join the crowd before any place or time is decided, so that no decision depends on
    the order of rows.
    """
    found = [
        _due(candidate, policy)
        for candidate in repository.due_incidents(session, today)
        if may_be_public(candidate, policy, today)
    ]
    # Records that were edited since are due themselves, in their new state.
    join_unchanged(crowd, repository.live_rows(session), policy)
    for each in found:
        if each.week is not None and not _is_month_only(each):
            crowd.weeks.add(each.week)
    waiting = {each.incident_id for each in found if _must_wait(each, crowd, today)}
    due = [each for each in found if each.incident_id not in waiting]
    for each in due:
        if each.vote is not None:
            crowd.cells.add(each.vote)
    leaving = [each.incident_id for each in found if each.live and each.incident_id in waiting]
    return sorted(due, key=attrgetter("public_id")), leaving


def _due(candidate: Candidate, policy: Policy) -> _Due:
    before, key = shown_of(candidate), week_key(candidate)
    return _Due(
        incident_id=candidate["id"],
        public_id=candidate["public_id"] or str(uuid4()),
        before=before,
        live=bool(candidate["live"]),
        vote=vote_of(candidate, before),
        week=key,
        month_opens=date.min if key is None else month_opens(candidate, key[1], policy),
    )


def _is_month_only(due: _Due) -> bool:
    return due.before is not None and due.before.month_only


def _must_wait(due: _Due, crowd: Crowd, today: date) -> bool:
    """A record that will show its month comes, or comes back, when that month is over."""
    if due.week is None:
        return False
    quiet = _is_month_only(due) or crowd.weeks.is_quiet(due.week)
    return quiet and due.month_opens > today


def _publish_due(
    session: Session, week: str, due: Sequence[_Due], crowd: Crowd, progress: Progress | None
) -> None:
    done = 0
    for chunk in chunked(due, repository.CHUNK):
        _publish_chunk(session, week, chunk, crowd)
        done += len(chunk)
        if progress:
            progress(done, len(due))
    # Only now, so that the numbers follow the ids over the whole batch and not the chunks.
    repository.note_changes(session, [each.public_id for each in due], withdrawn=False)


def _publish_chunk(session: Session, week: str, due: Sequence[_Due], crowd: Crowd) -> None:
    incidents = repository.incident_rows(session, [each.incident_id for each in due])
    rows, decided = [], []
    for each, incident in zip(due, incidents, strict=True):
        place, when = crowd.decide(incident, each.before)
        rows.append(public_row(incident, place, when, each.public_id, week))
        decided.append(publication_row(incident, place, when, each.public_id))
    # By the random id: the order in a file must not tell the order of events.
    repository.replace_public(session, sorted(rows, key=itemgetter("id")))
    repository.replace_publications(session, decided)
