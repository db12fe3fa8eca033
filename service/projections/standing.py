"""What stands in public now: how each record was last seen, and of what state of its incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from service.database import chunked
from service.incidents.history import state_at
from service.models import IncidentHistory, IncidentRow
from service.projections import repository
from service.projections.crowd import Crowd, standing_vote
from service.projections.guarded import Facts
from service.projections.periods import PublicPeriod, week_key
from service.projections.places import PublicPlace, Shown
from service.projections.repository import Candidate, LiveRow

# Histories are read whole, so fewer at a time than plain rows.
_EDITED = 500


def shown_of(candidate: Candidate) -> Shown | None:
    """How the public last saw an incident; None for one that it never saw."""
    if candidate["decision"] is None:
        return None
    return Shown(candidate["decision"], candidate["shown_place"], bool(candidate["month_only"]))


def join_unchanged(crowd: Crowd, rows: Iterable[LiveRow]) -> list[LiveRow]:
    """Let the records that show their incident's present state join; returns the others."""
    edited = []
    for row in rows:
        if row["version"] == row["shown_version"]:
            join(crowd, row, row)
        else:
            edited.append(row)
    return edited


def join(crowd: Crowd, state: Facts | IncidentRow, row: LiveRow) -> None:
    """Let a public record join, by the state of its incident that it shows."""
    shown = shown_of(row)
    vote = None if shown is None else standing_vote(state, shown, row["shown_sector"])
    if vote is not None:
        crowd.cells.add(vote)
    key = week_key(state)
    if key is not None and row["shown_week"] is not None:
        crowd.weeks.add(key)


def join_all(session: Session, crowd: Crowd, rows: Iterable[LiveRow]) -> None:
    """Let public records join, each by the state that it shows."""
    edited = {row["id"]: row for row in join_unchanged(crowd, rows)}
    versions = {incident_id: row["shown_version"] for incident_id, row in edited.items()}
    for state in published_states(session, versions):
        join(crowd, state, edited[state["id"]])


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
