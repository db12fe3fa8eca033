"""Releasing a week: what waits, and the word that lets it out. For analysts."""

from datetime import UTC, datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from service.access import Analyst, House
from service.conditional import answer, tag_of_body
from service.idempotency import IdempotencyKey
from service.incidents.schemas import Reasoned
from service.reads import FULL_CACHE, read
from service.summaries.preparing import list_prepared
from service.summaries.releasing import release_week

router = APIRouter(prefix="/api/summaries", tags=["summaries"])

_JSON = "application/json"


class Released(BaseModel):
    """The vintage that says what is known now; `created` is false when it was there already."""

    week: str
    vintage: int
    sha256: str
    created: bool
    href: str


@read(router, "/pending", _JSON)
def read_pending(request: Request, caller: Analyst, house: House) -> Response:
    """Scheduled releases that wait for an analyst: which step, and how many cells it would change.

    `problem` names what hinders a release, as a code of `/api/errors`.
    """
    body = orjson.dumps(
        {
            "pending": [
                {
                    "week": each.week,
                    "schedule": each.step,
                    "prepared_at": each.prepared_at.isoformat(timespec="seconds"),
                    "changed_cells": each.changed_cells,
                    "problem": each.problem,
                    "draft": f"/api/summaries/weekly/{each.week}?draft=true",
                    "release": f"/api/summaries/weekly/{each.week}/release",
                }
                for each in list_prepared(house.database)
            ]
        }
    )
    return answer(request, tag_of_body(body), lambda: body, _JSON, FULL_CACHE)


@router.post(
    "/weekly/{week}/release",
    response_model=Released,
    status_code=201,
    responses={200: {"model": Released, "description": "A vintage that said the same already."}},
)
def post_release(
    week: Annotated[str, Path(examples=["2026-W46"], description="ISO 8601 week.")],
    why: Reasoned,
    caller: Analyst,
    house: House,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Write the next vintage of a week for good; the reason is printed in it: name nobody.

    Which scheduled step it takes follows from the day. With the header `Idempotency-Key` a repeat
    is told what the first request was told.
    """
    done = release_week(
        house.database,
        house.policy,
        week,
        now=datetime.now(UTC),
        actor=caller.key_id,
        reason=why.reason,
        idempotency_key=idempotency_key,
    )
    href = f"/api/summaries/weekly/{done.week}?vintage={done.vintage}"
    released = Released(
        week=done.week, vintage=done.vintage, sha256=done.sha256, created=done.created, href=href
    )
    return Response(
        released.model_dump_json(), status_code=201 if done.created else 200, media_type=_JSON
    )
