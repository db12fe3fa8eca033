"""The formats of a vintage: each is made from its document, so all of them say the same."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, Final, Literal

import orjson

from service.summaries.bulletin.naming import IN_LANGUAGES

Format = Literal["json", "csv", "geojson", "html", "pdf", "xlsx"]
Language = Literal["pl", "en", "de", "be"]

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a browser keeps as a file, which then needs a name.
_FILES: Final = ("csv", "geojson", "pdf", "xlsx")
_BULLETIN: Final = "service.summaries.bulletin"
_WRITERS: Final = {
    "csv": ("tabular", "as_csv"),
    "geojson": ("geojson", "as_geojson"),
    "html": ("page", "as_html"),
    "pdf": ("pdf", "as_pdf"),
    "xlsx": ("workbook", "as_xlsx"),
}
# A year of weeks in one language, or a week in all formats and languages many times over.
_KEPT: Final = 64


@lru_cache(maxsize=_KEPT)
def render(document: str, f: Format, language: Language, base_url: str) -> bytes:
    """A vintage's document in a format; the first call of each loads what it is made with."""
    content = orjson.loads(document)
    write = _writer(*_WRITERS[f])
    return write(content, language, base_url) if f in IN_LANGUAGES else write(content, base_url)


def draft_csv(document: Mapping[str, Any]) -> bytes:
    return _writer(*_WRITERS["csv"])(document)


def feed(entries: Any, base_url: str, language: Language) -> bytes:
    """The list of vintages as an Atom feed."""
    return _writer("feed", "as_atom")(entries, base_url, language)


def page_policy() -> str:
    """The Content-Security-Policy with which the page is sent."""
    found: str = import_module(f"{_BULLETIN}.page").page_policy()
    return found


def file_name(week: str, vintage: int, f: Format, language: Language) -> str | None:
    """What a saved copy is called; None for what is read where it is."""
    if f not in _FILES:
        return None
    spoken = f"-{language}" if f in IN_LANGUAGES else ""
    return f"miedza-{week}-v{vintage}{spoken}.{f}"


def _writer(module: str, name: str) -> Callable[..., bytes]:
    # By its name: a server that nobody asks for a bulletin loads no typesetter and no workbook.
    return partial(getattr(import_module(f"{_BULLETIN}.{module}"), name))
