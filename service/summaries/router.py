"""`/api/summaries/weekly`: the released week for everyone, the draft for staff."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from service.access import House, Visitor, require
from service.accounts.service import Caller
from service.errors import Problem, QueryInvalid
from service.installation import Installation
from service.summaries import service
from service.summaries.calendar import known_week
from service.summaries.release import ReleaseEntry
from service.summaries.tabular import as_csv
from service.weeks import local_day

router = APIRouter(prefix="/api/summaries", tags=["summaries"])

Format = Literal["json", "csv"]
Week = Annotated[str, Path(examples=["2026-W46"], description="ISO 8601 week.")]

_PATH = "/api/summaries/weekly"
_MEDIA_TYPES: dict[str, str] = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
_staff = require("analyst", "admin")
_CURSOR = re.compile(r"([0-9]{4}-W[0-9]{2})\.([0-9]{1,9})")
_LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
# A vintage never changes; the newest one of a week may be followed by another.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
_STAFF_ONLY = "private, no-cache"
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}, "text/csv": {}}},
    304: {"description": "Not changed since the ETag that was sent."},
}


@router.get("/weekly", responses=_CONTENT)
def list_weeks(
    request: Request,
    house: House,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    before: Annotated[
        str | None, Query(max_length=20, description="From the link `next`; leave it out to begin.")
    ] = None,
) -> Response:
    """Released weeks with every vintage, newest first, with checksums; follow the link `next`."""
    cursor = None if before is None else _read_cursor(before)
    entries = service.list_releases(house.database, limit + 1, cursor)
    content: dict[str, Any] = {"releases": [_entry(entry) for entry in entries[:limit]]}
    if len(entries) > limit:
        last = entries[limit - 1]
        href = f"{_PATH}?limit={limit}&before={last.week}.{last.vintage}"
        content["links"] = [{"rel": "next", "type": "application/json", "href": href}]
    body = orjson.dumps(content)
    return _answer(request, body, _tag(body), "json", _ASK_AGAIN)


@router.get("/weekly/{week}", responses=_CONTENT)
def get_week(
    request: Request,
    house: House,
    caller: Visitor,
    week: Week,
    draft: Annotated[bool, Query(description="Live figures; needs an analyst's token.")] = False,
    vintage: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    f: Format = "json",
) -> Response:
    """The figures of one ISO week.

    Everyone gets the newest released vintage, or the one that `vintage` names, byte for byte as it
    was released: the ETag is its SHA-256. A week that is not released is a 404 that names the next
    date. Staff get the live figures with `draft=true`.
    """
    if draft:
        return _draft(request, house, caller, known_week(week), vintage, f)
    released = service.get_release(
        house.database, known_week(week), vintage, local_day(datetime.now(UTC))
    )
    document = released.document.encode()
    caching = _ASK_AGAIN if vintage is None else _FOR_EVER
    if f == "json":
        return _answer(request, document, released.sha256, f, caching, released)
    table = as_csv(orjson.loads(document))
    return _answer(request, table, _tag(table), f, caching, released)


def _draft(
    request: Request,
    house: Installation,
    caller: Caller | None,
    week: str,
    vintage: int | None,
    f: Format,
) -> Response:
    _staff(caller)
    if vintage is not None:
        raise QueryInvalid(
            "a draft has no vintage",
            (Problem("vintage", "does not go with `draft`", "one of the two"),),
        )
    document = service.draft_week(house.database, week)
    body = orjson.dumps(document) if f == "json" else as_csv(document)
    return _answer(request, body, _tag(body), f, _STAFF_ONLY)


def _answer(
    request: Request,
    body: bytes,
    tag: str,
    f: Format,
    caching: str,
    released: ReleaseEntry | None = None,
) -> Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": caching, "Vary": "Authorization"}
    if caching != _STAFF_ONLY:
        headers |= {"Access-Control-Allow-Origin": "*", "Link": _LICENCE}
    if released is not None:
        headers["Miedza-Vintage"] = str(released.vintage)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, _MEDIA_TYPES[f])


def _is_known(request: Request, etag: str) -> bool:
    """RFC 9110: a list of tags or `*`; for reading, weak and strong tags compare alike."""
    sent = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
    return etag in tags or "*" in tags


def _tag(body: bytes) -> str:
    return sha256(body).hexdigest()


def _entry(entry: ReleaseEntry) -> dict[str, Any]:
    return {
        "week": entry.week,
        "vintage": entry.vintage,
        "released_at": entry.released_at.isoformat(timespec="seconds"),
        "sha256": entry.sha256,
        "href": f"{_PATH}/{entry.week}?vintage={entry.vintage}",
    }


def _read_cursor(text: str) -> tuple[str, int]:
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise QueryInvalid(
            "the page cannot be found",
            (Problem("before", "is not one of our links", "follow the link `next`"),),
        )
    return match[1], int(match[2])
