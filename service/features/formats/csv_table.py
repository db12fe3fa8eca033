"""CSV (RFC 4180): a row for each feature, its place behind its properties.

Points stand as `lon` and `lat`, other shapes as WKT. The file begins with the mark of UTF-8, as the
weekly figures do: without it a spreadsheet shows Polish letters wrongly.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson
import shapely

from service.features.crs import Crs
from service.features.formats.columns import columns_of, has_points, plain
from service.features.formats.pieces import Feature, read
from service.features.geojson import Page, Question
from service.spreadsheets import MARK, cell

_NOWHERE = (None, None)


def render_head(question: Question) -> bytes:
    """The names of the columns."""
    names = (each.name for each in columns_of(question))
    place = _axes(question.shape.crs) if has_points(question) else ("wkt",)
    return MARK.encode() + _lines([("id", *names, *place)])


def render_features(question: Question, page: Page) -> bytes:
    names = [each.name for each in columns_of(question)]
    place = _point if has_points(question) else _wkt
    return _lines([_row(feature, names, place(feature["geometry"])) for feature in read(page)])


def _row(feature: Feature, names: Sequence[str], place: Sequence[Any]) -> list[str]:
    values = map(feature["properties"].get, names)
    return [cell(value) for value in (feature["id"], *map(plain, values), *place)]


def _axes(crs: Crs) -> Sequence[str]:
    """The names of the two coordinates, in their order."""
    if crs.projection:
        return "x", "y"
    return ("lat", "lon") if crs.latitude_first else ("lon", "lat")


def _point(geometry: dict[str, Any] | None) -> Sequence[Any]:
    return _NOWHERE if geometry is None else geometry["coordinates"][:2]


def _wkt(geometry: dict[str, Any] | None) -> Sequence[Any]:
    if geometry is None:
        return (None,)
    return (shapely.to_wkt(shapely.from_geojson(orjson.dumps(geometry)), rounding_precision=-1),)


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
