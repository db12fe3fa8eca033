"""JSON Schema documents of a collection: its features, what can be asked, and one whole feature."""

from collections.abc import Iterable
from typing import Any, Final

from service.features.collections import Collection
from service.features.properties import SHAPES, Property, properties_of
from service.features.queryables import GEOMETRY, PERIOD, queryable_names
from service.features.sorting import sortable_names

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# A week, a month, a year or an exact time, as an interval; `datetime` asks the same.
_PERIOD: Final = {
    "title": "From when to when: for T_INTERSECTS and the like",
    "type": "array",
    "items": {"type": "string", "format": "date"},
    "minItems": 2,
    "maxItems": 2,
}

_BEGINNING: Final = {
    "title": "Beginning of the time; the newest first is the order without `sortby`",
    "type": "string",
    "format": "date",
}


def feature_properties(collection: Collection, address: str) -> dict[str, Any]:
    """The flat schema of Part 5, with the roles of the members."""
    shape = SHAPES[collection.id].lower()
    return _document(
        collection,
        address,
        {
            "id": {"type": "string", "x-ogc-role": "id"},
            "geometry": {"x-ogc-role": "primary-geometry", "format": f"geometry-{shape}"},
            **_listed(properties_of(collection.id)),
        },
    )


def queryables(collection: Collection, address: str) -> dict[str, Any]:
    """What a filter may name, of which all but time and place are query parameters too (Part 3)."""
    names = queryable_names(collection.id)
    asked = _listed(each for each in properties_of(collection.id) if each.name in names)
    if PERIOD in names:
        asked[PERIOD] = _PERIOD
    if GEOMETRY in names:
        asked[GEOMETRY] = _geometry(collection)
    return _document(collection, address, asked) | {"additionalProperties": False}


def sortables(collection: Collection, address: str) -> dict[str, Any]:
    """What `sortby` may name (Part 5); a time interval is sorted by its beginning."""
    names = sortable_names(collection.id)
    known = _listed(each for each in properties_of(collection.id) if each.name in names)
    if PERIOD in names:
        known[PERIOD] = _BEGINNING
    return _document(collection, address, known) | {"additionalProperties": False}


def whole_feature(collection: Collection, address: str) -> dict[str, Any]:
    """The schema of a GeoJSON feature, by which GDAL learns the types of the fields."""
    return _document(
        collection,
        address,
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": _geometry(collection),
            "properties": {
                "type": "object",
                "properties": _listed(properties_of(collection.id)),
            },
        },
    )


def _geometry(collection: Collection) -> dict[str, Any]:
    # QGIS knows a geometry by this reference alone.
    return {"$ref": f"https://geojson.org/schema/{SHAPES[collection.id]}.json"}


def _document(collection: Collection, address: str, members: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _DIALECT,
        "$id": address,
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "properties": members,
    }


def _listed(found: Iterable[Property]) -> dict[str, Any]:
    return {each.name: {"title": each.title, **each.schema} for each in found}
