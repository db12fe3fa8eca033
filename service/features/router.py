"""`/api` and `/api/collections`: the landing page and the collections' descriptions."""

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from service.access import House, Visitor
from service.accounts.service import Caller
from service.conditional import answer, tag_of_body
from service.errors import Missing
from service.features import service
from service.features.access import may_read_full
from service.features.collections import (
    INCIDENTS_FULL,
    PUBLIC,
    REFERENCE,
    SECTOR_WEEKS,
    SECTORS,
    Collection,
    describe,
    incidents_box,
)
from service.features.conformance import CONFORMANCE
from service.features.definition import definition
from service.features.formats.forms import links_to_items
from service.features.items import router as items_router
from service.features.layers import layer
from service.features.links import (
    JSON,
    OGC,
    OPENAPI_30,
    OPENAPI_31,
    SCHEMA,
    base_address,
    link,
)
from service.features.schemas import feature_properties, queryables, whole_feature
from service.installation import Installation
from service.reads import CALLERS_CACHE, PUBLIC_CACHE, read

router = APIRouter(prefix="/api", tags=["collections"])


@read(router, "", JSON)
def read_landing(request: Request, house: House) -> Response:
    """The landing page of the API: where everything else is."""
    base = base_address(request, house)
    document = {
        "title": "Miedza",
        "description": "Incidents along the Polish-Belarusian border, as maps and weekly figures.",
        "links": [
            link("self", f"{base}/api", JSON, "This page"),
            link("service-desc", f"{base}/api/api", OPENAPI_30, "For map clients, as OpenAPI 3.0"),
            link("service-desc", f"{base}/api/openapi.json", OPENAPI_31, "All, as OpenAPI 3.1"),
            link("service-doc", f"{base}/api/docs", "text/html", "The API for people"),
            link("conformance", f"{base}/api/conformance", JSON, "The conformance classes"),
            link(
                "http://www.opengis.net/def/rel/ogc/1.0/conformance",
                f"{base}/api/conformance",
                JSON,
            ),
            link("data", f"{base}/api/collections", JSON, "The collections"),
            link(f"{OGC}/data", f"{base}/api/collections", JSON),
            link("related", f"{base}/api/changes", JSON, "Changes of the public records"),
        ],
    }
    return _json(request, document, PUBLIC_CACHE)


@read(router, "/conformance", JSON)
def read_conformance(request: Request) -> Response:
    """The parts of the OGC API standards that this service keeps to."""
    return _json(request, {"conformsTo": CONFORMANCE}, PUBLIC_CACHE)


@read(router, "/api", OPENAPI_30)
def read_definition(request: Request, house: House, caller: Visitor) -> Response:
    """The collections that the caller may read, as OpenAPI 3.0 for map clients."""
    document = definition(base_address(request, house), _visible(caller))
    cache = CALLERS_CACHE if caller else PUBLIC_CACHE
    return _json(request, document, cache, caller, OPENAPI_30)


@read(router, "/collections", JSON)
def read_collections(request: Request, house: House, caller: Visitor) -> Response:
    """The collections that the caller may read."""
    base = base_address(request, house)
    document = {
        "links": [link("self", f"{base}/api/collections", JSON)],
        "collections": [_describe(each, base, house, caller) for each in _visible(caller)],
    }
    return _json(request, document, CALLERS_CACHE if caller else PUBLIC_CACHE, caller)


@read(router, "/collections/{collection_id}", JSON)
def read_collection(
    collection_id: str, request: Request, house: House, caller: Visitor
) -> Response:
    """One collection: what it holds, its extent, licence and links."""
    collection = _find(collection_id, caller)
    document = _describe(collection, base_address(request, house), house, caller)
    return _json(request, document, CALLERS_CACHE if caller else PUBLIC_CACHE, caller)


@read(router, "/collections/{collection_id}/schema", SCHEMA)
def read_schema(collection_id: str, request: Request, house: House, caller: Visitor) -> Response:
    """The properties of the collection's features (OGC API Features, Part 5)."""
    return _schema(request, house, _find(collection_id, caller), caller, feature_properties)


@read(router, "/collections/{collection_id}/queryables", SCHEMA)
def read_queryables(
    collection_id: str, request: Request, house: House, caller: Visitor
) -> Response:
    """The properties by which the collection's items can be asked for (Part 3)."""
    return _schema(request, house, _find(collection_id, caller), caller, queryables)


@read(router, "/collections/{collection_id}/feature-schema", SCHEMA)
def read_feature_schema(
    collection_id: str, request: Request, house: House, caller: Visitor
) -> Response:
    """One whole feature of the collection as a GeoJSON schema."""
    return _schema(request, house, _find(collection_id, caller), caller, whole_feature)


router.include_router(items_router)


def _find(collection_id: str, caller: Caller | None) -> Collection:
    for collection in _visible(caller):
        if collection.id == collection_id:
            return collection
    raise Missing


def _visible(caller: Caller | None) -> tuple[Collection, ...]:
    return (*PUBLIC, INCIDENTS_FULL) if may_read_full(caller) else PUBLIC


def _describe(
    collection: Collection, base: str, house: Installation, caller: Caller | None
) -> dict[str, Any]:
    items = links_to_items(collection, base)
    if collection in REFERENCE:
        held = layer(collection.id)
        return describe(collection, base, held.box, items, count=len(held.ids))
    # When the first was, and how many there are, is told only of those that the caller may read.
    sectors = caller.sectors if caller and collection is INCIDENTS_FULL else None
    first, count = service.extent_of(house.database, collection, sectors)
    box = layer(SECTORS.id).box if collection is SECTOR_WEEKS else incidents_box()
    return describe(collection, base, box, items, first, count)


def _schema(
    request: Request,
    house: Installation,
    collection: Collection,
    caller: Caller | None,
    make: Callable[[Collection, str], dict[str, Any]],
) -> Response:
    address = f"{base_address(request, house)}{request.url.path}"
    cache = CALLERS_CACHE if caller else PUBLIC_CACHE
    return _json(request, make(collection, address), cache, caller, SCHEMA)


def _json(
    request: Request,
    document: dict[str, Any],
    headers: dict[str, str],
    caller: Caller | None = None,
    media_type: str = JSON,
) -> Response:
    body = orjson.dumps(document)
    # The list without a key is public, but a shared cache must not give it to a key's holder.
    varied = {"Vary": "Authorization", **headers}
    tag = tag_of_body(body, caller.sectors if caller else None)
    return answer(request, tag, lambda: body, media_type, varied)
