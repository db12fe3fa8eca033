"""`/api/summaries/weekly`: the released week for everyone, the draft for who works on it."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from service.access import House, Visitor, require
from service.accounts.callers import SUMMARIES_READ
from service.accounts.service import Caller
from service.conditional import answer, tag_of_body, tag_of_parts
from service.errors import Missing, Problem, QueryInvalid
from service.features.links import base_address
from service.installation import Installation
from service.reads import read
from service.summaries import service
from service.summaries.bulletin import formats
from service.summaries.bulletin.naming import FORMATS
from service.summaries.bulletin.tabular import as_csv
from service.summaries.calendar import known_week
from service.summaries.vintage import Release, ReleaseEntry
from service.weeks import local_day

router = APIRouter(prefix="/api/summaries", tags=["summaries"])

Format = Literal["json", "csv", "geojson", "html", "pdf", "xlsx"]
InLanguage = Annotated[
    Literal["pl", "en", "de", "be"],
    Query(description="Of `html`, `pdf`, `xlsx` and the feed; codes are in none."),
]
Vintage = Annotated[int | None, Query(ge=1, le=1_000_000)]
Week = Annotated[str, Path(examples=["2026-W46"], description="ISO 8601 week.")]

_PATH = "/api/summaries/weekly"
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
_JSON = FORMATS["json"]
_SVG = "image/svg+xml"
_ATOM = "application/atom+xml"
_ALSO_FEED = {"responses": {"200": {"content": {_ATOM: {"schema": {"type": "string"}}}}}}
_ALSO = {
    "responses": {
        "200": {
            "content": {
                media_type: {"schema": {"type": "string"}}
                for f, media_type in FORMATS.items()
                if f not in ("json", "geojson")
            }
        }
    }
}


async def find_draft_reader(
    caller: Visitor, draft: Annotated[bool, Query(description=_DRAFT)] = False
) -> Caller | None:
    """The caller who asks for the draft and may have it; None when it is not asked for."""
    return await _reader(caller) if draft else None


@read(router, "/weekly", _JSON, openapi_extra=_ALSO_FEED)
def list_weeks(
    request: Request,
    house: House,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    before: Annotated[
        str | None, Query(max_length=20, description="From the link `next`; leave it out to begin.")
    ] = None,
    f: Literal["json", "atom"] = "json",
    lang: InLanguage = "en",
) -> Response:
    """Released weeks with every vintage, newest first, with checksums; follow the link `next`.

    `f=atom` is the newest of them as a feed.
    """
    cursor = None if before is None else _read_cursor(before)
    entries = service.list_releases(house.database, limit + 1, cursor)
    if f == "atom":
        feed = formats.make_feed(entries[:limit], base_address(request, house), lang)
        headers = {"Cache-Control": _ASK_AGAIN, "Link": _LICENCE}
        return answer(request, tag_of_body(feed), lambda: feed, _ATOM, headers)
    content: dict[str, Any] = {"releases": [_entry(entry) for entry in entries[:limit]]}
    if len(entries) > limit:
        last = entries[limit - 1]
        href = f"{_PATH}?limit={limit}&before={last.week}.{last.vintage}"
        content["links"] = [{"rel": "next", "type": "application/json", "href": href}]
    return _data(request, content)


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
    return _data(request, {"releases": service.release_calendar(house.database, first, last)})


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
    return _data(request, found, _STAFF_ONLY if exact else _ASK_AGAIN)


@read(router, "/weekly/{week}", _JSON, openapi_extra=_ALSO)
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
    lang: InLanguage = "en",
) -> Response:
    """The figures of one ISO week, as data or as the bulletin (`html`, `pdf`) in four languages.

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
    return _vintage(request, released, f, lang, base_address(request, house), vintage is not None)


@read(router, "/weekly/{week}/charts/{chart}", _SVG)
def get_chart(
    request: Request,
    house: House,
    week: Week,
    chart: Literal["map", "strip", "curve"],
    vintage: Vintage = None,
    lang: InLanguage = "en",
) -> Response:
    """A chart of the bulletin as SVG: sectors as a map or a strip, or fifty-two weeks."""
    today = local_day(datetime.now(UTC))
    released = service.get_release(house.database, week, today, vintage=vintage)
    made = formats.make_chart(released.document, chart, lang)
    if made is None:
        raise Missing("this vintage holds nothing to draw this chart from")
    headers = {
        "Cache-Control": _ASK_AGAIN,
        "Content-Language": lang,
        "Link": _LICENCE,
        "Miedza-Vintage": str(released.vintage),
    }
    return answer(request, tag_of_body(made), lambda: made, _SVG, headers)


def _vintage(
    request: Request, released: Release, f: Format, lang: str, base: str, is_named: bool
) -> Response:
    headers = {
        "Cache-Control": _FOR_EVER if is_named and f == "json" else _ASK_AGAIN,
        "Vary": "Authorization",
        "Link": _LICENCE,
        "Miedza-Vintage": str(released.vintage),
    }
    if f == "json":
        tag = f'"{released.sha256}"'
        return answer(request, tag, released.document.encode, _JSON, headers)
    headers |= formats.headers(f, released.week, released.vintage, lang)
    tag = tag_of_parts(released.sha256, f, lang, base)
    make = partial(formats.make_from, released.document, f, lang, base)
    return answer(request, tag, make, formats.media_type(f), headers)


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
    if f not in ("json", "csv"):
        raise QueryInvalid(
            "a draft is data, and no bulletin", (Problem("f", "is for releases", "json or csv"),)
        )
    document = service.draft_week(house.database, week, caller.sectors)
    body = orjson.dumps(document) if f == "json" else as_csv(document)
    headers = {"Cache-Control": _STAFF_ONLY, "Vary": "Authorization"}
    if caller.sectors is not None:
        # A table has no heading that could say it.
        headers["Miedza-Sectors"] = ",".join(caller.sectors)
    return answer(
        request, tag_of_body(body, caller.sectors), lambda: body, formats.media_type(f), headers
    )


def _data(request: Request, document: Any, caching: str = _ASK_AGAIN) -> Response:
    body = orjson.dumps(document)
    headers = {"Cache-Control": caching, "Vary": "Authorization"}
    if caching != _STAFF_ONLY:
        headers["Link"] = _LICENCE
    return answer(request, tag_of_body(body), lambda: body, _JSON, headers)


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
