"""A released week in a format: where a router finds what to make and with which headers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import orjson

from service.summaries.bulletin.naming import FORMATS, IN_LANGUAGES
from service.summaries.bulletin.style import page_policy

# Each format's module and function. They load Jinja, Babel, typst, XlsxWriter or Shapely, which a
# server that is only starting, or only receives reports, need not hold: the first who asks for a
# format loads it.
_MAKERS: Final = {
    "html": ("page", "as_html"),
    "pdf": ("pdf", "as_pdf"),
    "xlsx": ("workbook", "as_xlsx"),
    "csv": ("tabular", "as_csv"),
    "geojson": ("geojson", "as_geojson"),
}
MADE: Final = tuple(_MAKERS)
# A week in all formats and languages many times over, or a year of pages.
_KEPT: Final = 64
_TEXT: Final = ("html", "csv")
_FILES: Final = ("pdf", "xlsx", "csv", "geojson")


def make(f: str, document: Mapping[str, Any], language: str, base_url: str) -> bytes:
    """The document of a vintage in one of the formats `MADE`.

    `base_url` is the address by which readers reach the service; a format without a language
    takes no notice of it.
    """
    module, function = _MAKERS[f]
    maker = getattr(import_module(f"service.summaries.bulletin.{module}"), function)
    spoken = (language,) if f in IN_LANGUAGES else ()
    made: bytes = maker(document, *spoken, base_url)
    return made


@lru_cache(maxsize=_KEPT)
def make_from(document: str, f: str, language: str, base_url: str) -> bytes:
    """The same from the stored text of a document; what was asked for last is at hand."""
    return make(f, orjson.loads(document), language, base_url)


def make_feed(entries: Sequence[Any], base_url: str, language: str) -> bytes:
    """The list of vintages as an Atom feed."""
    made: bytes = import_module("service.summaries.bulletin.feed").as_atom(
        entries, base_url, language
    )
    return made


@lru_cache(maxsize=_KEPT)
def make_chart(document: str, name: str, language: str) -> bytes | None:
    """A chart of a vintage as SVG; None where its document holds nothing to draw it from."""
    drawing = import_module("service.summaries.bulletin.drawing")
    made: bytes | None = drawing.as_svg(orjson.loads(document), name, language)
    return made


def media_type(f: str) -> str:
    return f"{FORMATS[f]}; charset=utf-8" if f in _TEXT else FORMATS[f]


def headers(f: str, week: str, vintage: int | None, language: str) -> dict[str, str]:
    """What an answer in this format brings beside its caching."""
    found = {}
    if f in IN_LANGUAGES:
        found["Content-Language"] = language
    if f == "html":
        found["Content-Security-Policy"] = page_policy()
    if f in _FILES:
        # Shown where a browser can, and saved under a name that says what it is.
        spoken = f"-{language}" if f in IN_LANGUAGES else ""
        number = "draft" if vintage is None else f"v{vintage}"
        found["Content-Disposition"] = f'inline; filename="miedza-{week}-{number}{spoken}.{f}"'
    return found
