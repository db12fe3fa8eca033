"""What must be written of incidents whose projections are made anew: only what looks different."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from service.bulk import as_raw
from service.models import FeatureFull, IncidentRow
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import public_on
from service.projections.full import counts_at_all, full_row
from service.projections.periods import may_show_from
from service.projections.policy import Policy
from service.projections.public import public_row
from service.projections.recompute_repository import Stored, set_due
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
        renewal = Renewal()
        full = [full_row(each, self._policy) for each in stored.incidents if counts_at_all(each)]
        self._renew_full(session, stored, full, renewal)
        over = {row["id"] for row in full if self._is_over(row["public_on"])}
        self._renew_public(session, stored, over, renewal)
        return renewal

    def _renew_full(
        self, session: Session, stored: Stored, rows: Sequence[dict[str, Any]], renewal: Renewal
    ) -> None:
        before = {row[0]: row for row in stored.full if row is not None}
        for row, raw in zip(rows, as_raw(session, FeatureFull, rows), strict=True):
            known = before.pop(raw[0], None)
            if known is None or raw[:_DAY] != known[:_DAY] or raw[_DAY + 1 :] != known[_DAY + 1 :]:
                renewal.full.append(row)
            elif raw[_DAY] != known[_DAY]:
                renewal.days.append((row["id"], row["public_on"]))
        renewal.uncounted += before

    def _renew_public(
        self, session: Session, stored: Stored, over: set[str], renewal: Renewal
    ) -> None:
        """The public rows as they look by the rules in force, of the states that are public."""
        stays = set()
        for state in self._states(session, stored, over):
            known = stored.published[state["id"]]
            place, when = self._crowd.decide(state, known.shown)
            due = public_on(state, self._policy)
            if due is not None and when.month_only:
                due = may_show_from(state, when, self._policy)
            if not self._is_over(due):
                continue
            stays.add(state["id"])
            row = public_row(state, place, when, known.public_id, known.batch)
            if row["feature"] != known.feature:
                decided = publication_row(state, place, when, known.public_id)
                renewal.public.append(PublicRow(state["id"], row, decided))
        renewal.gone += stored.published.keys() - stays

    def _states(self, session: Session, stored: Stored, over: set[str]) -> Iterator[IncidentRow]:
        versions = {each: row.version for each, row in stored.published.items() if each in over}
        return iter(published_states(session, versions, stored.incidents))

    def _is_over(self, due: date | None) -> bool:
        return due is not None and due <= self._today


def write(session: Session, renewal: Renewal) -> tuple[int, int]:
    """Returns how many public rows changed, and how many left."""
    ids = [row["id"] for row in renewal.full]
    repository.replace_full(session, [*ids, *renewal.uncounted], renewal.full)
    set_due(session, renewal.days)
    removed = repository.take_down(session, renewal.gone)
    public = sorted(renewal.public, key=lambda each: each.row["id"])
    repository.replace_public(session, [each.row for each in public])
    repository.replace_publications(session, [each.decided for each in public])
    public_ids = [each.row["id"] for each in public]
    repository.note_changes(session, public_ids, withdrawn=False)
    return len(public), removed
