"""Writing the next vintage of a week: gathered, compared with the one before, kept for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service.audit import service as audit
from service.audit.chain import instant_text
from service.context import service as context
from service.counting import STATE
from service.database import Database
from service.effort import service as effort
from service.effort.months import month_of
from service.errors import BodyInvalid, Problem, QueryInvalid, ReleaseConflict
from service.models import ReleaseRequest
from service.official import service as official
from service.projections.policy import Policy
from service.reports.text import Words
from service.summaries import members, repository
from service.summaries.calendar import (
    compared_weeks,
    curve_weeks,
    known_week,
    last_day,
    periods_overlapping,
    year_before,
)
from service.summaries.causes import Move, explained, moves
from service.summaries.diff import changed_cells
from service.summaries.guarding import guarded_table
from service.summaries.order import Row
from service.summaries.release import Beside, release_content
from service.summaries.rows import Counted, record_row
from service.summaries.schedule import UNSCHEDULED, first_release_on, step_of
from service.summaries.sector_weeks import sector_weeks
from service.summaries.vintage import (
    Issue,
    Release,
    make_release,
    says_the_same,
)
from service.weeks import local_day, week_start

_RACE_TRIES = 10
_REASON: TypeAdapter[str] = TypeAdapter(Words)


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """The vintage that says what is known now; `created` is false when it was there already."""

    week: str
    vintage: int
    sha256: str
    created: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the next vintage would say, and which incidents it would count."""

    content: Mapping[str, Any]
    counted: members.Members


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants a vintage, when, and why; the reason is printed in it."""

    actor: str
    now: datetime
    reason: str
    idempotency_key: str | None = None

    def digests(self, week: str) -> tuple[str, str]:
        """What a repeat is known by, and what it must ask for again."""
        return _digest(self.actor, self.idempotency_key or ""), _digest(week, self.reason)


def release_week(
    database: Database,
    policy: Policy,
    week: str,
    *,
    now: datetime,
    actor: str,
    reason: str,
    idempotency_key: str | None = None,
) -> ReleaseResult:
    """Write the next vintage of a week.

    A scheduled step is always written, even if it says what the vintage before said; between the
    steps, one that would say the same is not. Raises `QueryInvalid` before the first day of
    release, and `ReleaseConflict` for an idempotency key that asked for something else. Two
    releases at once: the loser's number is taken, so it looks again.
    """
    week = known_week(week)
    _refuse_early(week, local_day(now))
    order = Order(actor, now, _printable(reason), idempotency_key)
    done = _release(database, policy, week, order)
    # By itself: a worker that makes the same ready just now must not undo the release.
    with database.writing() as session:
        repository.drop_preparations(session, week)
    return done


def _release(database: Database, policy: Policy, week: str, order: Order) -> ReleaseResult:
    for _ in range(_RACE_TRIES - 1):
        try:
            return _release_once(database, policy, week, order)
        except IntegrityError:
            continue
    return _release_once(database, policy, week, order)


def _release_once(database: Database, policy: Policy, week: str, order: Order) -> ReleaseResult:
    with database.writing() as session:
        repository.see_one_state(session)
        if (answered := _answered(session, week, order)) is not None:
            return answered
        vintages = repository.releases_of(session, week)
        newest = vintages[-1] if vintages else None
        gathered = gather(session, policy, week)
        step = step_of(week, local_day(order.now), steps_done(vintages))
        if newest is not None and step == UNSCHEDULED and says_the_same(newest, gathered.content):
            release, created = newest, False
        else:
            issue = Issue(step, order.now, order.reason)
            release, created = _write(session, policy, gathered, vintages, issue), True
            repository.add_release(session, release, order.actor)
            repository.replace_sector_weeks(session, week, sector_weeks(release))
            _record(session, release, order.actor)
        _remember(session, release, order, created=created)
    return ReleaseResult(week, release.vintage, release.sha256, created)


def _answered(session: Session, week: str, order: Order) -> ReleaseResult | None:
    """What a request with the same key was told, if there was one."""
    if order.idempotency_key is None:
        return None
    key, asked = order.digests(week)
    known = repository.find_request(session, key)
    if known is None:
        return None
    if known.body_sha256 != asked:
        raise ReleaseConflict("this idempotency key asked for another release; nothing was changed")
    release = repository.find_release(session, known.week, known.vintage)
    return None if release is None else ReleaseResult(
        release.week, release.vintage, release.sha256, known.created
    )  # fmt: skip


def _remember(session: Session, release: Release, order: Order, *, created: bool) -> None:
    if order.idempotency_key is not None:
        key, asked = order.digests(release.week)
        repository.add_request(
            session,
            ReleaseRequest(
                key_sha256=key,
                body_sha256=asked,
                week=release.week,
                vintage=release.vintage,
                created=created,
            ),
        )


def _digest(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()


def gather(session: Session, policy: Policy, week: str) -> Gathered:
    """What the public records, and what stands beside them, say of a week now."""
    compared = [*compared_weeks(week), *([before] if (before := year_before(week)) else [])]
    rows: dict[str, dict[str, Counted]] = {name: {} for name in (week, *compared)}
    for row in repository.public_rows(session, [*rows]):
        rows[row["week"]][row["incident_id"]] = record_row(row)
    events = {
        name: [each for each in counted.values() if each.type != STATE]
        for name, counted in rows.items()
    }
    curve = curve_weeks(week)
    months = {name: month_of(name) for name in (*rows, *curve)}
    levels = effort.month_levels(session, [*months.values()])
    content = release_content(
        week,
        events.pop(week),
        [each for each in rows[week].values() if each.type == STATE],
        repository.undated_records(session, periods_overlapping(week)),
        policy,
        Beside(
            looked={name: _looked(levels, month) for name, month in months.items()},
            events_of=events,
            counts=repository.public_counts(session, curve[0], curve[-1]),
            effort=[row for row in levels if row["month"] == months[week]],
            official=official.beside_week(session, week),
            context=context.entries_between(session, week_start(curve[0]), last_day(week)),
        ),
    )
    return Gathered(content, rows[week])


def _looked(levels: Sequence[Row], month: str) -> frozenset[str]:
    """Where the public may read a zero: somebody looked in each week of the month."""
    return frozenset(
        row["sector"] for row in levels if row["month"] == month and row["level"] != effort.NONE
    )


def changes_since(
    session: Session, newest: Release, gathered: Gathered
) -> tuple[list[Move], list[Row]]:
    """The incidents that count otherwise than in the newest vintage, and the cells they change."""
    before = members.members_of(session, newest.week, newest.vintage)
    differing = {
        key for key in {*before, *gathered.counted} if before.get(key) != gathered.counted.get(key)
    }
    happened = members.happened_to(session, differing, newest.released_at)
    moved = moves(before, gathered.counted, happened)
    return moved, explained(changed_cells(newest.read(), gathered.content), moved)


def steps_done(vintages: Sequence[Release]) -> set[str]:
    """The scheduled steps that were taken; a vintage from before the schedule took the first."""
    return {vintage.read().get("schedule", "first") for vintage in vintages}


def _write(
    session: Session,
    policy: Policy,
    gathered: Gathered,
    vintages: Sequence[Release],
    issue: Issue,
) -> Release:
    """The vintage, with the incidents that it counts kept beside it."""
    week, head = gathered.content["week"], audit.newest_seal(session)
    guarded = guarded_table(session, week, policy.table_min_incidents, vintages, gathered.counted)
    if not vintages:
        members.add_members(session, week, 1, gathered.counted)
        return make_release(gathered.content, guarded, issue, head)
    newest = vintages[-1]
    moved, changed = changes_since(session, newest, gathered)
    release = make_release(gathered.content, guarded, issue, head, newest, changed)
    members.add_moves(session, week, release.vintage, moved)
    return release


def _record(session: Session, release: Release, actor: str) -> None:
    audit.record(
        session,
        "release.written",
        actor,
        f"{release.week}/{release.vintage}",
        {
            "week": release.week,
            "vintage": release.vintage,
            "sha256": release.sha256,
            "released_at": instant_text(release.released_at),
            "released_by": actor,
        },
    )


def _refuse_early(week: str, today: date) -> None:
    first = first_release_on(week)
    if today < first:
        right = f"from Tuesday, {first.isoformat()} on"
        raise QueryInvalid(
            "this week cannot be released yet",
            (Problem("week", "lies less than nine days back", right),),
        )


def _printable(reason: str) -> str:
    try:
        return _REASON.validate_python(reason.strip())
    except ValidationError:
        right = "1 to 300 characters of plain text, which the release prints"
        raise BodyInvalid(
            "the reason cannot be printed", (Problem("reason", "is not plain text", right),)
        ) from None
