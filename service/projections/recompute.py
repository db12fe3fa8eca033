"""Both projections anew, a chunk at a time, when the rules they follow have changed.

What is forbidden now leaves, and what must be coarser now becomes so at once. Nothing new appears
and nothing becomes finer: that waits for the weekly batch. A reader sees each chunk whole or not at
all, a writer waits only while what differs in one chunk is written, and a run that was ended early
goes on where it stopped.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database, chunked
from service.incidents.sectors import out_of_place, save_new_sectors
from service.models import ProjectionRun
from service.projections import repository
from service.projections.chunks import Chunks
from service.projections.helper import Helper
from service.projections.policy import Policy
from service.projections.preparing import Prepared, Preparing
from service.projections.recompute_repository import (
    published_of,
    span_after,
    stored_between,
    versions_between,
)
from service.projections.renewal import write
from service.projections.rules import Rules, read_rules, rules_of
from service.weeks import local_day

CHUNK = 2_000
# From so many on, a second process is worth its start.
HELPED_FROM = 20_000
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
    rules, today = rules_of(policy), local_day(now)
    result = Recomputed()
    result.resumed_after = result.incidents = _begin(database, rules)
    with database.reading() as session:
        total = repository.count_incidents(session)
        moves = _sectors_changed(repository.get_run(session), rules)
    preparing = Preparing(database, policy, today)
    many = not moves and total - result.incidents >= HELPED_FROM
    with _helper(database, policy, today) if many else nullcontext() as helper:
        chunks = Chunks(database, preparing, CHUNK, helper)
        run = _Run(database, policy, rules, preparing, chunks, result)
        while run.next_chunk():
            if progress:
                progress(result.incidents, max(total, result.incidents))
    return result


@contextmanager
def _helper(database: Database, policy: Policy, today: date) -> Iterator[Helper | None]:
    """Where there is a second core for it."""
    helper = Helper(database, policy, today) if (os.cpu_count() or 1) > 1 else None
    try:
        yield helper
    finally:
        if helper is not None:
            helper.close()


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
        self,
        database: Database,
        policy: Policy,
        rules: Rules,
        preparing: Preparing,
        chunks: Chunks,
        result: Recomputed,
    ) -> None:
        self._database = database
        self._policy = policy
        self._rules = rules
        self._preparing = preparing
        self._chunks = chunks
        self._result = result

    def next_chunk(self) -> bool:
        """Do the next chunk, or try it again; False when there is no more to do.

        It is read and thought through beside the writers, and only written while they wait.
        """
        with self._database.reading() as session:
            run = repository.get_run(session)
        if self._is_over(run):
            return False
        if _sectors_changed(run, self._rules):
            self._move_behind(run.after_id)
        prepared = self._chunks.behind(run.after_id)
        with self._database.writing() as session:
            repository.lock_publisher(session)
            present = repository.get_run(session)
            if self._is_over(present):
                return False
            if (present.after_id, present.done) != (run.after_id, run.done):
                return True
            if repository.newest_batch(session) != prepared.batch:
                return True
            return self._write(session, present, prepared)

    def _is_over(self, run: ProjectionRun) -> bool:
        """Whether another process has ended this run, or begun one under other rules."""
        if run.rules == str(self._rules):
            return False
        self._result.finished = run.finished_rules == str(self._rules)
        return True

    def _move_behind(self, incident_id: str | None) -> None:
        """Place the incidents of the next chunk anew; each move is a change like any other."""
        with self._database.reading() as session:
            span = span_after(session, incident_id, CHUNK)
            incidents = stored_between(session, span).incidents(session)
            ids = [each["id"] for each in out_of_place(list(incidents))]
        for part in chunked(ids, _MOVED_AT_ONCE):
            with self._database.writing() as session:
                repository.hold_incidents(session, part)
                held = repository.incident_rows(session, part)
                self._result.moved += save_new_sectors(session, self._policy, held)

    def _write(self, session: Session, run: ProjectionRun, prepared: Prepared) -> bool:
        """Write a chunk; what changed since it was read is read again and done here."""
        span, renewal = prepared.span, prepared.renewal
        versions = versions_between(session, span)
        late = _late(session, prepared, versions)
        if late:
            if self._preparing.batch != prepared.batch:
                return True
            anew = self._preparing.renew(session, sorted(late))
            renewal = renewal.without(late).joined(anew)
        changed, removed = write(session, renewal)
        self._result.changed += changed
        self._result.removed += removed
        self._result.incidents = run.done = run.done + len(versions)
        run.after_id = span.last_id
        if span.last_id is None:
            self._finish(session, run)
        return span.last_id is not None

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


def _late(session: Session, prepared: Prepared, versions: Mapping[str, int]) -> set[str]:
    """The incidents that changed or left since they were read, and those that came."""
    known, public = prepared.versions, prepared.published
    present = published_of(session, list(public))
    left = {each for each, row in public.items() if present.get(each) != row}
    return left | {each for each, version in versions.items() if known.get(each) != version}


def _sectors_changed(run: ProjectionRun, rules: Rules) -> bool:
    before = read_rules(run.finished_rules)
    return before is not None and before.sectors != rules.sectors
