"""What the place and the time of one record are decided by: all that is public beside it."""

from service.models import IncidentRow
from service.projections.cells import CellShare, Vote, evidence_of, shown_by_cell
from service.projections.disclosure import first_day, is_reviewed
from service.projections.guarded import Facts
from service.projections.periods import PublicPeriod, WeekShare, decide_period
from service.projections.places import PublicPlace, Shown, decide_place, may_show_cell
from service.projections.policy import Policy


class Crowd:
    """All public records, and those of the batch that is being made."""

    def __init__(self, policy: Policy) -> None:
        self.cells = CellShare(policy)
        self.weeks = WeekShare(policy)

    def decide(
        self, incident: IncidentRow, before: Shown | None
    ) -> tuple[PublicPlace, PublicPeriod]:
        """Where and when the public may know the incident to have been."""
        month_only = before is not None and before.month_only
        return (
            decide_place(incident, before, self.cells),
            decide_period(incident, month_only=month_only, weeks=self.weeks),
        )


def vote_of(incident: Facts | IncidentRow, before: Shown | None) -> Vote | None:
    """What a record that is new or changed says about its cell; None for an unreviewed one."""
    if not is_reviewed(incident):
        return None
    cell = shown_by_cell(incident)
    by_cell = cell is not None and may_show_cell(incident, before)
    return _vote(incident, cell, incident["sector"], by_cell)


def standing_vote(incident: Facts | IncidentRow, shown: Shown, sector: str | None) -> Vote | None:
    """The same of a record that stays as it is: in public it has this decision and this sector."""
    if not is_reviewed(incident):
        return None
    cell = shown_by_cell(incident)
    by_cell = cell is not None and shown.decision == "cell" and shown.place == cell
    return _vote(incident, cell, sector, by_cell)


def _vote(
    incident: Facts | IncidentRow, cell: str | None, sector: str | None, by_cell: bool
) -> Vote:
    evidence = None if cell is None else evidence_of(incident)
    return Vote(first_day(incident), evidence, cell, sector, by_cell)
