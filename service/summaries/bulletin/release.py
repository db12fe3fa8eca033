"""What names a vintage in every format: its number, date, status, address, checksum and licence."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from service.summaries.bulletin.model import Release
from service.summaries.bulletin.words import Words

PATH: Final = "/api/summaries/weekly"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
# With their media types, in the order in which a page lists them.
FORMATS: Final = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
}
# The formats that people read, and so have a language.
IN_LANGUAGES: Final = ("html", "pdf", "xlsx")


def checksum(document: Mapping[str, Any]) -> str:
    """The SHA-256 of the vintage: a document that was read writes the same bytes again."""
    return sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def address(
    base_url: str, week: str, vintage: int | None, f: str = "json", language: str | None = None
) -> str:
    """Where a format of a vintage stands for good; a draft has no vintage."""
    query: dict[str, str] = {} if vintage is None else {"vintage": str(vintage)}
    if f != "json":
        query["f"] = f
    if language is not None and f in IN_LANGUAGES:
        query["lang"] = language
    asked = f"?{urlencode(query)}" if query else ""
    return f"{base_url.rstrip('/')}{PATH}/{quote(week)}{asked}"


def feed_address(base_url: str, language: str) -> str:
    return f"{base_url.rstrip('/')}{PATH}?{urlencode({'f': 'atom', 'lang': language})}"


def release_of(document: Mapping[str, Any], words: Words, base_url: str) -> Release:
    week, vintage = document["week"], document.get("vintage")
    found = address(base_url, week, vintage)
    released_at = document.get("released_at")
    day = words.instant(released_at) if released_at else "–"
    status, following = document.get("status"), document.get("next")
    return Release(
        week=week,
        vintage=vintage,
        line=_line(words, document, day),
        status=words.text(f"status.{status}") if status else None,
        status_means=words.text(f"status.{status}.means") if status else None,
        next=_next(words, following) if following else None,
        reason=words.text("reason", reason=document["reason"]) if document.get("reason") else None,
        address=found,
        sha256=checksum(document),
        citation=words.text(
            "cite", week=week, vintage=vintage or "–", date=day,
            address=address(base_url, week, vintage, "html", words.language),
        ),
        licence=words.text("licence"),
    )  # fmt: skip


def _line(words: Words, document: Mapping[str, Any], day: str) -> str:
    values = {"vintage": document.get("vintage") or "–", "date": day}
    if schedule := document.get("schedule"):
        return words.text("vintage", schedule=words.text(f"schedule.{schedule}"), **values)
    return words.text("vintage.plain", **values)


def _next(words: Words, following: Mapping[str, str]) -> str:
    schedule = words.text(f"schedule.{following['schedule']}")
    return words.text("next", schedule=schedule, date=words.iso_date(following["on"]))
