"""What an analyst asks the queue for, and how a row of it looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any, Final

from service.incidents.facts import highest
from service.vocabulary import codes, sensitivity_of
from service.weeks import local_midnight, place_in_time

OPEN: Final = ("received", "in_review")
MAX_LIMIT: Final = 200
_ID_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class QueueQuestion:
    """Filters of the queue; an empty one lets everything through."""

    statuses: tuple[str, ...] = OPEN
    types: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sensitivities: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    disputed: bool | None = None
    held: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    code: str | None = None
    newest_first: bool = False

    def stretches(self) -> list[tuple[str, str]]:
        """The pairs of status and sensitivity to look through: each lies in order in one index.

        An incident is never less sensitive than its main type.
        """
        levels = self.sensitivities or codes("sensitivity")
        if self.types:
            least = [sensitivity_of(each) for each in self.types]
            levels = tuple(
                level for level in levels if any(highest((level, each)) == level for each in least)
            )
        return list(product(self.statuses, levels))

    def id_bounds(self) -> tuple[str | None, str | None]:
        """Ids are in the order of receipt, so days of receipt are a stretch of them."""
        return _first_id(self.received_from), _first_id(self.received_to)


def _first_id(day: date | None) -> str | None:
    """The least id that an incident received from this day on can have."""
    if day is None:
        return None
    milliseconds = int(local_midnight(day).timestamp() * 1_000)
    digits = f"{milliseconds:0{_ID_CHARACTERS}x}"
    return f"{digits[:8]}-{digits[8:]}"


def queue_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the queue shows of an incident: no coordinate, no word of a source."""
    week, undated = place_in_time(row["occurred_from"], row["occurred_to"])
    return {
        "id": row["id"],
        "version": row["version"],
        "received_at": row["created_at"],
        "status": row["status"],
        "grade": row["reliability"] + row["credibility"],
        "sensitivity": row["sensitivity"],
        "type": row["type"],
        "by": row["by"],
        "also": [act["type"] for act in row["also"]],
        "week": week,
        "undated": undated,
        "sector": row["sector"],
        "sectors": row["sectors"],
        "location_method": row["location_method"],
        "persons": _bounds(row, "persons"),
        "attempts": _bounds(row, "attempts"),
        "source_type": row["source_type"],
        "reports": row["reports"],
        "disputed": row["disputed"],
        "merged_into": row["merged_into"],
        "hold": _hold(row["holder"], row["until"]),
    }


def _bounds(row: Mapping[str, Any], name: str) -> dict[str, int | None] | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if low is None and high is None else {"low": low, "high": high}


def _hold(holder: str | None, until: datetime | None) -> dict[str, Any] | None:
    return None if holder is None else {"holder": holder, "until": until}
