"""`/api/reports`: take reports in and hand out receipts; only analysts read one back."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import orjson
from fastapi import APIRouter, Header, Request
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.access import Analyst, House, Monitor, RowOrigin, Sender
from service.accounts.service import Caller
from service.bodies import read_json
from service.errors import BodyInvalid, Problem
from service.idempotency import IdempotencyKey
from service.reads import FULL_CACHE
from service.reports import reading, service
from service.reports.batch import BatchIntake
from service.reports.committer import GroupCommitter
from service.reports.parsing import parse_report
from service.reports.reading import ReportContent
from service.reports.schemas import BatchResult, Receipt, ReceiptState, ReportCreate
from service.reports.service import Submission
from service.reports.times import read_clock

router = APIRouter(prefix="/api/reports", tags=["reports"])

SentAt = Annotated[
    str | None,
    Header(alias="Miedza-Sent-At", description="Clock of the device when it sent this try."),
]


_REPORT_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ReportCreate.model_json_schema()}},
    }
}
_BATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "application/geo+json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.put(
    "/{report_id}",
    response_model=Receipt,
    status_code=201,
    openapi_extra=_REPORT_BODY,
    responses={200: {"model": Receipt, "description": "The same body again; nothing was changed."}},
)
async def put_report(
    report_id: UUID, request: Request, caller: Monitor, sent_at: SentAt = None
) -> Response:
    """Store one report under the sender's own id; safe to repeat until a receipt comes back.

    201 for a new report, 200 with the same receipt for the same body again, 409 for another body.
    """
    content = await read_json(request)
    return await _receive(request, caller, str(report_id), "put", content, sent_at, None)


@router.post("", response_model=Receipt, status_code=201, openapi_extra=_REPORT_BODY)
async def post_report(
    request: Request,
    caller: Monitor,
    sent_at: SentAt = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store one report under an id that the server makes.

    With the header `Idempotency-Key` a repeat answers with the first receipt.
    """
    content = await read_json(request)
    return await _receive(request, caller, str(uuid4()), "post", content, sent_at, idempotency_key)


@router.post("/batch", response_model=BatchResult, openapi_extra=_BATCH_BODY)
async def post_batch(request: Request, caller: Sender, house: House, origin: RowOrigin) -> Response:
    """Store many reports: NDJSON, a JSON array, GeoJSON or CSV, read as they arrive.

    Each row gets its own result: good rows are kept, bad rows are explained. A row may bring its
    own `id`; without one the same row sent again changes nothing.
    """
    media_type = request.headers.get("content-type", "")
    intake = BatchIntake(house, caller.key_id, origin, media_type)
    try:
        async for chunk in request.stream():
            if intake.add(chunk):
                await run_in_threadpool(intake.work)
        return _json(await run_in_threadpool(intake.finish), 200)
    finally:
        await run_in_threadpool(intake.close)


@router.get("/{report_id}/receipt")
def get_receipt(report_id: UUID, caller: Monitor, house: House) -> ReceiptState:
    """The receipt of a report of one's own and the state of its processing, never its content."""
    return service.get_receipt(house.database, str(report_id), caller.key_id)


@router.get("/{report_id}", response_model=ReportContent)
def read_report(report_id: UUID, caller: Analyst, house: House) -> Response:
    """What one source sent, word for word; the reading is an audit entry before it is answered."""
    found = reading.read_report(house.database, house.vault, str(report_id), caller.key_id)
    return Response(orjson.dumps(found), 200, FULL_CACHE, "application/json")


async def _receive(
    request: Request,
    caller: Caller,
    report_id: str,
    channel: str,
    content: bytes,
    sent_at: str | None,
    idempotency_key: str | None,
) -> Response:
    submission = Submission(
        id=report_id,
        submitted_by=caller.key_id,
        channel=channel,
        content=content,
        sha256=service.digest_of(content),
        report=parse_report(content),
        idempotency_key=idempotency_key,
        sent_at=_instant(sent_at),
    )
    committer: GroupCommitter = request.app.state.committer
    outcome = await asyncio.wrap_future(committer.submit(submission))
    if isinstance(outcome, Problem):
        raise BodyInvalid("the report cannot be placed", (outcome,))
    if outcome.receipt is None:
        service.raise_conflict()
    status = 201 if outcome.result == "created" else 200
    return _json(outcome.receipt, status)


def _json(answer: Receipt | BatchResult, status: int) -> Response:
    content = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
    return Response(content, status, {"Cache-Control": "no-store"}, "application/json")


def _instant(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return read_clock(value)
    except PydanticCustomError as error:
        problem = Problem("Miedza-Sent-At", error.message())
        raise BodyInvalid("a header cannot be read", (problem,)) from None
