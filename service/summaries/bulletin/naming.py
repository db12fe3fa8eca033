"""How a vintage is named in every format: its addresses and its checksum."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

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
