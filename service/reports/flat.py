"""Flat forms of a report: CSV cells with dotted names, and GeoJSON features."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError

from service.errors import BodyInvalid, Problem
from service.reports.parsing import problems_of
from service.reports.schemas import BATCH_REPORT, BatchReport

_POINT_METHODS = (None, "gnss", "map_pick")
_LISTS = {"also", "equipment", "casualties", "location.sectors"}


def report_from_feature(feature: Any) -> dict[str, Any]:
    """A GeoJSON Feature: its properties are the members, its point is a `map_pick` place."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BodyInvalid("", (Problem("type", "is not a GeoJSON Feature"),))
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        raise BodyInvalid("", (Problem("properties", "is missing", "the report's members"),))
    report = dict(properties)
    if isinstance(feature.get("id"), str):
        report.setdefault("id", feature["id"])
    point = _point(feature.get("geometry"))
    stated = report.get("location") or {}
    # A feature that names a sector or a place is drawn somewhere too; its point says nothing more.
    if point is not None and isinstance(stated, dict) and stated.get("method") in _POINT_METHODS:
        drawn = {"method": "map_pick", "lon": point[0], "lat": point[1]}
        report["location"] = {**drawn, **stated}
    return report


def _point(geometry: Any) -> list[Any] | None:
    if geometry is None:
        return None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if geometry.get("type") != "Point" if isinstance(geometry, dict) else True:
        raise BodyInvalid("", (Problem("geometry", "is not a Point", "a Point or null"),))
    if not isinstance(coordinates, list) or len(coordinates) not in (2, 3):
        raise BodyInvalid("", (Problem("geometry.coordinates", "is not [lon, lat]"),))
    return coordinates


def report_from_cells(cells: Mapping[str, str]) -> BatchReport:
    """A CSV row: `location.lon` is a member of `location`; `equipment` is `ladder:2;rope:?`."""
    nested: dict[str, Any] = {}
    for name, cell in cells.items():
        if value := cell.strip():
            _put(nested, name, _split_list(name, value) if name in _LISTS else value)
    try:
        # Not strict: a number in a cell is text. Cells with `true` or NaN are refused all the same.
        return BATCH_REPORT.validate_json(orjson.dumps(nested), strict=False)
    except ValidationError as error:
        raise BodyInvalid("the row cannot be accepted", problems_of(error)) from None


def _put(nested: dict[str, Any], dotted: str, value: Any) -> None:
    *parents, name = dotted.split(".")
    holder = nested
    for parent in parents:
        inner = holder.setdefault(parent, {})
        if not isinstance(inner, dict):
            raise BodyInvalid("", (Problem(parent, "is both a column and a group of columns"),))
        holder = inner
    holder[name] = value


def _split_list(name: str, value: str) -> list[Any]:
    parts = [part.strip() for part in value.split(";") if part.strip()]
    if name == "equipment":
        return [_equipment(part) for part in parts]
    if name == "also":
        return [{"type": part} for part in parts]
    if name == "casualties":
        return [_casualty(part) for part in parts]
    return parts


def _equipment(part: str) -> dict[str, Any]:
    kind, _, count = part.partition(":")
    if count in ("", "?"):
        return {"kind": kind.strip()}
    return {"kind": kind.strip(), "count": {"low": count.strip(), "qualifier": "exact"}}


def _casualty(part: str) -> dict[str, Any]:
    """`dead:people_crossing:1`; `?` is a number that was not stated."""
    harm, _, rest = part.partition(":")
    who, _, count = rest.partition(":")
    low = {} if count in ("", "?") else {"low": count.strip()}
    return {"harm": harm.strip(), "who": who.strip(), **low}
