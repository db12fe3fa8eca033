"""Both projections anew, a chunk at a time, when the rules they follow have changed.

What is forbidden now leaves, and what must be coarser now becomes so at once. Nothing new appears
and nothing becomes finer: that waits for the weekly batch. A reader sees each chunk whole or not at
all, a writer waits for one chunk at most, and a run that was ended early goes on where it stopped.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database, chunked
from service.incidents.sectors import out_of_place, save_new_sectors
from service.models import ProjectionRun
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import may_be_public
from service.projections.policy import Policy
from service.projections.recompute_repository import (
    Stored,
    published_of,
    stored_after,
    stored_of,
    versions_after,
)
from service.projections.renewal import Renewal, Renewing, write
from service.projections.rules import Rules, read_rules, rules_of
from service.projections.standing import join_all
from service.weeks import local_day

CHUNK = 2_000
# An incident that moves is saved like any other change, which takes longer.
_MOVED_AT_ONCE = 100

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Recomputed:
    """What one run did; `incidents` are all of them, also those done before it was ended early."""

    incidents: int = 0
    resumed_after: int = 0
    moved: int = 0
    changed: int = 0
    removed: int = 0
    finished: bool = False


def is_due(database: Database, policy: Policy) -> bool:
    """Whether the projections follow other rules than those in force."""
    with database.reading() as session:
        return repository.get_run(session).finished_rules != str(rules_of(policy))


def recompute(
    database: Database, policy: Policy, now: datetime, progress: Progress | None = None
) -> Recomputed:
    """Make both projections of every incident anew by the rules in force."""
    rules = rules_of(policy)
    result = Recomputed()
    result.resumed_after = result.incidents = _begin(database, rules)
    with database.reading() as session:
        total = repository.count_incidents(session)
    run = _Run(database, policy, rules, local_day(now), result)
    while run.next_chunk():
        if progress:
            progress(result.incidents, max(total, result.incidents))
    return result


def _begin(database: Database, rules: Rules) -> int:
    """Go on with a run under the same rules, else start anew; how many incidents are done."""
    with database.writing() as session:
        repository.lock_publisher(session)
        run = repository.get_run(session)
        if run.rules == str(rules):
            return run.done
        _record_policy(session, read_rules(run.rules or run.finished_rules), rules)
        run.rules, run.after_id, run.done = str(rules), None, 0
        return 0


def _record_policy(session: Session, before: Rules | None, rules: Rules) -> None:
    if before is None or before.policy != rules.policy:
        digests = {"before": before.policy if before else None, "after": rules.policy}
        audit.record(session, "policy.changed", audit.SYSTEM, rules.policy, digests)


class _Run:
    """One process's part of a run; several may work on the same one, chunk by chunk."""

    def __init__(
        self, database: Database, policy: Policy, rules: Rules, today: date, result: Recomputed
    ) -> None:
        self._database = database
        self._policy = policy
        self._rules = rules
        self._today = today
        self._result = result
        self._renewing = Renewing(policy, today, Crowd(policy))
        self._counted_at: str | None = ""

    def next_chunk(self) -> bool:
        """Do the next chunk, or try it again; False when there is no more to do.

        It is read and thought through beside the writers, and only written while they wait.
        """
        self._move_to_new_sectors()
        with self._database.reading() as session:
            run = repository.get_run(session)
            if self._is_over(run):
                return False
            with _no_search_for_cycles():
                self._count_crowd(session)
                stored = stored_after(session, run.after_id, CHUNK)
                renewal = self._renewing.renew(session, stored)
        with self._database.writing() as session:
            repository.lock_publisher(session)
            present = repository.get_run(session)
            if self._is_over(present):
                return False
            if present.after_id != run.after_id or present.done != run.done:
                return True
            if repository.newest_batch(session) != self._counted_at:
                return True
            return self._write(session, present, stored, renewal)

    def _is_over(self, run: ProjectionRun) -> bool:
        """Whether another process has ended this run, or begun one under other rules."""
        if run.rules == str(self._rules):
            return False
        self._result.finished = run.finished_rules == str(self._rules)
        return True

    def _move_to_new_sectors(self) -> None:
        """The incidents of the next chunk, when another set of sectors came into force."""
        with self._database.reading() as session:
            run = repository.get_run(session)
            before = read_rules(run.finished_rules)
            if self._is_over(run) or before is None or before.sectors == self._rules.sectors:
                return
            incidents = stored_after(session, run.after_id, CHUNK).incidents(session)
            ids = [each["id"] for each in out_of_place(list(incidents))]
        for part in chunked(ids, _MOVED_AT_ONCE):
            with self._database.writing() as session:
                repository.hold_incidents(session, part)
                held = repository.incident_rows(session, part)
                self._result.moved += save_new_sectors(session, self._policy, held)

    def _write(
        self, session: Session, run: ProjectionRun, stored: Stored, renewal: Renewal
    ) -> bool:
        """Write a chunk; what changed since it was read is read again and done here."""
        is_last = len(stored.ids) < CHUNK
        last = None if is_last else stored.ids[-1]
        versions = versions_after(session, run.after_id, last)
        late = _late(session, stored, versions, renewal)
        if late:
            anew = self._renewing.renew(session, stored_of(session, sorted(late)))
            renewal = renewal.without(late).joined(anew)
        changed, removed = write(session, renewal)
        self._result.changed += changed
        self._result.removed += removed
        self._result.incidents = run.done = run.done + len(versions)
        run.after_id = last
        if is_last:
            self._finish(session, run)
        return not is_last

    def _count_crowd(self, session: Session) -> None:
        """All that may stay public; counted again when a batch has added to it meanwhile."""
        newest = repository.newest_batch(session)
        if newest == self._counted_at:
            return
        crowd = Crowd(self._policy)
        staying = (
            row
            for row in repository.live_rows(session)
            if may_be_public(row, self._policy, self._today)
        )
        join_all(session, crowd, staying, self._policy, self._today)
        self._renewing = Renewing(self._policy, self._today, crowd)
        self._counted_at = newest

    def _finish(self, session: Session, run: ProjectionRun) -> None:
        run.finished_rules, run.finished_at = run.rules, datetime.now(UTC)
        run.rules, run.after_id = None, None
        self._result.finished = True
        counts = {
            "incidents": run.done,
            "changed": self._result.changed,
            "removed": self._result.removed,
        }
        audit.record(session, "projection.recomputed", audit.SYSTEM, self._rules.policy, counts)


def _late(
    session: Session, stored: Stored, versions: Mapping[str, int], renewal: Renewal
) -> set[str]:
    """The incidents that changed or left since they were read, and those that came."""
    known = stored.versions
    late = {each for each, version in versions.items() if known.get(each) != version}
    public = published_of(session, renewal.of_public)
    return late | {each for each in renewal.of_public if public.get(each) != stored.published[each]}


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows hold no cycles; looking for some after every few hundred would take a tenth longer."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()
