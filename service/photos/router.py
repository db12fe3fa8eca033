"""`/api/reports/{id}/photos/{sha256}`: one photo a request; only analysts look at one."""

import asyncio
from threading import BoundedSemaphore
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.access import Analyst, House, Monitor
from service.errors import MediaTypeUnsupported, Unavailable
from service.photos import reading, receiving
from service.photos.schemas import PhotoReceipt

router = APIRouter(prefix="/api/reports", tags=["photos"])

TYPES: Final = ("image/jpeg", "image/png", "image/webp")
_KEPT: Final = "image/jpeg"
# Photos that a process holds in memory at a time, and how long it waits for the bytes of one.
_PLACES = BoundedSemaphore(12)
_PATIENCE_S = 300

Digest = Annotated[
    str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the photo as the phone holds it.")
]
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": dict.fromkeys(TYPES, _BYTES)}}


@router.put(
    "/{report_id}/photos/{sha256}",
    response_model=PhotoReceipt,
    status_code=201,
    openapi_extra=_BODY,
    responses={200: {"model": PhotoReceipt, "description": "It was there; nothing was changed."}},
)
async def put_photo(
    report_id: UUID, sha256: Digest, request: Request, caller: Monitor, house: House
) -> Response:
    """Store one photo that a report of one's own announced; safe to repeat.

    The report must be there first. What is kept is a new JPEG of at most 1600 pixels a side
    without any metadata; `stored_sha256` is its digest.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in TYPES:
        raise MediaTypeUnsupported(f"send {', '.join(TYPES)}")
    sender, name = caller.key_id, str(report_id)
    # Before a byte of it is read.
    await run_in_threadpool(receiving.expect, house.database, name, sha256, sender)
    if not _PLACES.acquire(blocking=False):
        raise Unavailable("many photos are coming in; send this one again in a moment")
    try:
        content = await _read(request)
        receipt, is_new = await run_in_threadpool(
            receiving.receive, house, name, sha256, sender, content, media_type
        )
    finally:
        _PLACES.release()
    return _json(receipt, 201 if is_new else 200)


@router.get(
    "/{report_id}/photos/{sha256}",
    response_class=Response,
    responses={200: {"content": {_KEPT: _BYTES}}},
)
def get_photo(report_id: UUID, sha256: Digest, caller: Analyst, house: House) -> Response:
    """The photo as it is kept; the reading is an audit entry before it is answered."""
    image = reading.read_photo(house.database, house.vault, str(report_id), sha256, caller.key_id)
    # Nothing of it stays on a disk, and no page shows it as anything but a picture.
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="photo.jpg"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(image, 200, headers, _KEPT)


async def _read(request: Request) -> bytes:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await request.body()
    except TimeoutError:
        raise Unavailable("the photo did not arrive in time; send it again") from None


def _json(receipt: PhotoReceipt, status: int) -> Response:
    content = orjson.dumps(receipt, option=orjson.OPT_UTC_Z)
    return Response(content, status, {"Cache-Control": "no-store"}, "application/json")
