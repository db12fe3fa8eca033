"""One chart of a vintage by itself: the same drawing as in the page and the PDF."""

from collections.abc import Mapping
from typing import Any

from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.sections.border import border
from service.summaries.bulletin.sections.weeks import weeks
from service.summaries.bulletin.words import words

_SECTIONS = {"map": border, "strip": border, "curve": weeks}


def as_svg(document: Mapping[str, Any], name: str, language: str) -> bytes | None:
    """The chart, or None where the vintage holds nothing to draw it from."""
    section = _SECTIONS[name](Reading(document), words(language))
    return next((chart.svg.encode() for chart in section.charts if chart.id == name), None)
