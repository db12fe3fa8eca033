"""`/api` and `/api/collections`: the landing page and the collections' descriptions."""

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
from service.features.items import router as items_router
from service.features.layers import layer
from service.features.links import JSON, OPENAPI, base_address, link
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
            link("service-desc", f"{base}/api/openapi.json", OPENAPI, "The API as OpenAPI 3.1"),
            link("service-doc", f"{base}/api/docs", "text/html", "The API for people"),
            link("data", f"{base}/api/collections", JSON, "The collections"),
            link("related", f"{base}/api/changes", JSON, "Changes of the public records"),
        ],
    }
    return _json(request, document, PUBLIC_CACHE)


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
    for collection in _visible(caller):
        if collection.id == collection_id:
            document = _describe(collection, base_address(request, house), house, caller)
            return _json(request, document, CALLERS_CACHE if caller else PUBLIC_CACHE, caller)
    raise Missing


router.include_router(items_router)


def _visible(caller: Caller | None) -> tuple[Collection, ...]:
    return (*PUBLIC, INCIDENTS_FULL) if may_read_full(caller) else PUBLIC


def _describe(
    collection: Collection, base: str, house: Installation, caller: Caller | None
) -> dict[str, Any]:
    if collection in REFERENCE:
        return describe(collection, base, layer(collection.id).box)
    if collection is SECTOR_WEEKS:
        first = service.earliest(house.database, collection)
        return describe(collection, base, layer(SECTORS.id).box, first)
    # When the first incident was is told only of those that the caller may read.
    sectors = caller.sectors if caller and collection is INCIDENTS_FULL else None
    first = service.earliest(house.database, collection, sectors)
    return describe(collection, base, incidents_box(), first)


def _json(
    request: Request,
    document: dict[str, Any],
    headers: dict[str, str],
    caller: Caller | None = None,
) -> Response:
    body = orjson.dumps(document)
    # The list without a key is public, but a shared cache must not give it to a key's holder.
    varied = {"Vary": "Authorization", **headers}
    tag = tag_of_body(body, caller.sectors if caller else None)
    return answer(request, tag, lambda: body, JSON, varied)
