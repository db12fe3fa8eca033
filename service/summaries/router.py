"""`/api/summaries/weekly`: the released week for everyone, the draft for who works on it."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from service.access import House, Visitor, require
from service.accounts.callers import SUMMARIES_READ
from service.accounts.service import Caller
from service.conditional import answer, tag_of_body
from service.errors import Problem, QueryInvalid
from service.installation import Installation
from service.reads import read
from service.summaries import service
from service.summaries.calendar import known_week
from service.summaries.tabular import as_csv
from service.summaries.vintage import ReleaseEntry
from service.weeks import local_day

router = APIRouter(prefix="/api/summaries", tags=["summaries"])

Format = Literal["json", "csv"]
Vintage = Annotated[int | None, Query(ge=1, le=1_000_000)]
Week = Annotated[str, Path(examples=["2026-W46"], description="ISO 8601 week.")]

_PATH = "/api/summaries/weekly"
_MEDIA_TYPES: dict[str, str] = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
_reader = require("partner", "analyst", "admin", scope=SUMMARIES_READ)
_DRAFT = "Live figures as they stand now; for analysts, and partners with `summaries:read`."
_MOST_DAYS = 400
_CURSOR = re.compile(r"([0-9]{4}-W[0-9]{2})\.([0-9]{1,9})")
_LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
# A vintage's document never changes; the newest one of a week may be followed by another.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
# Nothing of a draft stays on a disk; a program may still compare tags.
_STAFF_ONLY = "private, no-store"
_JSON = _MEDIA_TYPES["json"]
_ALSO_CSV = {"responses": {"200": {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


async def find_draft_reader(
    caller: Visitor, draft: Annotated[bool, Query(description=_DRAFT)] = False
) -> Caller | None:
    """The caller who asks for the draft and may have it; None when it is not asked for."""
    return await _reader(caller) if draft else None


@read(router, "/weekly", _JSON)
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
    return _answer(request, body, tag_of_body(body), "json", _ASK_AGAIN)


@read(router, "/calendar", _JSON)
def get_calendar(
    request: Request,
    house: House,
    from_: Annotated[
        date | None, Query(alias="from", description="First day; a week ago if not said.")
    ] = None,
    to: Annotated[
        date | None, Query(description="Last day; thirteen weeks after the first if not said.")
    ] = None,
) -> Response:
    """On which day which week is released: first, second and final, with the vintage once it is."""
    first = from_ or local_day(datetime.now(UTC)) - timedelta(days=7)
    last = to or first + timedelta(weeks=13)
    if not first <= last <= first + timedelta(days=_MOST_DAYS):
        raise QueryInvalid(
            "the calendar of these days cannot be shown",
            (Problem("to", "lies before `from`, or far behind", f"at most {_MOST_DAYS} days"),),
        )
    body = orjson.dumps({"releases": service.release_calendar(house.database, first, last)})
    return _answer(request, body, tag_of_body(body), "json", _ASK_AGAIN)


@read(router, "/weekly/{week}/diff", _JSON)
def get_diff(
    request: Request,
    house: House,
    week: Week,
    caller: Visitor,
    from_: Annotated[int, Query(alias="from", ge=1, le=1_000_000, examples=[1])],
    to: Annotated[int, Query(ge=1, le=1_000_000, examples=[2])],
) -> Response:
    """Each number that two vintages say differently, with the classes of what changed it.

    Everyone is told that a record has left; analysts are told whether it was withdrawn, merged or
    graded otherwise.
    """
    exact = caller is not None and caller.role in ("analyst", "admin")
    found = service.compare_releases(house.database, week, from_, to, exact=exact)
    body = orjson.dumps(found)
    caching = _STAFF_ONLY if exact else _ASK_AGAIN
    return _answer(request, body, tag_of_body(body), "json", caching)


@read(router, "/weekly/{week}", _JSON, openapi_extra=_ALSO_CSV)
def get_week(
    request: Request,
    house: House,
    week: Week,
    draft_reader: Annotated[Caller | None, Depends(find_draft_reader)],
    vintage: Vintage = None,
    as_of: Annotated[
        date | None, Query(description="The newest vintage at the end of this day, in Warsaw.")
    ] = None,
    f: Format = "json",
) -> Response:
    """The figures of one ISO week.

    Everyone gets the newest released vintage, the one that `vintage` names, or the one that was
    newest at the end of the day `as_of`, byte for byte as it was released: the ETag is its SHA-256.
    A week that is not released is a 404 that names the next date. Staff, and partners with the
    scope `summaries:read`, get the live figures with `draft=true`; a key that is limited to sectors
    gets those of its sectors alone.
    """
    if draft_reader is not None:
        _refuse_with("draft", vintage=vintage, as_of=as_of)
        return _draft(request, house, draft_reader, known_week(week), f)
    if vintage is not None:
        _refuse_with("vintage", as_of=as_of)
    today = local_day(datetime.now(UTC))
    released = service.get_release(house.database, week, today, vintage=vintage, as_of=as_of)
    document = released.document.encode()
    if f == "json":
        caching = _ASK_AGAIN if vintage is None else _FOR_EVER
        return _answer(request, document, f'"{released.sha256}"', f, caching, released)
    table = as_csv(orjson.loads(document))
    return _answer(request, table, tag_of_body(table), f, _ASK_AGAIN, released)


def _refuse_with(chosen: str, **others: object) -> None:
    """A 400 for a parameter that says which vintage, beside one that says it already."""
    for name, value in others.items():
        if value is not None:
            raise QueryInvalid(
                f"`{chosen}` says already which figures are meant",
                (Problem(name, f"does not go with `{chosen}`", "one of the two"),),
            )


def _draft(
    request: Request,
    house: Installation,
    caller: Caller,
    week: str,
    f: Format,
) -> Response:
    document = service.draft_week(house.database, week, caller.sectors)
    body = orjson.dumps(document) if f == "json" else as_csv(document)
    return _answer(
        request, body, tag_of_body(body, caller.sectors), f, _STAFF_ONLY, sectors=caller.sectors
    )


def _answer(
    request: Request,
    body: bytes,
    tag: str,
    f: Format,
    caching: str,
    released: ReleaseEntry | None = None,
    sectors: Sequence[str] | None = None,
) -> Response:
    headers = {"Cache-Control": caching, "Vary": "Authorization"}
    if caching != _STAFF_ONLY:
        headers["Link"] = _LICENCE
    if released is not None:
        headers["Miedza-Vintage"] = str(released.vintage)
    if sectors is not None:
        # A table has no heading that could say it.
        headers["Miedza-Sectors"] = ",".join(sectors)
    return answer(request, tag, lambda: body, _MEDIA_TYPES[f], headers)


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
