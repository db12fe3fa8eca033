"""Keep the projections in step with the incidents: full rows at once, public rows only away."""

from collections.abc import Sequence
from uuid import uuid4

from sqlmodel import Session

from service.models import IncidentRow
from service.projections import repository
from service.projections.full import counts_at_all, full_row
from service.projections.full_rows import add_full, replace_full
from service.projections.policy import Policy
from service.weeks import local_day


def add_features(session: Session, incidents: Sequence[IncidentRow], policy: Policy) -> None:
    """Write the full rows of new incidents in the transaction that opens them."""
    add_full(session, [full_row(incident, policy) for incident in incidents])


def refresh_feature(session: Session, incident: IncidentRow, policy: Policy) -> None:
    """Write one incident's full row anew; what may no longer be public leaves at once.

    What is newly allowed waits for the next weekly batch. A batch that is being made ends first:
    it may hold the incident as it was, and only a finished batch can be taken from.
    """
    repository.await_publisher(session)
    row = full_row(incident, policy) if counts_at_all(incident) else None
    replace_full(session, [incident["id"]], [] if row is None else [row])
    due = None if row is None else row["public_on"]
    if due is None or due > local_day(incident["updated_at"]):
        repository.take_down(session, [incident["id"]])


def begin_sequence(session: Session) -> None:
    """Give the changes of the public table a new name, so that every follower begins anew.

    After a backup was restored, numbers that followers hold may stand for other changes.
    """
    repository.set_sequence(session, uuid4().hex[:8])


def public_revision(session: Session) -> int:
    """Counts each change of the public table."""
    return repository.public_revision(session)


def continue_revision(session: Session, revision: int) -> None:
    """Let the counter of a new database go on from an old one's."""
    repository.set_revision(session, revision)
