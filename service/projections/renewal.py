"""What must be written of incidents whose projections are made anew: only what looks different."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from service.bulk import Raw, raw_maker
from service.models import FeatureFull, IncidentRow
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import public_on
from service.projections.full import counts_at_all, full_row
from service.projections.full_rows import replace_full
from service.projections.periods import PublicPeriod, may_show_from
from service.projections.policy import Policy
from service.projections.public import public_row
from service.projections.recompute_repository import Published, Stored, set_due
from service.projections.standing import publication_row, published_states

# The columns of `feature_full` begin with id, version and the day.
_DAY = list(FeatureFull.model_fields).index("public_on")


class PublicRow(NamedTuple):
    """A public row that looks different by the rules in force."""

    incident_id: str
    row: dict[str, Any]
    decided: dict[str, Any]


@dataclass(slots=True)
class Renewal:
    """Full rows to write, and days to set where nothing else differs; public rows likewise."""

    full: list[dict[str, Any]] = field(default_factory=list)
    days: list[tuple[str, date | None]] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    public: list[PublicRow] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def of_public(self) -> list[str]:
        """The incidents whose public rows change or leave."""
        return [*self.gone, *(each.incident_id for each in self.public)]

    def without(self, incident_ids: set[str]) -> "Renewal":
        return Renewal(
            full=[row for row in self.full if row["id"] not in incident_ids],
            days=[each for each in self.days if each[0] not in incident_ids],
            uncounted=[each for each in self.uncounted if each not in incident_ids],
            public=[each for each in self.public if each.incident_id not in incident_ids],
            gone=[each for each in self.gone if each not in incident_ids],
        )

    def joined(self, other: "Renewal") -> "Renewal":
        return Renewal(
            full=self.full + other.full,
            days=self.days + other.days,
            uncounted=self.uncounted + other.uncounted,
            public=self.public + other.public,
            gone=self.gone + other.gone,
        )


class Renewing:
    """Holds what is stored against what the pure functions make of the incidents today."""

    def __init__(self, policy: Policy, today: date, crowd: Crowd) -> None:
        self._policy = policy
        self._today = today
        self._crowd = crowd

    def renew(self, session: Session, stored: Stored) -> Renewal:
        """Both rows of one incident after the other, held against those that are stored."""
        renewal, versions = Renewal(), stored.versions
        edited = {
            each: row.version
            for each, row in stored.published.items()
            if row.version != versions[each]
        }
        states = {state["id"]: state for state in published_states(session, edited)}
        as_raw = raw_maker(session, FeatureFull)
        for incident in stored.incidents(session):
            incident_id = incident["id"]
            row = full_row(incident, self._policy) if counts_at_all(incident) else None
            known = stored.full.get(incident_id)
            if row is not None:
                self._add_full(renewal, row, as_raw(row), known)
            elif known is not None:
                renewal.uncounted.append(incident_id)
            published = stored.published.get(incident_id)
            if published is not None:
                due = None if row is None else row["public_on"]
                state = states.get(incident_id, incident)
                self._add_public(renewal, state, published, due)
        return renewal

    def _add_full(self, renewal: Renewal, row: dict[str, Any], raw: Raw, known: Raw | None) -> None:
        if raw == known:
            return
        if known is None or raw[:_DAY] != known[:_DAY] or raw[_DAY + 1 :] != known[_DAY + 1 :]:
            renewal.full.append(row)
        else:
            renewal.days.append((row["id"], row["public_on"]))

    def _add_public(
        self, renewal: Renewal, state: IncidentRow, known: Published, present: date | None
    ) -> None:
        """`state` is the one that is public; the present one must be allowed to be public too."""
        place, when = self._crowd.decide(state, known.shown)
        if not self._is_over(present) or not self._may_stay(state, when):
            renewal.gone.append(state["id"])
            return
        row = public_row(state, place, when, known.public_id, known.batch)
        if row["feature"] != known.feature:
            decided = publication_row(state, place, when, known.public_id)
            renewal.public.append(PublicRow(state["id"], row, decided))

    def _may_stay(self, state: IncidentRow, when: PublicPeriod) -> bool:
        due = public_on(state, self._policy)
        if due is not None and when.month_only:
            due = may_show_from(state, when, self._policy)
        return self._is_over(due)

    def _is_over(self, due: date | None) -> bool:
        return due is not None and due <= self._today


def write(session: Session, renewal: Renewal) -> tuple[int, int]:
    """Returns how many public rows changed, and how many left."""
    ids = [row["id"] for row in renewal.full]
    replace_full(session, [*ids, *renewal.uncounted], renewal.full)
    set_due(session, renewal.days)
    removed = repository.take_down(session, renewal.gone)
    public = sorted(renewal.public, key=lambda each: each.row["id"])
    repository.replace_public(session, [each.row for each in public])
    repository.replace_publications(session, [each.decided for each in public])
    public_ids = [each.row["id"] for each in public]
    repository.note_changes(session, public_ids, withdrawn=False)
    return len(public), removed
