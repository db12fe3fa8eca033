"""The bulletin as a PDF for all readers (PDF/UA-1): typst sets it, from data and never from text.

What is said travels to the template as JSON. Nothing of it becomes source of the template, so no
word of a source can be read as markup.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import orjson
import typst

from service.summaries.bulletin.compose import compose
from service.summaries.bulletin.model import Bulletin
from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.sections.method import policy_version
from service.summaries.bulletin.words import Words, words
from service.weeks import local_day

STANDARD: Final = "ua-1"
_TEMPLATE: Final = Path(__file__).with_name("templates") / "bulletin.typ"
# A PDF/UA may hold no letter that its font cannot draw, and one such letter in the title of a
# source would leave a week without a PDF. These are what the font draws of Latin, Greek, Cyrillic
# and their signs; whatever else a source writes becomes an empty box.
_NOT_DRAWN: Final = re.compile(
    "[^ -~\u00a0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0484\u0487-\u04ff\u1e00-\u1eff"
    "\u2009\u2010-\u2027\u202f\u2030-\u2040\u2070\u2074-\u208e\u20a0-\u20bf\u2116\u2122\u2190-\u22ff]"
)
_BREAKS: Final = re.compile("[\t-\r]+")
_BOX: Final = "\N{WHITE SQUARE}"
# One compiler keeps its fonts and the parsed template between bulletins; it is not for two threads
# at once.
_TURN: Final = Lock()


def as_pdf(document: Mapping[str, Any], language: str, base_url: str) -> bytes:
    """The same bytes for the same vintage; TypstError where it would not meet PDF/UA-1."""
    released_at = _released_at(document)
    said = words(language)
    content = _content(compose(document, language, base_url), said, Reading(document), released_at)
    with _TURN:
        pdf = _compiler().compile(
            input=_template(),
            format="pdf",
            sys_inputs={"bulletin": orjson.dumps(_drawable(content)).decode()},
            pdf_standards=[STANDARD],
            timestamp=int(released_at.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave pages instead of a document")
    return pdf


def _content(
    bulletin: Bulletin, said: Words, reading: Reading, released_at: datetime
) -> dict[str, Any]:
    """What the template shows: the bulletin, and the words around it."""
    content = asdict(bulletin)
    for section, plain in zip(bulletin.sections, content["sections"], strict=True):
        for table, written in zip(section.tables, plain["tables"], strict=True):
            written["numeric"] = table.numeric
    day = local_day(released_at)
    release = bulletin.release
    return {
        **content,
        "name": said.text("name"),
        "kind": said.text("kind"),
        "date": [day.year, day.month, day.day],
        "page_of": said.texts["page_of"],
        "footer": f"{said.text('name')} · {release.week} · {release.address}",
        "map_credit": said.text("map.credit"),
        "cite_title": said.text("cite.title"),
        "checksum_line": said.text("cite.checksum", sha256=release.sha256),
        "policy_line": said.text(
            "colon", label=said.text("policy.label"), text=policy_version(reading)
        ),
    }


def _drawable(value: Any) -> Any:
    """The same content with nothing in it that the font cannot draw."""
    if isinstance(value, str):
        return _NOT_DRAWN.sub(_BOX, _BREAKS.sub(" ", value))
    if isinstance(value, dict):
        return {name: _drawable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(each) for each in value]
    return value


def _released_at(document: Mapping[str, Any]) -> datetime:
    text = document.get("released_at") or f"{document['from']}T00:00:00+00:00"
    return datetime.fromisoformat(text).astimezone(UTC)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


@cache
def _compiler() -> typst.Compiler:
    """Only the fonts that typst carries, so that a PDF is the same on every machine."""
    return typst.Compiler(ignore_system_fonts=True)
