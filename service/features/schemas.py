"""JSON Schema documents of a collection: its features, what can be asked, and one whole feature."""

from collections.abc import Iterable
from typing import Any, Final

from service.features.collections import Collection
from service.features.properties import GEOMETRY, Property, properties_of

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def feature_properties(collection: Collection, address: str) -> dict[str, Any]:
    """The flat schema of Part 5, with the roles of the members."""
    shape = GEOMETRY[collection.id].lower()
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
    """The properties that are query parameters of the items (Part 3)."""
    asked = [each for each in properties_of(collection.id) if each.queryable]
    return _document(collection, address, _listed(asked)) | {"additionalProperties": False}


def whole_feature(collection: Collection, address: str) -> dict[str, Any]:
    """The schema of a GeoJSON feature, by which GDAL learns the types of the fields."""
    return _document(
        collection,
        address,
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"$ref": f"https://geojson.org/schema/{GEOMETRY[collection.id]}.json"},
            "properties": {
                "type": "object",
                "properties": _listed(properties_of(collection.id)),
            },
        },
    )


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
