"""FlatGeobuf by GDAL: typed columns, also where no feature has a value, or there is no feature."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, Final

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from service.features.crs import Crs
from service.features.formats.columns import columns_of, plain
from service.features.formats.pieces import read
from service.features.geojson import Page, Question
from service.features.links import policy_address
from service.features.properties import SHAPES, Property

# GDAL's number for the zone of an instant.
_GDAL_UTC: Final = 100

Values = Sequence[Any]


def render_page(question: Question, page: Page) -> bytes:
    """In the order of the page, without an index: that would sort them, and refuse the placeless.

    GDAL is loaded with the first one that is asked for.
    """
    features = list(read(page))
    columns = columns_of(question)
    ids = np.array([feature["id"] for feature in features], dtype=object)
    found = [[each["properties"].get(column.name) for each in features] for column in columns]
    file = io.BytesIO()
    import_module("pyogrio.raw").write(
        file,
        _shapes([feature["geometry"] for feature in features], question.shape.crs),
        [ids, *map(_typed, columns, found)],
        ["id", *(column.name for column in columns)],
        field_mask=[None, *map(_missing, found)],
        layer=question.collection.id,
        driver="FlatGeobuf",
        geometry_type=SHAPES[question.collection.id],
        crs=_system(question.shape.crs),
        layer_options=_options(question),
        layer_metadata=_terms(question),
        gdal_tz_offsets={
            each.name: np.full(len(features), _GDAL_UTC)
            for each in columns
            if _kind(each) == "date-time"
        },
    )
    return file.getvalue()


def _options(question: Question) -> dict[str, str]:
    collection = question.collection
    return {
        "SPATIAL_INDEX": "NO",
        "TITLE": collection.title,
        "DESCRIPTION": f"{collection.description} {collection.attribution}",
    }


def _terms(question: Question) -> dict[str, str]:
    return {
        "attribution": question.collection.attribution,
        "licence": question.collection.licence,
        "licence_url": question.collection.licence_url,
        "policy": policy_address(question.base),
    }


def _system(crs: Crs) -> str:
    authority, _, code = crs.uri.split("/")[-3:]
    return f"{authority}:{code}"


def _shapes(geometries: Values, crs: Crs) -> NDArray[Any]:
    """As WKB, the easting first whatever the authority says; None for a feature without a place."""
    texts = [None if each is None else orjson.dumps(each) for each in geometries]
    shapes = shapely.from_geojson(np.array(texts, dtype=object))
    if crs.latitude_first:
        shapes = shapely.transform(shapes, lambda places: places[:, ::-1])
    wkb: NDArray[Any] = shapely.to_wkb(shapes)
    return wkb


def _missing(values: Values) -> NDArray[Any]:
    return np.array([value is None for value in values], dtype=bool)


def _typed(column: Property, values: Values) -> NDArray[Any]:
    """The values in the column's type, with something in the place of each null."""
    make, nothing, kind = _TYPES.get(_kind(column), _TEXT)
    return np.array([nothing if value is None else make(value) for value in values], dtype=kind)


def _kind(column: Property) -> str:
    kind: str = column.schema["type"]
    return str(column.schema.get("format", kind))


def _instant(text: str) -> datetime:
    """As UTC, which the column says once for all of them."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


# How a value becomes one of the column's type, what stands for null, and the type.
_Type = tuple[Callable[[Any], Any], Any, Any]
_TEXT: Final[_Type] = (str, "", object)
_TYPES: Final[Mapping[str, _Type]] = {
    "array": (plain, "", object),
    "boolean": (bool, False, bool),
    "integer": (int, 0, "int64"),
    "number": (float, 0.0, "float64"),
    "date": (date.fromisoformat, date.min, "datetime64[D]"),
    "date-time": (_instant, datetime(1970, 1, 1), "datetime64[ms]"),  # noqa: DTZ001  # UTC, as said.
}
