"""How sensitive an incident is by what sources and people said, through every merge.

Each incident keeps what was said about it: what its own report asked for, or the floor that people
set instead. A merge copies none of it, so parting two incidents loses nothing: for as long as one
stands behind another, what was said of it counts there too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from service.incidents import repository
from service.incidents.facts import highest, lowest, sensitivity, types_of
from service.models import IncidentHistory, IncidentRow


def tree_of(session: Session, incident_id: str) -> list[str]:
    """The incident and all that were merged into it, directly or through others."""
    return walk_down([incident_id], lambda ids: repository.merged_into(session, ids))


def walk_down(ids: Sequence[str], children: Callable[[Sequence[str]], list[str]]) -> list[str]:
    found: list[str] = []
    while ids:
        found += ids
        ids = children(ids)
    return found


def told_level(session: Session, incident: IncidentRow) -> str:
    """The highest class that was said of the incident or of one that stands behind it.

    Withdrawn reports count too: a withdrawal alone makes nothing less sensitive.
    """
    rows = repository.incidents_by_id(session, tree_of(session, incident["id"]))
    history: defaultdict[str, list[IncidentHistory]] = defaultdict(list)
    for change in repository.history_of(session, [key for key in rows if rows[key]["version"] > 1]):
        history[change.incident_id].append(change)
    return highest(_Tree({**rows, incident["id"]: incident}, history).told(incident["id"]))


def level_by_hand(incident: IncidentRow) -> str:
    """What the acts and casualties that were set by hand ask for."""
    by_hand = incident["set_by_hand"]
    types = types_of(incident) if "acts" in by_hand else ()
    return sensitivity(types, incident["casualties"] if "casualties" in by_hand else ())


@dataclass(frozen=True, slots=True)
class _Tree:
    rows: Mapping[str, IncidentRow]
    history: Mapping[str, Sequence[IncidentHistory]]

    def told(self, incident_id: str) -> Iterator[str]:
        """What was said of one, and of those merged into it since its floor was set.

        Whoever set the floor knew what stood behind the incident by then.
        """
        own = self.rows[incident_id]
        yield own["sensitivity_floor"] or self._at_first(own)
        decided = self._newest(own, "sensitivity_floor")
        for child in self.rows.values():
            if child["merged_into"] == incident_id and self._newest(child, "merged_into") > decided:
                # By hand it may say violence, and only its claims that none but officers were hurt.
                yield lowest((level_by_hand(child), child["sensitivity"]))
                yield from self.told(child["id"])

    def _at_first(self, incident: IncidentRow) -> str:
        changes = (row.old for row in self._changes(incident, "sensitivity"))
        return str(next(changes, incident["sensitivity"]))

    def _newest(self, incident: IncidentRow, field: str) -> int:
        """The place of the newest change of a field in the history; 0 without one."""
        return max((row.id or 0 for row in self._changes(incident, field)), default=0)

    def _changes(self, incident: IncidentRow, field: str) -> list[IncidentHistory]:
        return [row for row in self.history.get(incident["id"], ()) if row.field == field]
