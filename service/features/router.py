"""`/api` and `/api/collections`: the landing page and the collections' descriptions."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
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
from service.features.html.documents import (
    collection_sheet,
    collections_sheet,
    conformance_sheet,
    landing_sheet,
)
from service.features.html.offered import DOCUMENT, HTML, SCHEMA_AS_ASKED, FormAsked
from service.features.html.schemas import (
    PROPERTIES,
    QUERYABLES,
    SORTABLES,
    WHOLE_FEATURE,
    schema_sheet,
)
from service.features.html.sheet import Sheet, sheet_answer
from service.features.items import router as items_router
from service.features.layers import layer
from service.features.links import (
    JSON,
    OGC,
    OPENAPI_30,
    OPENAPI_31,
    PAGE,
    SCHEMA,
    base_address,
    link,
)
from service.features.negotiation import Form, choose, negotiated
from service.features.schemas import feature_properties, queryables, sortables, whole_feature
from service.installation import Installation
from service.reads import CALLERS_CACHE, PUBLIC_CACHE, read

router = APIRouter(prefix="/api", tags=["collections"])


@read(router, "", JSON, others=[PAGE])
def read_landing(request: Request, house: House, f: FormAsked = None) -> Response:
    """The landing page of the API: where everything else is."""
    base = base_address(request, house)
    document = {
        "title": "Miedza",
        "description": "Incidents along the Polish-Belarusian border, as maps and weekly figures.",
        "links": [
            link("self", f"{base}/api", JSON, "This page"),
            link("alternate", f"{base}/api?f=html", PAGE, "This page for people"),
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
    return _answer(request, f, document, landing_sheet, base)


@read(router, "/conformance", JSON, others=[PAGE])
def read_conformance(request: Request, house: House, f: FormAsked = None) -> Response:
    """The parts of the OGC API standards that this service keeps to."""
    document = {"conformsTo": CONFORMANCE}
    return _answer(request, f, document, conformance_sheet, base_address(request, house))


@read(router, "/api", OPENAPI_30)
def read_definition(request: Request, house: House, caller: Visitor) -> Response:
    """The collections that the caller may read, as OpenAPI 3.0 for map clients."""
    document = definition(base_address(request, house), _visible(caller))
    return _json(request, document, _kept_by(caller), caller, OPENAPI_30)


@read(router, "/collections", JSON, others=[PAGE])
def read_collections(
    request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """The collections that the caller may read."""
    base = base_address(request, house)
    document = {
        "links": [
            link("self", f"{base}/api/collections", JSON),
            link("alternate", f"{base}/api/collections?f=html", PAGE, "This page for people"),
        ],
        "collections": [_describe(each, base, house, caller) for each in _visible(caller)],
    }
    return _answer(request, f, document, collections_sheet, base, caller)


@read(router, "/collections/{collection_id}", JSON, others=[PAGE])
def read_collection(
    collection_id: str, request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """One collection: what it holds, its extent, licence and links."""
    collection, base = _find(collection_id, caller), base_address(request, house)
    document = _describe(collection, base, house, caller)
    draw = partial(collection_sheet, collection=collection)
    return _answer(request, f, document, draw, base, caller)


@read(router, "/collections/{collection_id}/schema", SCHEMA, others=[JSON, PAGE])
def read_schema(
    collection_id: str, request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """The properties of the collection's features (OGC API Features, Part 5)."""
    collection = _find(collection_id, caller)
    return _schema(request, house, collection, caller, f, feature_properties, PROPERTIES)


@read(router, "/collections/{collection_id}/queryables", SCHEMA, others=[JSON, PAGE])
def read_queryables(
    collection_id: str, request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """The properties by which the collection's items can be asked for (Part 3)."""
    collection = _find(collection_id, caller)
    return _schema(request, house, collection, caller, f, queryables, QUERYABLES)


@read(router, "/collections/{collection_id}/sortables", SCHEMA, others=[JSON, PAGE])
def read_sortables(
    collection_id: str, request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """The properties by which the collection's items can be sorted (Part 5)."""
    collection = _find(collection_id, caller)
    return _schema(request, house, collection, caller, f, sortables, SORTABLES)


@read(router, "/collections/{collection_id}/feature-schema", SCHEMA, others=[JSON, PAGE])
def read_feature_schema(
    collection_id: str, request: Request, house: House, caller: Visitor, f: FormAsked = None
) -> Response:
    """One whole feature of the collection as a GeoJSON schema."""
    collection = _find(collection_id, caller)
    return _schema(request, house, collection, caller, f, whole_feature, WHOLE_FEATURE)


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
    f: str | None,
    make: Callable[[Collection, str], dict[str, Any]],
    words: tuple[str, str],
) -> Response:
    base = base_address(request, house)
    document = make(collection, f"{base}{request.url.path}")
    draw = partial(schema_sheet, words=words, collection=collection)
    return _answer(request, f, document, draw, base, caller, SCHEMA_AS_ASKED)


def _answer(
    request: Request,
    f: str | None,
    document: dict[str, Any],
    draw: Callable[[Mapping[str, Any], str], Sheet],
    base: str,
    caller: Caller | None = None,
    offered: Sequence[Form] = DOCUMENT,
) -> Response:
    """A document in the form that is asked for: as it stands, or drawn for people."""
    form = choose(request, f, offered)
    headers = negotiated(_kept_by(caller))
    if form is HTML:
        sheet = draw(document, base)
        return sheet_answer(request, sheet, headers, caller.sectors if caller else None)
    return _json(request, document, headers, caller, form.media_type)


def _kept_by(caller: Caller | None) -> dict[str, str]:
    # The list without a key is public, but a shared cache must not give it to a key's holder.
    return CALLERS_CACHE if caller else {**PUBLIC_CACHE, "Vary": "Authorization"}


def _json(
    request: Request,
    document: dict[str, Any],
    headers: dict[str, str],
    caller: Caller | None,
    media_type: str,
) -> Response:
    body = orjson.dumps(document)
    tag = tag_of_body(body, caller.sectors if caller else None)
    return answer(request, tag, lambda: body, media_type, headers)
