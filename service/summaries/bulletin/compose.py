"""A bulletin from the document of a vintage: the same for the page and the PDF."""

from collections.abc import Mapping
from typing import Any

from service.summaries.bulletin.model import Bulletin
from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.release import release_of
from service.summaries.bulletin.sections.beyond import beyond
from service.summaries.bulletin.sections.border import border
from service.summaries.bulletin.sections.changes import changes
from service.summaries.bulletin.sections.equipment import equipment
from service.summaries.bulletin.sections.headline import figures, lead
from service.summaries.bulletin.sections.method import method
from service.summaries.bulletin.sections.official import official
from service.summaries.bulletin.sections.types import types
from service.summaries.bulletin.sections.weeks import weeks
from service.summaries.bulletin.words import words

SECTIONS = (border, weeks, types, equipment, official, changes, beyond, method)


def compose(document: Mapping[str, Any], language: str, base_url: str) -> Bulletin:
    """`base_url` is the address by which readers reach the service, for lasting links."""
    said, reading = words(language), Reading(document)
    week = reading.week
    return Bulletin(
        language=language,
        title=said.text("title", week=week),
        heading=said.text("heading"),
        week_line=said.text(
            "week_of", week=week, dates=said.dates(document["from"], document["to"])
        ),
        lead=lead(reading, said),
        figures=figures(reading, said),
        sections=[section(reading, said) for section in SECTIONS],
        release=release_of(document, said, base_url),
    )
