"""`/about`: what this is, what there is to see, and what to do while there is nothing."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from service.features import service as features
from service.features.collections import INCIDENTS, PUBLIC
from service.installation import Installation
from service.pages.document import html_answer
from service.pages.markup import Markup, element, inline, join, link, prose
from service.summaries import service as summaries
from service.summaries.bulletin.naming import address
from service.weeks import local_day

_ABOUT = """
Miedza records incidents along the Polish-Belarusian border, among them the equipment that people
were given to cross it, and turns them into maps and weekly figures for each sector.

What is public is coarse in place and time by a policy that is published beside it, and appears in
weekly batches.
"""
_EMPTY = """
Nothing is published yet. Send a report (`PUT /api/reports/{id}`) or load the sample with
`miedza demo`; what the policy admits appears when `miedza publish` has made its weekly batch.
"""
# In their own words, as a reader looks for them.
_LANGUAGES = {"pl": "polski", "en": "English", "de": "Deutsch", "be": "беларуская"}
_WEEKS_SHOWN = 6
_ELSEWHERE = (
    ("/", "Web client", "report, map and week, on a phone and on a desk; it needs JavaScript"),
    ("/api/docs", "The API", "every endpoint with a line to try"),
    (
        "/api/summaries/weekly",
        "Weekly figures",
        "every released vintage, as data and as a bulletin",
    ),
    ("/api/official-totals", "Official totals", "what other sources say of their own periods"),
    ("/api/context", "Context", "dated events beside the weekly curve"),
    ("/api/policy", "Policy", "what the public sees, when, how coarsely, and why"),
    ("/api/vocabulary", "Vocabulary", "every code in Polish, English, German and Belarusian"),
    ("/health/ready", "Health", "whether the service can do its work"),
)


def about_answer(request: Request, house: Installation) -> Response:
    """The page as things stand now."""
    first, _ = features.extent_of(house.database, INCIDENTS)
    weeks = summaries.newest_weeks(house.database, _WEEKS_SHOWN)
    return html_answer(request, "Miedza", about_content(first, weeks))


def about_content(first: datetime | None, weeks: Sequence[str] = ()) -> Markup:
    """`first` is when the earliest public record begins; None while there is none.

    `weeks` are the newest that were released.
    """
    return join(
        element("h1", "Miedza"),
        prose(_ABOUT),
        _state(first),
        *_bulletins(weeks),
        element("h2", "Maps"),
        element(
            "p", "A page for people, and GeoJSON for QGIS, GDAL, MapLibre, Leaflet or a script."
        ),
        element("dl", *(_entry(*entry) for entry in _collections())),
        element("h2", "More"),
        element("dl", *(_entry(*entry) for entry in _ELSEWHERE)),
    )


def _state(first: datetime | None) -> Markup:
    if first is None:
        return element("div", prose(_EMPTY), class_="empty", role="status")
    return element("p", f"Public records reach back to {local_day(first).isoformat()}.")


def _bulletins(weeks: Sequence[str]) -> list[Markup]:
    """Each week's bulletin in each language; nothing before the first release."""
    if not weeks:
        return []
    rows = [join(element("dt", week), element("dd", *_languages(week))) for week in weeks]
    return [element("h2", "Weekly bulletins"), element("dl", *rows)]


def _languages(week: str) -> list[Markup]:
    links = [
        element("a", name, href=address("", week, None, "html", code), hreflang=code, lang=code)
        for code, name in _LANGUAGES.items()
    ]
    return [part for each in links for part in (each, Markup(" "))]


def _collections() -> list[tuple[str, str, str]]:
    return [(f"/api/collections/{each.id}/items", each.title, each.description) for each in PUBLIC]


def _entry(href: str, title: str, description: str) -> Markup:
    return join(element("dt", link(href, title)), element("dd", inline(description)))
