"""`/api/context`: dated events that stand beside the figures; by analysts, for everyone."""

from datetime import date
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.access import Analyst, House
from service.conditional import answer, tag_of_body
from service.context import service
from service.context.schemas import ContextRequest, ContextVersion, public_view
from service.context.service import ContextQuestion, Deed
from service.features.links import base_address, link
from service.incidents.schemas import Reasoned
from service.parameters import LIST, read_codes, unusable
from service.reads import FULL_CACHE, PUBLIC_CACHE, read
from service.versions import IfMatch, required_version
from service.vocabulary import codes

router = APIRouter(prefix="/api/context", tags=["context"])

JSON = "application/json"
Kinds = Annotated[str | None, Query(max_length=400, description=LIST)]
First = Annotated[date | None, Query(alias="from", description="Entries of that day or later.")]
Last = Annotated[date | None, Query(alias="to", description="Entries of that day or earlier.")]


@read(router, "", JSON)
def read_context(
    request: Request,
    house: House,
    kind: Kinds = None,
    first: First = None,
    last: Last = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """What happened around the border, by date, with its source; it explains no figure."""
    if first is not None and last is not None and last < first:
        raise unusable("to", "lies before `from`", "`from` first")
    right = "/api/vocabulary holds the codes under `context_kind`"
    kinds = read_codes("kind", kind, codes("context_kind"), right)
    question = ContextQuestion(kinds, first, last)
    page = service.list_entries(house.database, house.cursors, question, cursor, limit)
    links = []
    if page.next_cursor is not None:
        following = request.url.include_query_params(cursor=page.next_cursor)
        address = f"{base_address(request, house)}{following.path}?{following.query}"
        links.append(link("next", address, JSON, "The next page"))
    body = orjson.dumps({"context": [public_view(row) for row in page.rows], "links": links})
    return answer(request, tag_of_body(body), lambda: body, JSON, PUBLIC_CACHE)


@read(router, "/{entry_id}", JSON)
def read_entry(entry_id: UUID, request: Request, _caller: Analyst, house: House) -> Response:
    """Every version of an entry, the oldest first; the `ETag` begins with the newest version."""
    rows = [ContextVersion.of(row) for row in service.history(house.database, str(entry_id))]
    newest = rows[-1]
    body = orjson.dumps(
        {"entry": newest.model_dump(), "versions": [row.model_dump() for row in rows]}
    )
    tag = f'"{newest.version}-{tag_of_body(body).strip(chr(34))}"'
    return answer(request, tag, lambda: body, JSON, FULL_CACHE)


@router.post("", status_code=201, response_model=ContextVersion)
def add_entry(wanted: ContextRequest, caller: Analyst, house: House) -> Response:
    """Add an entry; everyone sees it at once. Its titles say what happened, and no cause."""
    row = service.add(house.database, wanted.entry, Deed(caller.key_id, wanted.reason))
    return _written(ContextVersion.of(row), 201)


@router.put("/{entry_id}", response_model=ContextVersion)
def edit_entry(
    entry_id: UUID, wanted: ContextRequest, caller: Analyst, house: House, if_match: IfMatch = None
) -> Response:
    """Write the next version of an entry, whole; `If-Match` is required.

    A withdrawn entry stands again by it. Released weeks keep what they said.
    """
    row = service.edit(
        house.database,
        str(entry_id),
        wanted.entry,
        required_version(if_match),
        Deed(caller.key_id, wanted.reason),
    )
    return _written(ContextVersion.of(row), 200)


@router.post("/{entry_id}/withdrawal", status_code=201, response_model=ContextVersion)
def withdraw_entry(
    entry_id: UUID, why: Reasoned, caller: Analyst, house: House, if_match: IfMatch = None
) -> Response:
    """Let an entry stand no more; its versions stay readable for staff. `If-Match` is required."""
    version = required_version(if_match)
    deed = Deed(caller.key_id, why.reason)
    row = service.withdraw(house.database, str(entry_id), version, deed)
    return _written(ContextVersion.of(row), 201)


def _written(version: ContextVersion, status: int) -> Response:
    headers = {**FULL_CACHE, "ETag": f'"{version.version}"'}
    return Response(version.model_dump_json(), status, headers, JSON)
