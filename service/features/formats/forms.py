"""The forms in which features are given, and which of them a request asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query, Request

from service.features.collections import Collection
from service.features.html.offered import HTML
from service.features.links import GEOJSON, Link, items_address, link, with_query
from service.features.negotiation import Form, choose
from service.features.searched import Search, searched_by

GEOJSON_FORM: Final = Form("json", GEOJSON)
FLATGEOBUF: Final = Form("fgb", "application/flatgeobuf")
GEOJSON_SEQUENCE: Final = Form("geojsonseq", "application/geo+json-seq")
NDJSON: Final = Form("ndjson", "application/x-ndjson")
CSV: Final = Form("csv", "text/csv")

# The first is what anyone gets; clients look for the others in this order.
OFFERED: Final[Sequence[Form]] = (
    *(GEOJSON_FORM, FLATGEOBUF, GEOJSON_SEQUENCE, NDJSON, CSV),
    HTML,
)
CODES: Final = tuple(form.code for form in OFFERED)
OTHER_TYPES: Final = tuple(form.media_type for form in OFFERED[1:])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form of an answer, and the `f` that keeps to it in links; how it was asked by a body."""

    form: Form
    f: str | None
    search: Search | None = None


async def read_form(
    request: Request,
    f: Annotated[
        str | None,
        Query(
            description="The form of the answer; without it the header `Accept` chooses.",
            json_schema_extra={"enum": list(CODES)},
        ),
    ] = None,
) -> Chosen:
    search = searched_by(request.scope)
    form = choose(request, f, offered(search))
    # A form that `Accept` chose is kept too: who follows a link may not send the header again.
    return Chosen(form, f or (None if form is OFFERED[0] else form.code), search)


def offered(search: Search | None) -> Sequence[Form]:
    """A page for people has an address of its own, which a search has not."""
    return OFFERED if search is None else [form for form in OFFERED if form is not HTML]


def links_to_items(collection: Collection, base: str) -> list[Link]:
    """GeoJSON first, without `f`, as GDAL takes it; FlatGeobuf second, for which QGIS looks."""
    address, (first, *others) = items_address(base, collection.id), OFFERED
    return [
        link("items", address, first.media_type, collection.title),
        *(
            link("items", with_query(address, {"f": form.code}), form.media_type, collection.title)
            for form in others
        ),
    ]


InForm = Annotated[Chosen, Depends(read_form)]
