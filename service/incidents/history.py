"""What changed in an incident, field by field; enough to go back to every earlier state.

A group of values that change as one thing is one field, so one edit is one row. Facts about an
incident that are no value of it (a grading, a proposal) may stand in the history too.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Protocol, cast, get_type_hints

from service.incidents.facts import GROUPS, group_of
from service.models import IncidentRow

_BY_HAND = "set_by_hand"
_GROUPED = {column for columns in GROUPS.values() for column in columns}
_UNTOLD = {"id", "version", "created_at", "updated_at", _BY_HAND}
_COLUMNS = tuple(IncidentRow.__annotations__)
# Values that JSON has no kind for; written in ISO 8601.
_INSTANTS = {name for name, kind in get_type_hints(IncidentRow).items() if kind is datetime}
_DATES = {"document_date"}


class Change(Protocol):
    """A row of the history, as far as going back needs it."""

    id: int | None
    version: int
    at: datetime
    field: str
    old: Any
    new: Any


def changes(before: IncidentRow, after: IncidentRow) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, each with its old and new value as the history keeps them."""
    fields = [column for column in _COLUMNS if column not in _GROUPED | _UNTOLD]
    found = {field: (_scalar(before, field), _scalar(after, field)) for field in fields}
    found |= {group: (_group(before, group), _group(after, group)) for group in GROUPS}
    return {field: pair for field, pair in found.items() if pair[0] != pair[1]}


def state_at(current: IncidentRow, rows: Iterable[Change], version: int) -> IncidentRow:
    """The incident as it was at `version`; `rows` is its history from then on, in any order."""
    state = cast(dict[str, Any], dict(current))
    by_hand = set(current["set_by_hand"])
    kept = [row for row in rows if row.version <= version]
    undone = [row for row in rows if row.version > version]
    for row in sorted(undone, key=attrgetter("version"), reverse=True):
        _undo(state, by_hand, row)
    state["version"] = version
    state["set_by_hand"] = [group for group in GROUPS if group in by_hand]
    newest = max(kept, key=attrgetter("version"), default=None)
    state["updated_at"] = newest.at if newest else current["created_at"]
    return cast(IncidentRow, state)


def _undo(state: dict[str, Any], by_hand: set[str], row: Change) -> None:
    if row.field in GROUPS:
        old = dict(row.old)
        (by_hand.add if old.pop(_BY_HAND, False) else by_hand.discard)(row.field)
        state.update({column: _read(column, value) for column, value in old.items()})
    elif row.field in state:
        state[row.field] = _read(row.field, row.old)


def _scalar(incident: IncidentRow, column: str) -> Any:
    return _written(cast(Mapping[str, Any], incident)[column])


def _group(incident: IncidentRow, group: str) -> dict[str, Any]:
    values = {column: _written(value) for column, value in group_of(incident, group).items()}
    return {**values, _BY_HAND: True} if group in incident["set_by_hand"] else values


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(column: str, value: Any) -> Any:
    if value is None:
        return None
    if column in _INSTANTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column in _DATES else value
