"""The first page: what this is, what there is to see, and what to do while there is nothing."""

from datetime import datetime

from service.features.collections import PUBLIC
from service.pages.markup import Markup, element, inline, join, link, prose
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
_ELSEWHERE = (
    ("/api/docs", "The API", "every endpoint with a line to try"),
    ("/api/summaries/weekly", "Weekly figures", "the released weeks as JSON and CSV"),
    ("/api/official-totals", "Official totals", "what other sources say of their own periods"),
    ("/api/context", "Context", "dated events beside the weekly curve"),
    ("/api/policy", "Policy", "what the public sees, when, how coarsely, and why"),
    ("/api/vocabulary", "Vocabulary", "every code in Polish, English, German and Belarusian"),
    ("/health/ready", "Health", "whether the service can do its work"),
)


def landing_content(first: datetime | None) -> Markup:
    """`first` is when the earliest public record begins; None while there is none."""
    return join(
        element("h1", "Miedza"),
        prose(_ABOUT),
        _state(first),
        element("h2", "Maps"),
        element("p", "Each is GeoJSON, for QGIS, GDAL, MapLibre, Leaflet or a script."),
        element("dl", *(_entry(*entry) for entry in _collections())),
        element("h2", "More"),
        element("dl", *(_entry(*entry) for entry in _ELSEWHERE)),
    )


def _state(first: datetime | None) -> Markup:
    if first is None:
        return element("div", prose(_EMPTY), class_="empty", role="status")
    return element("p", f"Public records reach back to {local_day(first).isoformat()}.")


def _collections() -> list[tuple[str, str, str]]:
    return [(f"/api/collections/{each.id}/items", each.title, each.description) for each in PUBLIC]


def _entry(href: str, title: str, description: str) -> Markup:
    return join(element("dt", link(href, title)), element("dd", inline(description)))
