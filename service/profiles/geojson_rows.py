"""A GeoJSON FeatureCollection as rows: properties are cells, a point adds `lon` and `lat`."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import orjson

from service.errors import Problem
from service.profiles.faults import FileInvalid
from service.profiles.rows import SourceRow


def read_geojson(data: bytes) -> Iterator[SourceRow]:
    """The features in their order; raises `FileInvalid` when the whole is not a collection."""
    try:
        whole = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        raise FileInvalid(f"the file is not valid JSON in UTF-8 ({place})") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise FileInvalid("the file is no GeoJSON FeatureCollection: it has no list `features`")
    for number, feature in enumerate(features, start=1):
        yield _row(number, feature)


def _row(number: int, feature: Any) -> SourceRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return SourceRow(number, {}, Problem("row", "is no GeoJSON Feature with properties"))
    cells = {name: _cell(value) for name, value in properties.items()}
    geometry = feature.get("geometry")
    point = _point(geometry)
    if geometry is not None and point is None:
        return SourceRow(number, cells, Problem("geometry", "is not a Point", "a Point or null"))
    problem = None
    if nul := next((name for name, text in cells.items() if "\0" in text), None):
        problem = Problem(nul, "holds a NUL character", "text")
    return SourceRow(number, {**cells, **(point or {})}, problem)


def _point(geometry: Any) -> dict[str, str] | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    position = geometry.get("coordinates")
    if not isinstance(position, list) or len(position) < 2:
        return None
    if not all(type(number) in (int, float) for number in position[:2]):
        return None
    return {"lon": _cell(position[0]), "lat": _cell(position[1])}


def _cell(value: Any) -> str:
    """A property as a spreadsheet would show it: 3.0 is 3, null is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip())
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return orjson.dumps(value).decode()
