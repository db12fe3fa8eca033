"""The API definition in OpenAPI 3.0, which QGIS and GDAL read.

The one that the framework makes is 3.1, which they do not understand. This one describes the map
side alone, with a literal path for each collection, as those clients look for them.
"""

from collections.abc import Sequence
from typing import Any, Final

from service import __version__
from service.cql2.language import Language
from service.features.collections import Collection
from service.features.crs import CRS84, KNOWN
from service.features.formats.forms import CODES, FLATGEOBUF, OFFERED
from service.features.links import JSON, PAGE, SCHEMA
from service.features.parameters import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET
from service.features.properties import properties_of
from service.features.queryables import queryable_names
from service.features.sorting import sortable_names

_PROBLEM: Final = "application/problem+json"

Part = dict[str, Any]


def definition(base: str, collections: Sequence[Collection]) -> Part:
    """For the collections that a caller may read; addresses are absolute."""
    paths = {
        "/": _get("landing", "The landing page", JSON),
        "/conformance": _get("conformance", "The conformance classes", JSON),
        "/collections": _get("collections", "The collections", JSON),
    }
    for collection in collections:
        paths |= _paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Miedza",
            "description": "Incidents along the Polish-Belarusian border, for map clients.",
            "version": __version__,
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": f"{base}/api"}],
        "security": [{}, {"bearer": []}, {"basic": []}],
        "paths": paths,
        "components": {
            "parameters": _SHARED,
            "responses": {"problem": _answer("What was wrong (RFC 9457)", _PROBLEM)},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                # QGIS has no field for a token: it goes as the password.
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _paths(collection: Collection) -> dict[str, Part]:
    path, name, title = f"/collections/{collection.id}", collection.id, collection.title
    shaped = [*(_reference(each) for each in _SHAPING), _properties(collection)]
    apart = ("featureId", "f", *_SHAPING)
    chosen = [_reference(each) for each in _SHARED if each not in apart]
    return {
        path: _get(f"{name}.describe", f"{title}: what it holds", JSON),
        f"{path}/schema": _get(f"{name}.schema", f"{title}: properties", SCHEMA),
        f"{path}/queryables": _get(f"{name}.queryables", f"{title}: what can be asked", SCHEMA),
        f"{path}/sortables": _get(
            f"{name}.sortables", f"{title}: what it can be sorted by", SCHEMA
        ),
        f"{path}/items": _get(
            f"{name}.items",
            title,
            _FORMS,
            [*chosen, *shaped, *_queryables(collection), *_sorting(collection)],
        ),
        f"{path}/items/{{featureId}}": _get(
            f"{name}.item", f"{title}: one feature", _FORMS, [_reference("featureId"), *shaped]
        ),
    }


def _properties(collection: Collection) -> Part:
    known = [each.name for each in properties_of(collection.id)]
    return _query(
        "properties",
        "Only these members of `properties`, with commas between them",
        {"type": "array", "minItems": 1, "items": {"type": "string", "enum": known}},
    )


def _queryables(collection: Collection) -> list[Part]:
    names = queryable_names(collection.id)
    if not names:
        return []
    equal = [
        # Codes with commas between them; an enum would allow one alone.
        _query(each.name, f"{each.title}; several codes, with commas, are alternatives", _STRING)
        for each in properties_of(collection.id)
        if each.name in names
    ]
    return [*_FILTER, *equal]


def _sorting(collection: Collection) -> list[Part]:
    names = sortable_names(collection.id)
    if not names:
        return []
    signed = [f"{sign}{name}" for sign in ("", "-") for name in names]
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": signed}}
    return [_query("sortby", "What the features are sorted by; `-` before what descends", schema)]


def _reference(name: str) -> Part:
    return {"$ref": f"#/components/parameters/{name}"}


def _get(
    name: str, summary: str, media_types: str | Sequence[str], parameters: Sequence[Part] = ()
) -> Part:
    document = isinstance(media_types, str)
    listed = (media_types, PAGE) if isinstance(media_types, str) else media_types
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, _PAGE_OR_JSON if document else _reference("f")],
            "responses": {
                "200": _answer(summary, *listed),
                "default": {"$ref": "#/components/responses/problem"},
            },
        }
    }


def _answer(description: str, *media_types: str) -> Part:
    return {"description": description, "content": {each: _content(each) for each in media_types}}


def _content(media_type: str) -> Part:
    """The schema of an answer; what is no JSON is bytes or text."""
    if media_type == FLATGEOBUF.media_type:
        return {"schema": {"type": "string", "format": "binary"}}
    is_object = media_type.endswith(("/json", "+json"))
    return {"schema": {"type": "object" if is_object else "string"}}


def _query(name: str, description: str, schema: Part) -> Part:
    """Every member is written out: QGIS takes nothing for granted."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": False,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


_STRING: Final[Part] = {"type": "string"}
_CRS: Final[Part] = {
    "type": "string",
    "format": "uri",
    "enum": list(KNOWN),
    "default": CRS84.uri,
}
_F: Final = "The form of the answer; without it the header `Accept` chooses"
_PAGE_OR_JSON: Final = _query("f", _F, {"type": "string", "enum": ["json", "html"]})
_FORMS: Final = tuple(form.media_type for form in OFFERED)
# Each is written out where it is used: GDAL follows a reference for `limit` alone.
_FILTER: Final = (
    _query("filter", "A filter in CQL2; `queryables` lists what it may name", _STRING),
    _query(
        "filter-lang",
        "How the filter is written; `cql-text` is the draft that GDAL writes",
        {"type": "string", "enum": list(Language), "default": Language.TEXT},
    ),
    _query(
        "filter-crs", "Of the geometries in the filter", {"type": "string", "enum": [CRS84.uri]}
    ),
)
_SHARED: Final[dict[str, Part]] = {
    # GDAL and QGIS take the size of their pages from here.
    "limit": _query(
        "limit",
        f"Most features in the answer; more than {MAX_LIMIT} means {MAX_LIMIT}",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    ),
    "bbox": _query(
        "bbox",
        "west, south, east, north in degrees, or what `bbox-crs` says; of six numbers the heights "
        "are left out",
        {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    ),
    "bbox-crs": _query("bbox-crs", "The system of `bbox`, axes as its authority has them", _CRS),
    "datetime": _query(
        "datetime", "An instant, a day, or an interval of these; `..` is an open end", _STRING
    ),
    "cursor": _query("cursor", "From the link `next` or `prev`; opaque", _STRING),
    "f": _query("f", _F, {"type": "string", "enum": list(CODES)}),
    "offset": _query(
        "offset",
        "So many features are left out first",
        {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
    ),
    "resultType": _query(
        "resultType",
        "`hits` counts the features and sends none",
        {"type": "string", "enum": ["results", "hits"], "default": "results"},
    ),
    "crs": _query("crs", "The system of the geometries, axes as its authority has them", _CRS),
    "skipGeometry": _query(
        "skipGeometry", "`true` leaves the geometries out", {"type": "boolean", "default": False}
    ),
    "featureId": {"name": "featureId", "in": "path", "required": True, "schema": _STRING},
}
# How features are written; the others say which.
_SHAPING: Final = ("crs", "skipGeometry")
