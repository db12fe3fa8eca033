"""The week: drafts for staff, vintages for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service.audit import service as audit
from service.audit.chain import instant_text
from service.database import Database
from service.errors import BodyInvalid, Problem, QueryInvalid, ReleaseMissing
from service.models import FeatureFull, FeaturePublic
from service.projections.policy import Policy
from service.reports.text import Words
from service.summaries import repository
from service.summaries.calendar import (
    first_release_on,
    known_week,
    next_release_on,
    periods_overlapping,
)
from service.summaries.draft import draft_document, sector_draft
from service.summaries.release import (
    Release,
    ReleaseEntry,
    guarded_number,
    guarded_number_of,
    make_release,
    release_content,
    says_the_same,
)
from service.summaries.rows import (
    SERIES,
    STATE,
    WeekRows,
    event_row,
    record_row,
    series_of,
    state_row,
)
from service.weeks import local_day, local_midnight, previous_week, week_start

_RACE_TRIES = 10
_WEEK = timedelta(days=7)
_REASON: TypeAdapter[str] = TypeAdapter(Words)


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """The vintage that says what is known now; `created` is false when it was there already."""

    week: str
    vintage: int
    sha256: str
    created: bool


def draft_week(
    database: Database, week: str, sectors: Sequence[str] | None = None
) -> dict[str, Any]:
    """The live figures of a week, for staff; raises `QueryInvalid` for a week that is none.

    With `sectors` nothing but the incidents of these sectors is counted, so that no number tells
    anything of the others.
    """
    week = known_week(week)
    periods = periods_overlapping(week)
    with database.reading() as session:
        this = _week_rows(session, week)
        before = _week_rows(session, previous_week(week))
        undated = repository.undated_counts(session, FeatureFull, periods, sectors)
    if sectors is None:
        return draft_document(this, before, undated)
    return sector_draft(this.within(sectors), before.within(sectors), undated, sectors)


def release_week(
    database: Database, policy: Policy, week: str, *, now: datetime, actor: str, reason: str
) -> ReleaseResult:
    """Write the next vintage of a week, unless the newest already says the same.

    `reason` is printed in the document. Raises `QueryInvalid` before the first day of release.
    Two releases at once: the loser's number is taken, so it looks again and finds the winner's.
    """
    week = known_week(week)
    _refuse_early(week, local_day(now))
    reason = _printable(reason)
    for _ in range(_RACE_TRIES - 1):
        try:
            return _release_once(database, policy, week, now, actor, reason)
        except IntegrityError:
            continue
    return _release_once(database, policy, week, now, actor, reason)


def get_release(database: Database, week: str, vintage: int | None, today: date) -> Release:
    """A released vintage, the newest if none is named; `ReleaseMissing` names the next date."""
    week = known_week(week)
    with database.reading() as session:
        found = repository.find_release(session, week, vintage)
        newest = found or repository.find_release(session, week)
    if found is not None:
        return found
    if newest is not None:
        raise ReleaseMissing(f"the newest vintage of this week is {newest.vintage}")
    day = next_release_on(week, today)
    raise ReleaseMissing(f"this week is not released yet; the next release is on {_tuesday(day)}")


def list_releases(
    database: Database, limit: int, before: tuple[str, int] | None = None
) -> list[ReleaseEntry]:
    """Released vintages, newest week first; `before` is the last one of the page before."""
    with database.reading() as session:
        return repository.release_list(session, limit, before)


def _week_rows(session: Session, week: str) -> WeekRows:
    monday = week_start(week)
    states = repository.state_rows(session, local_midnight(monday), local_midnight(monday + _WEEK))
    return WeekRows(
        week,
        [event_row(row) for row in repository.event_rows(session, week)],
        [state_row(row) for row in states],
    )


def _release_once(
    database: Database, policy: Policy, week: str, now: datetime, actor: str, reason: str
) -> ReleaseResult:
    with database.writing() as session:
        repository.see_one_state(session)
        newest = repository.find_release(session, week)
        content = _content(session, policy, week)
        if newest is not None and says_the_same(newest, content):
            return ReleaseResult(week, newest.vintage, newest.sha256, created=False)
        vintage = 1 if newest is None else newest.vintage + 1
        guarded = (
            guarded_number(_hidden(session, week), policy, vintage)
            if newest is None
            else guarded_number_of(newest)
        )
        head = audit.newest_seal(session)
        release = make_release(content, guarded, vintage, now, reason, head)
        repository.add_release(session, release, actor)
        audit.record(
            session,
            "release.written",
            actor,
            f"{week}/{vintage}",
            {
                "week": week,
                "vintage": vintage,
                "sha256": release.sha256,
                "released_at": instant_text(now),
                "released_by": actor,
            },
        )
    return ReleaseResult(week, vintage, release.sha256, created=True)


def _content(session: Session, policy: Policy, week: str) -> dict[str, Any]:
    records = [record_row(row) for row in repository.public_rows(session, week)]
    return release_content(
        week,
        [record for record in records if record.type != STATE],
        [record for record in records if record.type == STATE],
        repository.undated_counts(session, FeaturePublic, periods_overlapping(week)),
        policy,
    )


def _hidden(session: Session, week: str) -> dict[str, int]:
    """For each series the incidents of the week that no public record of the week shows."""
    found = dict.fromkeys(SERIES, 0)
    for status, number in repository.hidden_counts(session, week):
        for series in series_of(status):
            found[series] += number
    return found


def _refuse_early(week: str, today: date) -> None:
    first = first_release_on(week)
    if today < first:
        right = f"from {_tuesday(first)} on"
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


def _tuesday(day: date) -> str:
    return f"Tuesday, {day.isoformat()}"
