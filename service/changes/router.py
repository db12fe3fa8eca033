"""`/api/changes`: what came to the public records and what left them, to keep a copy right."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.access import House
from service.changes.rendering import address, render
from service.changes.service import Asked, reading_changes
from service.conditional import answer, tag_of_parts
from service.features.links import JSON, base_address
from service.reads import PUBLIC_CACHE, read

router = APIRouter(prefix="/api", tags=["changes"])

MAX_LIMIT = 10_000
# As far as both databases count.
_MAX_NUMBER = 2**31 - 1


@read(router, "/changes", JSON)
def read_changes(
    request: Request,
    house: House,
    since: Annotated[
        int,
        Query(ge=0, le=_MAX_NUMBER, description="The `next` of the answer before; 0 to begin."),
    ] = 0,
    limit: Annotated[
        int,
        Query(
            ge=1,
            description=f"Most changes in the answer; more than {MAX_LIMIT} means {MAX_LIMIT}.",
            json_schema_extra={"maximum": MAX_LIMIT},
        ),
    ] = 1_000,
    sequence: Annotated[
        str | None,
        Query(
            pattern="^[0-9a-f]{0,32}$",
            description="The `sequence` of the answer before; the `next` link carries it.",
        ),
    ] = None,
) -> Response:
    """Public records that came or changed, and ids of those that left, in one lasting order.

    Whoever applies all changes from 0 on holds exactly the public records, and stays right by
    asking on from `next`. A withdrawn id must be forgotten: why it left is not said.
    """
    asked = Asked(since, min(limit, MAX_LIMIT), sequence)
    base = base_address(request, house)
    with reading_changes(house.database, asked) as (revision, name, changes):
        tag = tag_of_parts(address(base, asked), revision, name)
        return answer(
            request, tag, lambda: render(base, asked, name, changes()), JSON, PUBLIC_CACHE
        )
