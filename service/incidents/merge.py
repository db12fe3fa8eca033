"""Two incidents that are one event: their reports move together, and can be parted again.

Merging is a link. The incident that is merged keeps its row and its history; only its reports
stand behind the other one for as long as the link lasts. No machine merges anything.
"""

from collections.abc import Callable, Sequence
from typing import cast

from sqlmodel import Session

from service.database import Database
from service.errors import MergeIllegal, Missing
from service.incidents import repository
from service.incidents.evidence import load_claims, settle
from service.incidents.facts import highest
from service.incidents.saving import Deed, lock_standing, save
from service.models import IncidentHistory, IncidentRow
from service.projections.policy import Policy
from service.vocabulary import in_series

_MERGED = "duplicate"
_TRIES = 5


def merge(
    database: Database, policy: Policy, incident_id: str, into_id: str, deed: Deed
) -> tuple[IncidentRow, IncidentRow]:
    """Let the reports of one incident stand behind another; returns both, the merged one first.

    Raises `Missing` and `MergeIllegal`.
    """
    if incident_id == into_id:
        raise MergeIllegal("an incident cannot be merged into itself")
    with database.writing() as session:
        locked = {each: lock_standing(session, each) for each in sorted((incident_id, into_id))}
        merged, into = locked[incident_id], locked[into_id]
        for each in (merged, into):
            _refuse_fallen(each)
        reports = repository.all_reports_of(session, incident_id)
        repository.move_reports(session, [report.id for report in reports], into_id)
        gone = {**merged, "status": _MERGED, "merged_into": into_id, "reports": 0}
        raised = {**into, "sensitivity_floor": _floor_together(merged, into)}
        settled = settle(cast(IncidentRow, raised), load_claims(session, into_id), may_fall=False)
        return (
            save(session, policy, merged, cast(IncidentRow, gone), deed),
            save(session, policy, into, settled, deed),
        )


def unmerge(
    database: Database, policy: Policy, incident_id: str, deed: Deed
) -> tuple[IncidentRow, IncidentRow]:
    """Take an incident out of the one it was merged into; returns both, as `merge` does.

    It comes back as it was, with the reports that came with it; so does the other one, but for
    what was set by hand meanwhile. Raises `Missing` and `MergeIllegal`.
    """
    for _ in range(_TRIES):
        with database.writing() as session:
            root_id = _root(session, incident_id)
            locked = _lock_both(session, incident_id, root_id)
            # Somebody may have moved it between the look and the lock.
            if _root(session, incident_id) == root_id:
                return _part(session, policy, *locked, deed)
    raise MergeIllegal("others are merging it just now; look at it again")


def _part(
    session: Session, policy: Policy, merged: IncidentRow, root: IncidentRow, deed: Deed
) -> tuple[IncidentRow, IncidentRow]:
    own = _tree(session, merged["id"])
    reports = [
        report.id
        for report in repository.all_reports_of(session, root["id"])
        if report.opened_id in own
    ]
    repository.move_reports(session, reports, merged["id"])
    link = _newest_link(session, merged)
    back = _restored(session, merged, link)
    rest = {**root}
    if link.new == root["id"]:
        rest["sensitivity_floor"] = _floor_before(session, root, link)
    others = _settled(session, cast(IncidentRow, rest))
    repository.set_report_states(session, merged["id"], _state_behind(back))
    return (
        save(session, policy, merged, back, deed),
        save(session, policy, root, others, deed),
    )


def _restored(session: Session, merged: IncidentRow, link: IncidentHistory) -> IncidentRow:
    """The incident as it stood before it was merged, with what its claims are worth now."""
    (status,) = [
        row.old
        for row in repository.history_of(session, [merged["id"]])
        if row.version == link.version and row.field == "status"
    ]
    return _settled(session, cast(IncidentRow, {**merged, "status": status, "merged_into": None}))


def _settled(session: Session, incident: IncidentRow) -> IncidentRow:
    """An incident behind which no report stands any more is withdrawn."""
    settled = settle(incident, load_claims(session, incident["id"]), may_fall=True)
    if not settled["reports"]:
        settled["status"] = "withdrawn"
    return settled


def _state_behind(incident: IncidentRow) -> str:
    return "rejected" if incident["status"] == "rejected" else "incident"


def _refuse_fallen(incident: IncidentRow) -> None:
    if not in_series(incident["status"], "reported"):
        raise MergeIllegal(
            f"{incident['id']} is {incident['status']}: only incidents that count can be merged; "
            "move it back to in_review first, where that is allowed"
        )


def _floor_together(merged: IncidentRow, into: IncidentRow) -> str | None:
    """What people raised one of them to holds for both together."""
    if merged["sensitivity_floor"] is None and into["sensitivity_floor"] is None:
        return None
    return highest((merged["sensitivity"], into["sensitivity"]))


def _floor_before(session: Session, root: IncidentRow, link: IncidentHistory) -> str | None:
    """The floor from before the merge, unless it was set again since."""
    for row in repository.history_of(session, [root["id"]]):
        at_the_merge = row.at == link.at and row.field == "sensitivity_floor"
        if at_the_merge and row.new == root["sensitivity_floor"]:
            before: str | None = row.old
            return before
    return root["sensitivity_floor"]


def _newest_link(session: Session, merged: IncidentRow) -> IncidentHistory:
    links = [
        row
        for row in repository.history_of(session, [merged["id"]])
        if row.field == "merged_into" and row.new is not None
    ]
    return links[-1]


def _lock_both(session: Session, incident_id: str, root_id: str) -> tuple[IncidentRow, IncidentRow]:
    held = {
        each: repository.lock_incident(session, each) for each in sorted((incident_id, root_id))
    }
    merged, root = held[incident_id], held[root_id]
    if merged is None or root is None:
        raise Missing("no incident has this id")
    if merged["merged_into"] is None:
        raise MergeIllegal("it is not merged into another")
    return merged, root


def _root(session: Session, incident_id: str) -> str:
    """The incident behind which the reports of this one stand in the end."""
    while True:
        incident = repository.find_incident(session, incident_id)
        if incident is None:
            raise Missing("no incident has this id")
        if incident["merged_into"] is None:
            return incident_id
        incident_id = incident["merged_into"]


def _tree(session: Session, incident_id: str) -> set[str]:
    """The incident and all that were merged into it, directly or through others."""
    return set(walk_down([incident_id], lambda ids: repository.merged_into(session, ids)))


def walk_down(ids: Sequence[str], children: Callable[[Sequence[str]], list[str]]) -> list[str]:
    found: list[str] = []
    while ids:
        found += ids
        ids = children(ids)
    return found
