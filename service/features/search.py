"""`POST .../items/search`: what is too long to ask by an address, answered by the same read."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from service.access import query_names
from service.bodies import read_json
from service.features.access import full_reader
from service.features.collections import INCIDENTS_FULL, PUBLIC, Collection
from service.features.formats.forms import OFFERED
from service.features.html.offered import HTML
from service.features.items import router as items_router
from service.features.search_schema import body_of
from service.features.searched import SEARCH, Search, query_of, read_search

router = APIRouter(prefix="/collections")

# What finding the route of the search left behind; the route of the read is found anew.
_ROUTED: Final = ("router", "route", "endpoint", "path_params", "fastapi")
# A search holds no earlier answer to compare with, and what a POST answers is not compressed.
_NOT_OF_THE_READ: Final = frozenset(
    (
        *(b"content-type", b"content-length", b"transfer-encoding"),
        *(b"if-none-match", b"if-modified-since", b"accept-encoding"),
    )
)


class AsRead(Response):
    """Whatever `GET .../items` answers to the same question, so that there is one way to answer."""

    def __init__(self, search: Search, query: str) -> None:
        super().__init__()
        self._search = search
        self._query = query

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removesuffix("/search")
        read: Scope = {
            **{name: value for name, value in scope.items() if name not in _ROUTED},
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": self._query.encode(),
            "headers": [each for each in scope["headers"] if each[0] not in _NOT_OF_THE_READ],
            SEARCH: self._search,
        }
        # Beneath the middleware: the request was admitted, measured and logged as what it is.
        await scope["app"].router(read, receive, _untagged(send))


def _untagged(send: Send) -> Send:
    """No later request can ask whether this answer still holds."""

    async def send_untagged(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            del headers["etag"]
            varies = [each.strip() for each in headers.get("vary", "").split(",")]
            headers["vary"] = ", ".join(each for each in varies if each != "Accept-Encoding")
            if not headers["vary"]:
                del headers["vary"]
        await send(message)

    return send_untagged


def _add_search(collection: Collection, dependencies: Sequence[Any] = ()) -> None:
    read = _read_of(collection)
    known = query_names(read.dependant)

    async def search_items(request: Request) -> Response:
        search = read_search(await read_json(request))
        # A long one takes a while to write, for which nobody else waits.
        return AsRead(search, await run_in_threadpool(query_of, search, known))

    forms = [form.media_type for form in OFFERED if form is not HTML]
    router.add_api_route(
        f"/{collection.id}/items/search",
        search_items,
        methods=["POST"],
        name=f"search_{collection.id}",
        description=f"{collection.title}: what `GET .../items` answers to the same question, for "
        "a `filter` that is too long for an address. The members have the names of the parameters.",
        dependencies=dependencies,
        responses={200: {"content": {each: {"schema": _schema(each)} for each in forms}}},
        openapi_extra=body_of(read),
    )


def _read_of(collection: Collection) -> APIRoute:
    path = f"/collections/{collection.id}/items"
    return next(
        each
        for each in items_router.routes
        if isinstance(each, APIRoute) and each.path == path and "GET" in (each.methods or ())
    )


def _schema(media_type: str) -> dict[str, str]:
    return {"type": "object" if media_type.endswith(("/json", "+json")) else "string"}


for public in PUBLIC:
    _add_search(public)
# Before the body is read: to others there is nothing here.
_add_search(INCIDENTS_FULL, [Depends(full_reader)])
