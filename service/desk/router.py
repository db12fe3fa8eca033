"""`/api/incidents`: the queue of the review desk, holds, and candidates for duplicates."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from geo.sector_files import sector_set
from service.access import Analyst, House
from service.accounts.service import Caller
from service.conditional import answer, tag_of_body
from service.desk import service
from service.desk.queue import MAX_LIMIT, OPEN, QueueQuestion
from service.features.links import base_address, link
from service.ids import read_receipt_code
from service.incidents.schemas import Reasoned
from service.parameters import LIST, read_codes, read_vocabulary_codes, read_weeks, unusable
from service.reads import FULL_CACHE, read
from service.reports.schemas import Closed
from service.vocabulary import codes, in_series

router = APIRouter(prefix="/api/incidents", tags=["incidents"])

JSON = "application/json"
Codes = Annotated[str | None, Query(max_length=1_000, description=LIST)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=400)]
Code = Annotated[
    str | None, Query(max_length=40, description="A receipt code: the incident of that report.")
]

_SECTOR_CODES = "codes that /api/collections/sectors/items holds"


class HoldRequest(Closed):
    """For how long; asking again extends it from now on."""

    minutes: Annotated[int, Field(ge=1, le=240)] = 30


class DistinctRequest(Reasoned):
    other: UUID = Field(strict=False)


@read(router, "", JSON)
def read_queue(
    request: Request,
    caller: Analyst,
    house: House,
    status: Codes = None,
    type: Codes = None,  # noqa: A002  # The name of the parameter.
    sector: Codes = None,
    sensitivity: Codes = None,
    source_type: Codes = None,
    week: Codes = None,
    disputed: bool | None = None,
    held: Literal["mine", "any", "none"] | None = None,
    received_from: date | None = None,
    received_to: date | None = None,
    code: Code = None,
    order: Literal["oldest", "newest"] = "oldest",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What waits for review, in the order of receipt; by default what is open (`received`,
    `in_review`).

    Rows hold no coordinate and no word of a source, so looking through them is no exact reading.
    `received_to` is the day after the last. With `code`, every status is looked through.
    """
    receipt = _receipt(code)
    question = QueueQuestion(
        statuses=read_vocabulary_codes("status", status) or _default_statuses(receipt),
        types=read_vocabulary_codes("type", type),
        sectors=read_codes(
            "sector", sector, sector_set().codes, "codes of /api/collections/sectors"
        ),
        sensitivities=read_vocabulary_codes("sensitivity", sensitivity),
        source_types=read_vocabulary_codes("source_type", source_type),
        weeks=read_weeks(week),
        disputed=disputed,
        held=caller.key_id if held == "mine" else held,
        received_from=received_from,
        received_to=received_to,
        code=receipt,
        newest_first=order == "newest",
    )
    if question.weeks and not all(in_series(each, "reported") for each in question.statuses):
        raise unusable("week", "is known of incidents that count alone", "no such `status` with it")
    page = service.read_queue(house.database, house.cursors, question, cursor, limit)
    links = []
    if page.next_cursor is not None:
        following = request.url.include_query_params(cursor=page.next_cursor)
        address = f"{base_address(request, house)}{following.path}?{following.query}"
        links.append(link("next", address, JSON, "The next page"))
    return _json(request, {"incidents": page.rows, "links": links})


@read(router, "/counts", JSON)
def read_counts(request: Request, _caller: Analyst, house: House) -> Response:
    """How many incidents there are by status and sensitivity, how many disputed, how many held."""
    return _json(request, service.read_counts(house.database))


@router.put("/{incident_id}/hold")
def take_hold(
    incident_id: UUID, wanted: HoldRequest, caller: Analyst, house: House
) -> dict[str, Any]:
    """Say that you work on this incident; it ends by itself, and forbids nobody anything."""
    held = service.take_hold(house.database, str(incident_id), caller.key_id, wanted.minutes)
    return {"holder": held.holder, "since": held.since, "until": held.until}


@router.delete("/{incident_id}/hold", status_code=204)
def give_back(incident_id: UUID, caller: Analyst, house: House) -> None:
    """Say that you work on it no more; an administrator ends anyone's hold."""
    service.give_back(house.database, str(incident_id), caller.key_id, any_holder=_is_admin(caller))


@read(router, "/{incident_id}/candidates", JSON)
def read_candidates(
    incident_id: UUID, request: Request, _caller: Analyst, house: House, limit: Limit = 20
) -> Response:
    """Incidents that may be the same event, with a score from 0 to 1 and its reasons in words."""
    found = service.find_candidates(house.database, str(incident_id), limit)
    candidates = [
        {
            "id": other["id"],
            "status": other["status"],
            "type": other["type"],
            "sector": other["sector"],
            **asdict(likeness),
        }
        for other, likeness in found.found
    ]
    return _json(request, {"candidates": candidates, "complete": found.complete})


@read(router, "/{incident_id}/distinct", JSON)
def read_distinct(incident_id: UUID, request: Request, _caller: Analyst, house: House) -> Response:
    """The incidents that were found to be others than this one."""
    return _json(request, {"distinct": service.list_apart(house.database, str(incident_id))})


@router.post("/{incident_id}/distinct", status_code=204)
def set_apart(incident_id: UUID, wanted: DistinctRequest, caller: Analyst, house: House) -> None:
    """Remember that two incidents are not the same, so that they are not proposed again."""
    service.set_apart(
        house.database, str(incident_id), str(wanted.other), caller.key_id, wanted.reason
    )


@router.delete("/{incident_id}/distinct/{other_id}", status_code=204)
def forget_apart(incident_id: UUID, other_id: UUID, caller: Analyst, house: House) -> None:
    """Let the two be proposed as the same again."""
    service.forget_apart(house.database, str(incident_id), str(other_id), caller.key_id)


def _receipt(code: str | None) -> str | None:
    if code is None:
        return None
    known = read_receipt_code(code)
    if known is None:
        raise unusable("code", "is not a receipt code", "twelve letters such as MZ-7K4Q-2M9D-0XTA")
    return known


def _default_statuses(receipt: str | None) -> tuple[str, ...]:
    return OPEN if receipt is None else codes("status")


def _is_admin(caller: Caller) -> bool:
    return caller.role == "admin"


def _json(request: Request, document: dict[str, Any]) -> Response:
    body = orjson.dumps(document)
    return answer(request, tag_of_body(body), lambda: body, JSON, FULL_CACHE)
