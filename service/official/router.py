"""`/api/official-totals`: what other sources say of periods of their own, beside our figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from service.access import Analyst, House
from service.conditional import answer, tag_of_body
from service.features.links import base_address, link
from service.incidents.schemas import Reasoned
from service.official import service
from service.official.schemas import TotalRequest
from service.official.service import TotalPage, TotalQuestion
from service.official.views import public_view, staff_view
from service.parameters import LIST, read_codes, unusable
from service.reads import FULL_CACHE, PUBLIC_CACHE, read
from service.vocabulary import codes

router = APIRouter(prefix="/api/official-totals", tags=["official totals"])

JSON = "application/json"
Codes = Annotated[str | None, Query(max_length=400, description=LIST)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What both lists are asked for."""

    claimant: Codes = None
    measure: Codes = None
    first: Annotated[
        date | None, Query(alias="from", description="Periods that end then or later.")
    ] = None
    last: Annotated[
        date | None, Query(alias="to", description="Periods that begin then or earlier.")
    ] = None
    limit: Annotated[int, Query(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Query(max_length=400)] = None


Wanted = Annotated[Asked, Depends()]


@read(router, "", JSON)
def read_totals(request: Request, house: House, asked: Wanted) -> Response:
    """Totals of authorities, agencies and media that stand on a public page, by period.

    Each is one source's claim for a period and an area of its own. They are never added, and never
    subtracted from our figures: a week is not a sum of other people's days.
    """
    page = service.list_public(
        house.database, house.cursors, _question(asked), asked.cursor, asked.limit
    )
    return _page(request, house, page, public_view, PUBLIC_CACHE)


@read(router, "/full", JSON)
def read_full(request: Request, _caller: Analyst, house: House, asked: Wanted) -> Response:
    """The newest row of every total, with the source's words, also of those that are withdrawn."""
    page = service.list_all(
        house.database, house.cursors, _question(asked), asked.cursor, asked.limit
    )
    return _page(request, house, page, staff_view, FULL_CACHE)


@read(router, "/{total_id}", JSON)
def read_total(total_id: UUID, request: Request, _caller: Analyst, house: House) -> Response:
    """Every row of one total, the oldest first: the last one is what stands."""
    rows = service.history(house.database, str(total_id))
    document = {"total": staff_view(rows[-1]), "rows": [staff_view(row) for row in rows]}
    return _json(request, document, FULL_CACHE)


@router.post("")
def add_total(wanted: TotalRequest, caller: Analyst, house: House) -> Response:
    """Write down what a source says. `result` is `created`, or `unchanged` for what is stored.

    What a total says is its identity: the same number of the same document is never stored twice.
    """
    ((row, new),) = service.record(
        house.database, [wanted.total], actor=caller.key_id, reason=wanted.reason
    )
    result = "created" if new else "unchanged"
    return _written({"result": result, "total": staff_view(row)}, 200)


@router.post("/{total_id}/corrections", status_code=201)
def correct_total(total_id: UUID, wanted: TotalRequest, caller: Analyst, house: House) -> Response:
    """Put another row in the place of the newest one; the old one stays readable for staff.

    A withdrawn total stands again by a correction. 409 for a row that was superseded already.
    """
    row = service.correct(
        house.database, str(total_id), wanted.total, actor=caller.key_id, reason=wanted.reason
    )
    return _written(staff_view(row), 201)


@router.post("/{total_id}/withdrawal", status_code=201)
def withdraw_total(total_id: UUID, why: Reasoned, caller: Analyst, house: House) -> Response:
    """Let a total stand no more; it leaves every public answer, and its rows stay."""
    row = service.withdraw(house.database, str(total_id), actor=caller.key_id, reason=why.reason)
    return _written(staff_view(row), 201)


def _question(asked: Asked) -> TotalQuestion:
    first, last = asked.first, asked.last
    if first is not None and last is not None and last < first:
        raise unusable("to", "lies before `from`", "`from` first")
    return TotalQuestion(
        claimants=_codes("claimant", "source_type", asked.claimant),
        measures=_codes("measure", "total_measure", asked.measure),
        first=first,
        last=last,
    )


def _codes(parameter: str, scheme: str, text: str | None) -> tuple[str, ...]:
    right = f"/api/vocabulary holds the codes under `{scheme}`"
    return read_codes(parameter, text, codes(scheme), right)


def _page(
    request: Request,
    house: House,
    page: TotalPage,
    view: Callable[[Any], dict[str, Any]],
    headers: Mapping[str, str],
) -> Response:
    links = []
    if page.next_cursor is not None:
        following = request.url.include_query_params(cursor=page.next_cursor)
        address = f"{base_address(request, house)}{following.path}?{following.query}"
        links.append(link("next", address, JSON, "The next page"))
    return _json(request, {"totals": [view(row) for row in page.rows], "links": links}, headers)


def _written(document: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(document), status, FULL_CACHE, JSON)


def _json(request: Request, document: dict[str, Any], headers: Mapping[str, str]) -> Response:
    body = orjson.dumps(document)
    return answer(request, tag_of_body(body), lambda: body, JSON, headers)
