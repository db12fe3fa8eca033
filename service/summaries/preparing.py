"""Scheduled releases: made ready by the worker on their day, confirmed by an analyst.

What is kept is how much the release would change, not its content: what an incident says, and
whether it may be public, can change until somebody confirms, and the release is made from what
holds then.
"""

from datetime import datetime, timedelta
from typing import Final

from service.database import Database
from service.errors import Fault
from service.models import ReleasePreparation
from service.projections.policy import Policy
from service.summaries import repository
from service.summaries.guarding import guarded_table
from service.summaries.releasing import changes_since, gather, release_week, steps_done
from service.summaries.schedule import due_between, step_of
from service.weeks import local_day

REASON: Final = "scheduled release"
ACTOR: Final = "worker"
# A worker that was away takes up what became due meanwhile, but not the whole past.
_LOOK_BACK: Final = timedelta(days=6)


def prepare_due(
    database: Database, policy: Policy, now: datetime, *, automatic: bool
) -> list[tuple[str, str]]:
    """Make ready, or with `automatic` release, what is due in these days and was not released.

    Returns week and step of each. One that cannot be released says why in `problem`.
    """
    today = local_day(now)
    done = []
    for _, week, step in due_between(today - _LOOK_BACK, today):
        made = _prepare(database, policy, week, step, now)
        if made is None:
            continue
        # What cannot be released waits for an analyst, whatever the setting.
        if automatic and made.problem is None:
            release_week(database, policy, week, now=now, actor=ACTOR, reason=REASON)
        done.append((week, step))
    return done


def _prepare(
    database: Database, policy: Policy, week: str, step: str, now: datetime
) -> ReleasePreparation | None:
    """None for a step that was taken, or a week from before the first record."""
    with database.writing() as session:
        vintages = repository.releases_of(session, week)
        if step_of(week, local_day(now), steps_done(vintages)) != step:
            repository.drop_preparations(session, week)
            return None
        if not vintages and not repository.has_begun(session, week):
            return None
        problem, changed = None, 0
        try:
            gathered = gather(session, policy, week)
            guarded_table(session, week, policy.table_min_incidents, vintages, gathered.counted)
            changed = len(changes_since(session, vintages[-1], gathered)[1]) if vintages else 0
        except Fault as fault:
            problem = fault.code
        preparation = ReleasePreparation(
            week=week, step=step, prepared_at=now, changed_cells=changed, problem=problem
        )
        repository.save_preparation(session, preparation)
    return preparation


def list_prepared(database: Database) -> list[ReleasePreparation]:
    """What waits for an analyst, the oldest first."""
    with database.reading() as session:
        return repository.preparations(session)
