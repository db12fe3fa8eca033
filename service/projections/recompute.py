"""Both projections anew, a chunk at a time, when the rules they follow have changed.

What is forbidden now leaves, and what must be coarser now becomes so at once. Nothing new appears
and nothing becomes finer: that waits for the weekly batch. A reader sees each chunk whole or not at
all, a writer waits for one chunk at most, and a run that was ended early goes on where it stopped.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.incidents.sectors import save_new_sectors
from service.models import IncidentRow, ProjectionRun
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import may_be_public, public_on
from service.projections.full import counts_at_all, full_row
from service.projections.periods import may_show_from
from service.projections.policy import Policy
from service.projections.public import public_row
from service.projections.repository import Published
from service.projections.rules import Rules, read_rules, rules_of
from service.projections.standing import join_all, publication_row, published_states
from service.weeks import local_day

CHUNK = 2_000
# SQLite lets a waiting writer in only when it looks, which is every tenth of a second at the most.
_PAUSE_S = 0.1

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


class _Renewed(NamedTuple):
    """A public row by the rules in force; `due` is from when on they allow it, if ever."""

    incident_id: str
    due: date | None
    row: dict[str, Any]
    decided: dict[str, Any]
    differs: bool


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
        if not database.is_postgres:
            time.sleep(_PAUSE_S)
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
        self._crowd = Crowd(policy)
        self._counted_at: str | None = ""

    def next_chunk(self) -> bool:
        """Do the next chunk in a transaction of its own; False when there is no more to do."""
        with self._database.writing() as session:
            new_sectors = self._hold_when_sectors_changed(session)
            repository.lock_publisher(session)
            run = repository.get_run(session)
            if run.rules != str(self._rules):
                # Another process has ended this run, or begun one under other rules.
                self._result.finished = run.finished_rules == str(self._rules)
                return False
            self._count_crowd(session)
            ids = repository.ids_after(session, run.after_id, CHUNK)
            incidents = repository.incident_rows(session, ids)
            if new_sectors:
                self._result.moved += save_new_sectors(session, self._policy, incidents)
                incidents = repository.incident_rows(session, ids)
            self._project(session, ids, incidents)
            self._result.incidents = run.done = run.done + len(ids)
            if len(ids) == CHUNK:
                run.after_id = ids[-1]
                return True
            self._finish(session, run)
            return False

    def _hold_when_sectors_changed(self, session: Session) -> bool:
        """Analysts hold their incident before they wait for the publisher, so this does too."""
        run = repository.get_run(session)
        before = read_rules(run.finished_rules)
        if before is None or before.sectors == self._rules.sectors:
            return False
        repository.hold_incidents(session, repository.ids_after(session, run.after_id, CHUNK))
        return True

    def _count_crowd(self, session: Session) -> None:
        """All that may stay public; counted again when a batch has added to it meanwhile."""
        newest = repository.newest_batch(session)
        if newest == self._counted_at:
            return
        self._crowd, self._counted_at = Crowd(self._policy), newest
        staying = (
            row
            for row in repository.live_rows(session)
            if may_be_public(row, self._policy, self._today)
        )
        join_all(session, self._crowd, staying, self._policy, self._today)

    def _project(
        self, session: Session, ids: Sequence[str], incidents: Sequence[IncidentRow]
    ) -> None:
        full = [full_row(each, self._policy) for each in incidents if counts_at_all(each)]
        repository.replace_full(session, ids, full)
        due = {row["id"]: row["public_on"] for row in full}
        published = repository.live_publications(session, ids)
        stays = [
            each
            for each in self._renewed(session, incidents, published)
            if self._is_over(due.get(each.incident_id)) and self._is_over(each.due)
        ]
        gone = published.keys() - {each.incident_id for each in stays}
        self._result.removed += repository.take_down(session, list(gone))
        self._result.changed += self._write_changed(session, stays)

    def _is_over(self, due: date | None) -> bool:
        return due is not None and due <= self._today

    def _renewed(
        self,
        session: Session,
        incidents: Sequence[IncidentRow],
        published: Mapping[str, Published],
    ) -> Iterator[_Renewed]:
        """The public rows as they look by the rules in force, of the states that are public."""
        versions = {incident_id: row.version for incident_id, row in published.items()}
        stored = repository.stored_public(session, [row.public_id for row in published.values()])
        for state in published_states(session, versions, incidents):
            known = published[state["id"]]
            batch, feature = stored[known.public_id]
            place, when = self._crowd.decide(state, known.shown)
            due = public_on(state, self._policy)
            if due is not None and when.month_only:
                due = may_show_from(state, when, self._policy)
            row = public_row(state, place, when, known.public_id, batch)
            decided = publication_row(state, place, when, known.public_id)
            yield _Renewed(state["id"], due, row, decided, row["feature"] != feature)

    def _write_changed(self, session: Session, rows: Sequence[_Renewed]) -> int:
        """Write what looks different now; returns how many."""
        changed = sorted((each for each in rows if each.differs), key=lambda each: each.row["id"])
        repository.replace_public(session, [each.row for each in changed])
        repository.replace_publications(session, [each.decided for each in changed])
        public_ids = [each.row["id"] for each in changed]
        repository.note_changes(session, public_ids, withdrawn=False)
        return len(changed)

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
