"""`/api/collections/{id}/items`: each collection has literal paths and parameters of its own."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.access import House
from service.conditional import answer, tag_of_body, tag_of_parts
from service.features import service
from service.features.access import FullReader
from service.features.collections import (
    INCIDENTS,
    INCIDENTS_FULL,
    REFERENCE,
    SECTOR_WEEKS,
    Collection,
)
from service.features.geojson import Question, render_feature, render_page
from service.features.layers import layer
from service.features.links import GEOJSON, base_address
from service.features.narrowing import narrowed
from service.features.parameters import (
    Narrowed,
    NarrowedFull,
    NarrowedPublic,
    Paging,
    PlaceAndTime,
    Wanted,
    WantedWeeks,
)
from service.installation import Installation
from service.reads import FULL_CACHE, PUBLIC_CACHE, read

router = APIRouter(prefix="/collections")


@read(router, f"/{INCIDENTS.id}/items")
def read_incidents(
    request: Request, house: House, wanted: Wanted, narrowing: NarrowedPublic, paging: Paging
) -> Response:
    """Public records, newest first; `next` leads on until there are no more.

    Time is the record's week, month or year; place is its sector or 10 km cell.
    """
    found = narrowed(INCIDENTS, wanted, narrowing)
    question = Question(INCIDENTS, base_address(request, house), found, paging)
    with service.reading_page(house.database, question) as (revision, page):
        tag = tag_of_parts(question.address, revision)
        return answer(request, tag, lambda: render_page(question, page()), GEOJSON, PUBLIC_CACHE)


@read(router, f"/{INCIDENTS.id}/items/{{feature_id}}")
def read_incident(feature_id: str, request: Request, house: House) -> Response:
    """One public record."""
    body = _feature_body(request, house, INCIDENTS, feature_id)
    return answer(request, tag_of_body(body), lambda: body, GEOJSON, PUBLIC_CACHE)


@read(router, f"/{INCIDENTS_FULL.id}/items")
def read_full_incidents(
    caller: FullReader,
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedFull,
    paging: Paging,
) -> Response:
    """Every incident that counts with its exact place and time, newest first.

    For partners and staff; to anyone else the collection is not there. A key that is limited to
    sectors sees the records of these alone. Each page that is sent is recorded in the audit trail
    first.
    """
    found = replace(narrowed(INCIDENTS_FULL, wanted, narrowing), within=caller.sectors)
    question = Question(INCIDENTS_FULL, base_address(request, house), found, paging)
    page = service.read_page(house.database, question)
    body = render_page(question, page)

    def recorded() -> bytes:
        if request.method != "HEAD":
            service.record_page_read(house.database, caller.key_id, question, page)
        return body

    return answer(request, tag_of_body(body, caller.sectors), recorded, GEOJSON, FULL_CACHE)


@read(router, f"/{INCIDENTS_FULL.id}/items/{{feature_id}}")
def read_full_incident(
    caller: FullReader, feature_id: str, request: Request, house: House
) -> Response:
    """One incident with its exact place and time, for partners and staff."""
    sectors = caller.sectors
    body = _feature_body(request, house, INCIDENTS_FULL, feature_id, sectors)

    def recorded() -> bytes:
        if request.method != "HEAD":
            service.record_feature_read(house.database, caller.key_id, INCIDENTS_FULL, feature_id)
        return body

    return answer(request, tag_of_body(body, sectors), recorded, GEOJSON, FULL_CACHE)


@read(router, f"/{SECTOR_WEEKS.id}/items")
def read_sector_weeks(
    request: Request, house: House, wanted: WantedWeeks, narrowing: Narrowed, paging: Paging
) -> Response:
    """Sectors with their figures in the newest vintage of each released week, newest week first.

    A number is null where there is no data; `obs_status` says so as SDMX does.
    """
    found = narrowed(SECTOR_WEEKS, wanted, narrowing)
    question = Question(SECTOR_WEEKS, base_address(request, house), found, paging)
    body = render_page(question, service.read_sector_weeks(house.database, question))
    return answer(request, tag_of_body(body), lambda: body, GEOJSON, PUBLIC_CACHE)


@read(router, f"/{SECTOR_WEEKS.id}/items/{{feature_id}}")
def read_sector_week(feature_id: str, request: Request, house: House) -> Response:
    """One sector in one released week."""
    body = _feature_body(request, house, SECTOR_WEEKS, feature_id)
    return answer(request, tag_of_body(body), lambda: body, GEOJSON, PUBLIC_CACHE)


def _feature_body(
    request: Request,
    house: Installation,
    collection: Collection,
    feature_id: str,
    sectors: Sequence[str] | None = None,
) -> bytes:
    feature = service.get_feature(house.database, collection, feature_id, sectors)
    return render_feature(collection, base_address(request, house), feature_id, feature)


def _add_layer(collection: Collection) -> None:
    """The reference layers differ in nothing but their content."""

    def read_features(
        request: Request, house: House, wanted: PlaceAndTime, paging: Paging
    ) -> Response:
        question = Question(collection, base_address(request, house), wanted, paging)
        held = layer(collection.id)
        tag = tag_of_parts(question.address, held.digest)

        def body() -> bytes:
            return render_page(question, service.read_layer_page(held, question))

        return answer(request, tag, body, GEOJSON, PUBLIC_CACHE)

    def read_feature(feature_id: str, request: Request, house: House) -> Response:
        feature = layer(collection.id).get(feature_id)
        body = render_feature(collection, base_address(request, house), feature_id, feature)
        return answer(request, tag_of_body(body), lambda: body, GEOJSON, PUBLIC_CACHE)

    name, one = f"read_{collection.id}", f"read_{collection.id}_feature"
    read(router, f"/{collection.id}/items", name=name, description=collection.description)(
        read_features
    )
    read(
        router,
        f"/{collection.id}/items/{{feature_id}}",
        name=one,
        description=f"One feature of the collection {collection.title}.",
    )(read_feature)


for reference in REFERENCE:
    _add_layer(reference)
