"""What stands in public now: how each record was last seen, and of what state of its incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from service.database import chunked
from service.incidents.history import state_at
from service.models import IncidentHistory, IncidentRow
from service.projections import repository
from service.projections.cells import Vote
from service.projections.crowd import Crowd, standing_vote
from service.projections.guarded import Facts
from service.projections.periods import PublicPeriod, WeekKey, month_opens, week_key
from service.projections.places import PublicPlace, Shown
from service.projections.policy import Policy
from service.projections.repository import Candidate, LiveRow

# Histories are read whole, so fewer at a time than plain rows.
_EDITED = 500


def shown_of(candidate: Candidate) -> Shown | None:
    """How the public last saw an incident; None for one that it never saw."""
    if candidate["decision"] is None:
        return None
    return Shown(candidate["decision"], candidate["shown_place"], bool(candidate["month_only"]))


class _Joining(NamedTuple):
    """What a public record adds; `opens` is when it may show its month."""

    vote: Vote | None
    week: WeekKey | None
    counts_in_week: bool
    opens: date


def join_unchanged(crowd: Crowd, rows: Iterable[LiveRow], policy: Policy) -> None:
    """Let the records join that show their incident's present state, as they stand."""
    for row in rows:
        if row["version"] == row["shown_version"]:
            joining = _joining(row, row, policy)
            _add_week(crowd, joining)
            if joining.vote is not None:
                crowd.cells.add(joining.vote)


def join_all(
    session: Session, crowd: Crowd, rows: Iterable[LiveRow], policy: Policy, today: date
) -> None:
    """Let public records join, each by the state that it shows.

    Those that are alone in their week and must leave until their month is over fill no cell.
    """
    found, edited = [], {}
    for row in rows:
        if row["version"] == row["shown_version"]:
            found.append(_joining(row, row, policy))
        else:
            edited[row["id"]] = row
    versions = {incident_id: row["shown_version"] for incident_id, row in edited.items()}
    for state in published_states(session, versions):
        found.append(_joining(state, edited[state["id"]], policy))
    for each in found:
        _add_week(crowd, each)
    for vote, week, counts_in_week, opens in found:
        quiet = week is not None and (not counts_in_week or crowd.weeks.is_quiet(week))
        if vote is not None and not (quiet and opens > today):
            crowd.cells.add(vote)


def _joining(state: Facts | IncidentRow, row: LiveRow, policy: Policy) -> _Joining:
    shown, key = shown_of(row), week_key(state)
    return _Joining(
        vote=None if shown is None else standing_vote(state, shown, row["shown_sector"]),
        week=key,
        counts_in_week=key is not None and row["shown_week"] is not None,
        opens=date.min if key is None else month_opens(state, key[1], policy),
    )


def _add_week(crowd: Crowd, joining: _Joining) -> None:
    if joining.week is not None and joining.counts_in_week:
        crowd.weeks.add(joining.week)


def published_states(
    session: Session, versions: Mapping[str, int], loaded: Iterable[IncidentRow] = ()
) -> list[IncidentRow]:
    """Incidents as they were at these versions: what came later is not public yet."""
    present = {each["id"]: each for each in loaded if each["id"] in versions}
    for ids in chunked([each for each in versions if each not in present], repository.CHUNK):
        present.update((each["id"], each) for each in repository.incident_rows(session, ids))
    edited = [each for each in versions if present[each]["version"] != versions[each]]
    for ids in chunked(edited, _EDITED):
        histories: defaultdict[str, list[IncidentHistory]] = defaultdict(list)
        for change in repository.history_of(session, ids):
            histories[change.incident_id].append(change)
        for each in ids:
            present[each] = state_at(present[each], histories[each], versions[each])
    return list(present.values())


def publication_row(
    incident: IncidentRow, place: PublicPlace, when: PublicPeriod, public_id: str
) -> dict[str, Any]:
    """What is remembered of a record that is public from now on."""
    return {
        "incident_id": incident["id"],
        "public_id": public_id,
        "geometry_basis": place.decision,
        "place": place.code,
        "month_only": when.month_only,
        "version": incident["version"],
        "live": True,
    }
