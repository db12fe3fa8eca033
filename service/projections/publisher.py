"""The weekly public batch: the only code that adds or changes public rows."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from service.database import Database, chunked, insert_rows
from service.models import (
    FeaturePublic,
    IncidentRow,
    Publication,
    PublicBatch,
)
from service.projections import repository
from service.projections.policy import Policy
from service.projections.public import PublicPlace, place_by_cell, place_by_sector, public_row
from service.weeks import local_day, period, place_in_time, week_name

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What one run did; `batch` is the week's batch, None when there was nothing to add."""

    batch: str | None
    added: int
    changed: int
    removed: int


def publish(
    database: Database, policy: Policy, now: datetime, progress: Progress | None = None
) -> PublishResult:
    """Make this ISO week's batch of public rows, once.

    A later run in the same week, or one at the same time, only takes away what may no longer be
    public: what is new or changed waits for the next week's batch.
    """
    with database.writing() as session:
        repository.lock_publisher(session)
        today = local_day(now)
        removed = _remove_overstaying(session, today)
        week = week_name(today)
        if repository.find_batch(session, week) is not None:
            return PublishResult(week, 0, 0, removed)
        due = repository.due_incidents(session, today)
        if not due:
            return PublishResult(None, 0, 0, removed)
        session.add(PublicBatch(week=week, published_at=now))
        session.flush()
        added = _publish_due(session, policy, week, due, progress)
        repository.advance_revision(session)
        return PublishResult(week, added, len(due) - added, removed)


def _remove_overstaying(session: Session, today: date) -> int:
    return sum(
        repository.take_down(session, chunk)
        for chunk in chunked(repository.overstaying_incidents(session, today), repository.CHUNK)
    )


def _publish_due(
    session: Session, policy: Policy, week: str, due: Sequence[str], progress: Progress | None
) -> int:
    cells = CellShare(policy)
    for cell, first in repository.live_cells(session):
        cells.add(cell, first)
    added = done = 0
    for chunk in chunked(due, repository.CHUNK):
        incidents = repository.incident_rows(session, chunk)
        known = repository.publications(session, chunk)
        for incident in incidents:
            if incident["cell"] and not _is_live(known.get(incident["id"])):
                cells.add(incident["cell"], _first_day(incident))
        repository.delete_public(session, [row.public_id for row in known.values()])
        rows, decided = [], []
        for incident in incidents:
            before = known.get(incident["id"])
            place = _decide_place(incident, before, cells)
            public_id = before.public_id if before else str(uuid4())
            rows.append(public_row(incident, place, public_id, week))
            decided.append(_publication(incident, place, public_id))
            added += not _is_live(before)
        insert_rows(session, FeaturePublic, rows)
        repository.replace_publications(session, decided)
        done += len(chunk)
        if progress:
            progress(done, len(due))
    return added


def _is_live(publication: Publication | None) -> bool:
    return publication is not None and publication.live


def _publication(incident: IncidentRow, place: PublicPlace, public_id: str) -> dict[str, object]:
    return {
        "incident_id": incident["id"],
        "public_id": public_id,
        "geometry_basis": place.basis,
        "version": incident["version"],
        "live": True,
    }


def _decide_place(
    incident: IncidentRow, before: Publication | None, cells: "CellShare"
) -> PublicPlace:
    """The cell where enough incidents share it; never finer than it once was."""
    was_coarse = before is not None and before.geometry_basis != "cell"
    cell = incident["cell"]
    if cell is None or was_coarse or not cells.is_shared(cell, _first_day(incident)):
        return place_by_sector(incident)
    return place_by_cell(cell)


def _first_day(incident: IncidentRow) -> date:
    return period(*place_in_time(incident["occurred_from"], incident["occurred_to"]))[0]


class CellShare:
    """How many public incidents each cell holds within the policy's window."""

    def __init__(self, policy: Policy) -> None:
        self._least = policy.cell_min_incidents
        self._window = timedelta(weeks=policy.cell_window_weeks)
        self._days: defaultdict[str, list[date]] = defaultdict(list)

    def add(self, cell: str, first_day: date) -> None:
        insort(self._days[cell], first_day)

    def is_shared(self, cell: str, day: date) -> bool:
        """Enough incidents in the weeks that end with this one's."""
        days = self._days[cell]
        return bisect_right(days, day) - bisect_left(days, day - self._window) >= self._least
