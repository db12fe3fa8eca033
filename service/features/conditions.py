"""What a filter lets through: conditions with named parameters, and the values of these.

The conditions depend on which parameters a filter gives, never on what it gives them. So a
statement is put together once for each kind of question; to put it together for each question
takes SQLAlchemy longer than most databases take to answer it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Text, and_, bindparam, or_, type_coerce
from sqlalchemy.sql import ColumnElement

from service.features.edges import bounds_of, inside
from service.features.filters import Filter
from service.features.projected_bbox import ProjectedBbox
from service.features.tables import FeatureTable

Condition = ColumnElement[bool]
Values = Mapping[str, Any]
# The names of the parameters that have values.
Given = Collection[str]

# Each with the column that must hold one of its codes.
_CODES: Final = {
    "within": "sector",
    "sectors": "sector",
    "types": "type",
    "weeks": "week",
    "statuses": "status",
}
_EQUIPMENT: Final = re.compile(r"equipment_\d+")
_WILD: Final = re.compile(r"([%_/])")


def values_of(source: FeatureTable, wanted: Filter) -> dict[str, Any]:
    """What a filter asks for, by the names under which the conditions know it."""
    values: dict[str, Any] = {
        name: codes
        for name, codes in (
            ("sectors", wanted.sectors),
            ("types", wanted.types),
            ("weeks", wanted.weeks),
            ("statuses", wanted.statuses),
        )
        if codes
    }
    if wanted.within is not None:
        values["within"] = wanted.within
    for at, code in enumerate(wanted.equipment):
        values[f"equipment_{at}"] = _WILD.sub(r"/\1", f'"{code}"')
    return {**values, **_edges(wanted), **_ends(source, wanted)}


def own_conditions(source: FeatureTable, wanted: Filter) -> tuple[Condition, ...]:
    """Those that no other question has, with their values in them."""
    if not isinstance(wanted.bbox, ProjectedBbox):
        return wanted.conditions
    columns = source.table.c
    return inside(columns.lon, columns.lat, wanted.bbox), *wanted.conditions


def conditions_on(source: FeatureTable, given: Given) -> list[Condition]:
    """All but those on time."""
    columns = source.table.c
    found: list[Condition] = [
        columns[column].in_(bindparam(name, type_=columns[column].type, expanding=True))
        for name, column in _CODES.items()
        if name in given
    ]
    equipment = sorted(name for name in given if _EQUIPMENT.fullmatch(name))
    if equipment:
        # The column is the text of a JSON list of codes.
        kinds = type_coerce(columns.equipment, Text)
        marks = [kinds.contains(bindparam(name, type_=Text), escape="/") for name in equipment]
        found.append(or_(*marks))
    if "south" in given:
        found.append(_inside(source, given))
    return found


def stretches(source: FeatureTable, given: Given) -> list[list[Condition]]:
    """Conditions on time, as stretches of the page order that follow one another.

    A row may begin before the span and still reach into it. Those that belong to a week begin at
    most that long before; only rows without a week, which are few, must be sought farther back.
    Without this, a span that holds less than a page would read all that is older.
    """
    start, end = source.start, source.end
    first, earliest, after = (
        bindparam(name, type_=start.type) for name in ("first", "earliest", "after")
    )
    window = [start < after] if "after" in given else []
    if "first" not in given:
        return [window]
    # An event without duration has an end that is its start.
    reaches = or_(end > first, start >= first)
    return [
        [*window, start >= earliest, reaches],
        [start < earliest, end > first, source.table.c.week.is_(None)],
    ]


def at_once(parts: Sequence[Sequence[Condition]]) -> list[Condition]:
    """What is sorted or counted anyway need not be read one stretch of time after the other."""
    if len(parts) == 1:
        return [*parts[0]]
    return [or_(*(and_(*part) for part in parts))]


def _edges(wanted: Filter) -> dict[str, float]:
    """The box, or one in degrees that encloses it; none if it holds no place of an incident."""
    box = bounds_of(wanted.bbox) if isinstance(wanted.bbox, ProjectedBbox) else wanted.bbox
    if box is None:
        return {}
    along = {"south": box.south, "north": box.north}
    if box.crosses_antimeridian:
        return {"from_west": box.west, "to_east": box.east, **along}
    return {"west": box.west, "east": box.east, **along}


def _ends(source: FeatureTable, wanted: Filter) -> dict[str, Any]:
    """The ends of a span, and the first start that a row with a week may have to meet it."""
    if wanted.span is None:
        return {}
    first, after = source.bounds(wanted.span)
    earliest = None if first is None else first - source.longest_week
    ends = {"first": first, "earliest": earliest, "after": after}
    return {name: each for name, each in ends.items() if each is not None}


def _inside(source: FeatureTable, given: Given) -> Condition:
    """A feature without geometry lies in no box."""
    lon, lat = source.table.c.lon, source.table.c.lat
    along = lat.between(bindparam("south", type_=lat.type), bindparam("north", type_=lat.type))
    if "west" in given:
        across = lon.between(bindparam("west", type_=lon.type), bindparam("east", type_=lon.type))
        return and_(across, along)
    beyond = lon >= bindparam("from_west", type_=lon.type)
    return and_(or_(beyond, lon <= bindparam("to_east", type_=lon.type)), along)
