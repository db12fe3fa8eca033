"""Two incidents that are one event: their reports move together, and can be parted again.

Merging is a link. The incident that is merged keeps its row and its history; only its reports
stand behind the other one for as long as the link lasts. No machine merges anything.
"""

from typing import cast

from sqlmodel import Session

from service.database import Database
from service.errors import MergeIllegal, Missing
from service.incidents import repository
from service.incidents.evidence import load_claims, settle
from service.incidents.levels import tree_of
from service.incidents.saving import Deed, lock_standing, save
from service.models import IncidentRow
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
        # The link first: what counts behind the other one is found by it.
        linked = save(session, policy, merged, cast(IncidentRow, gone), deed)
        settled = settle(session, into, load_claims(session, into_id), may_fall=False)
        return linked, save(session, policy, into, settled, deed)


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
    own = set(tree_of(session, merged["id"]))
    reports = [
        report.id
        for report in repository.all_reports_of(session, root["id"])
        if report.opened_id in own
    ]
    repository.move_reports(session, reports, merged["id"])
    # Only what counts can be merged, so what comes back is neither rejected nor a duplicate.
    repository.set_report_states(session, merged["id"], "incident")
    alone = {**merged, "status": _status_before(session, merged), "merged_into": None}
    back = save(session, policy, merged, _settled(session, cast(IncidentRow, alone)), deed)
    return back, save(session, policy, root, _settled(session, root), deed)


def _status_before(session: Session, merged: IncidentRow) -> str:
    """The status that the newest merge took away."""
    moves = [
        str(row.old)
        for row in repository.history_of(session, [merged["id"]])
        if row.field == "status" and row.new == _MERGED
    ]
    return moves[-1]


def _settled(session: Session, incident: IncidentRow) -> IncidentRow:
    """An incident behind which no report stands any more is withdrawn."""
    settled = settle(session, incident, load_claims(session, incident["id"]), may_fall=True)
    if not settled["reports"]:
        settled["status"] = "withdrawn"
    return settled


def _refuse_fallen(incident: IncidentRow) -> None:
    if not in_series(incident["status"], "reported"):
        raise MergeIllegal(
            f"{incident['id']} is {incident['status']}: only incidents that count can be merged; "
            "move it back to in_review first, where that is allowed"
        )


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
