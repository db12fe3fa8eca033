"""What the figures read of an incident: one shape, made from either projection."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

import orjson

from service import vocabulary
from service.counting import UNKNOWN, Told, holder, sector_code
from service.models import IncidentRow
from service.projections.disclosure import is_published_claim

# SDMX writes a total so, over whichever dimension it stands in.
TOTAL: Final = "_T"
# SDMX again: the dimension does not apply.
NOT_APPLICABLE: Final = "_Z"
SERIES: Final = vocabulary.codes("series")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an incident's equipment; `held_by` says whose it was when it counted."""

    kind: str
    held_by: str
    told: Told


@dataclass(frozen=True, slots=True)
class Counted:
    """One incident as the figures see it.

    `kinds` are the kinds of equipment that are named at all. Where `banded` is set the numbers may
    not enter a sum, because the public knows them only as bands.
    """

    status: str
    sector: str
    type: str
    also: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    attempts: Told = (None, None)
    persons: Told = (None, None)
    geometry_basis: str = "none"
    supplier: str | None = None
    supply_basis: str | None = None
    by: str = UNKNOWN
    banded: bool = False
    sensitivity: str = "moderate"

    @property
    def series(self) -> tuple[str, ...]:
        return series_of(self.status)

    def items_of(self, holder: str) -> dict[str, list[Told]]:
        """What this holder had, by kind."""
        found: dict[str, list[Told]] = {}
        for item in self.items:
            if item.held_by == holder:
                found.setdefault(item.kind, []).append(item.told)
        return found


@dataclass(frozen=True, slots=True)
class State:
    """An encampment; `undated` is its month or year where nothing closer is known."""

    incident: Counted
    undated: str | None = None


@dataclass(frozen=True, slots=True)
class UndatedCount:
    """How many incidents of one status are counted under a month or year."""

    period: str
    status: str
    incidents: int


@dataclass(frozen=True, slots=True)
class WeekRows:
    """Everything that counts in one week."""

    week: str
    events: Sequence[Counted]
    states: Sequence[State] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.events or self.states)

    def within(self, sectors: Collection[str]) -> "WeekRows":
        """Only what lies in one of these sectors; what is told for several lies in none."""
        return WeekRows(
            self.week,
            [event for event in self.events if event.sector in sectors],
            [state for state in self.states if state.incident.sector in sectors],
        )


@lru_cache(maxsize=64)
def series_of(status: str) -> tuple[str, ...]:
    return tuple(each for each in SERIES if vocabulary.in_series(status, each))


def written(counted: Counted) -> dict[str, Any]:
    """As it is kept beside a vintage; `read_counted` is the way back."""
    return {**asdict(counted), "items": [[i.kind, i.held_by, *i.told] for i in counted.items]}


def read_counted(kept: Mapping[str, Any]) -> Counted:
    items = (Item(kind, holder, (low, high)) for kind, holder, low, high in kept["items"])
    pairs = {name: tuple(kept[name]) for name in ("also", "kinds", "attempts", "persons")}
    return Counted(**{**kept, **pairs, "items": tuple(items)})


def event_row(row: Mapping[str, Any]) -> Counted:
    """A row of the full projection."""
    return _counted(row)


def state_row(row: Mapping[str, Any]) -> State:
    """An encampment of the full projection.

    An interval that only says "some time in this month" tells nothing about how long people
    stayed: it is counted under its period and never spread over the weeks in it.
    """
    precision = orjson.loads(row["feature"])["properties"]["precision"]
    vague = precision in ("month", "year")
    return State(event_row(row), row["undated"] if vague else None)


def record_row(row: Mapping[str, Any]) -> Counted:
    """A row of the public table as it stands in public.

    Its exact numbers are taken in only where the public can read them already: a published claim
    that no other report has added to, shown in its present state.
    """
    open_to_all = (
        is_published_claim(cast(IncidentRow, row))
        and row["reports"] == 1
        and row["version"] == row["published_version"]
    )
    return _counted(row, banded=not open_to_all)


def _counted(row: Mapping[str, Any], *, banded: bool = False) -> Counted:
    properties = orjson.loads(row["feature"])["properties"]
    return Counted(
        status=row["status"],
        sector=sector_code(row["sector"], row["sectors"]),
        type=row["type"],
        also=tuple(row["also"]),
        kinds=tuple(row["equipment"]),
        items=_items(row["items"]),
        attempts=(row["attempts_low"], row["attempts_high"]),
        persons=(row["persons_low"], row["persons_high"]),
        geometry_basis=properties["geometry_basis"],
        supplier=properties["supplier"],
        supply_basis=properties["supply_basis"],
        by=properties["by"],
        banded=banded,
        sensitivity=properties["sensitivity"],
    )


def _items(equipment: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(item["kind"], holder(item), (item["low"], item["high"])) for item in equipment
    )
