"""`/api/collections/{id}/items`: each collection has literal paths and parameters of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

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
from service.features.html.items import feature_answer, items_answer
from service.features.html.offered import FEATURES, HTML, FormAsked
from service.features.html.sheet import nothing
from service.features.layers import layer
from service.features.links import GEOJSON, PAGE, base_address
from service.features.narrowing import narrowed
from service.features.negotiation import choose, negotiated
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

_PUBLIC = negotiated(PUBLIC_CACHE)
_FULL = negotiated(FULL_CACHE)


@read(router, f"/{INCIDENTS.id}/items", others=[PAGE])
def read_incidents(
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedPublic,
    paging: Paging,
    f: FormAsked = None,
) -> Response:
    """Public records, newest first; `next` leads on until there are no more.

    Time is the record's week, month or year; place is its sector or 10 km cell.
    """
    found = narrowed(INCIDENTS, wanted, narrowing)
    question = Question(INCIDENTS, base_address(request, house), found, paging)
    if choose(request, f, FEATURES) is HTML:
        return items_answer(request, question, partial(service.read_page, house.database), _PUBLIC)
    with service.reading_page(house.database, question) as (revision, page):
        tag = tag_of_parts(question.address, revision)
        return answer(request, tag, lambda: render_page(question, page()), GEOJSON, _PUBLIC)


@read(router, f"/{INCIDENTS.id}/items/{{feature_id}}", others=[PAGE])
def read_incident(feature_id: str, request: Request, house: House, f: FormAsked = None) -> Response:
    """One public record."""
    feature = service.get_feature(house.database, INCIDENTS, feature_id)
    return _feature_answer(request, house, INCIDENTS, feature_id, feature, f)


@read(router, f"/{INCIDENTS_FULL.id}/items", others=[PAGE])
def read_full_incidents(
    caller: FullReader,
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedFull,
    paging: Paging,
    f: FormAsked = None,
) -> Response:
    """Every incident that counts with its exact place and time, newest first.

    For partners and staff; to anyone else the collection is not there. A key that is limited to
    sectors sees the records of these alone. Each page that is sent is recorded in the audit trail
    first.
    """
    found = replace(narrowed(INCIDENTS_FULL, wanted, narrowing), within=caller.sectors)
    question = Question(INCIDENTS_FULL, base_address(request, house), found, paging)
    read_page = partial(service.read_page, house.database)
    record = partial(service.record_page_read, house.database, caller.key_id)
    if choose(request, f, FEATURES) is HTML:
        return items_answer(request, question, read_page, _FULL, caller.sectors, record)
    page = read_page(question)
    body = render_page(question, page)

    def recorded() -> bytes:
        if request.method != "HEAD":
            record(question, page)
        return body

    return answer(request, tag_of_body(body, caller.sectors), recorded, GEOJSON, _FULL)


@read(router, f"/{INCIDENTS_FULL.id}/items/{{feature_id}}", others=[PAGE])
def read_full_incident(
    caller: FullReader, feature_id: str, request: Request, house: House, f: FormAsked = None
) -> Response:
    """One incident with its exact place and time, for partners and staff."""
    sectors, database = caller.sectors, house.database
    feature = service.get_feature(database, INCIDENTS_FULL, feature_id, sectors)
    record = partial(
        service.record_feature_read, database, caller.key_id, INCIDENTS_FULL, feature_id
    )
    shown = (request, house, INCIDENTS_FULL, feature_id, feature, f)
    return _feature_answer(*shown, _FULL, sectors, record)


@read(router, f"/{SECTOR_WEEKS.id}/items", others=[PAGE])
def read_sector_weeks(
    request: Request,
    house: House,
    wanted: WantedWeeks,
    narrowing: Narrowed,
    paging: Paging,
    f: FormAsked = None,
) -> Response:
    """Sectors with their figures in the newest vintage of each released week, newest week first.

    A number is null where there is no data; `obs_status` says so as SDMX does.
    """
    found = narrowed(SECTOR_WEEKS, wanted, narrowing)
    question = Question(SECTOR_WEEKS, base_address(request, house), found, paging)
    read_page = partial(service.read_sector_weeks, house.database)
    if choose(request, f, FEATURES) is HTML:
        return items_answer(request, question, read_page, _PUBLIC)
    body = render_page(question, read_page(question))
    return answer(request, tag_of_body(body), lambda: body, GEOJSON, _PUBLIC)


@read(router, f"/{SECTOR_WEEKS.id}/items/{{feature_id}}", others=[PAGE])
def read_sector_week(
    feature_id: str, request: Request, house: House, f: FormAsked = None
) -> Response:
    """One sector in one released week."""
    feature = service.get_feature(house.database, SECTOR_WEEKS, feature_id)
    return _feature_answer(request, house, SECTOR_WEEKS, feature_id, feature, f)


def _feature_answer(
    request: Request,
    house: Installation,
    collection: Collection,
    feature_id: str,
    feature: bytes,
    f: str | None,
    headers: Mapping[str, str] = _PUBLIC,
    sectors: Sequence[str] | None = None,
    record: Callable[[], None] = nothing,
) -> Response:
    """One feature in the form that is asked for; recorded first where it is sent."""
    base = base_address(request, house)
    if choose(request, f, FEATURES) is HTML:
        place = collection, base
        return feature_answer(request, place, feature_id, feature, headers, sectors, record)
    body = render_feature(collection, base, feature_id, feature)

    def recorded() -> bytes:
        if request.method != "HEAD":
            record()
        return body

    return answer(request, tag_of_body(body, sectors), recorded, GEOJSON, headers)


def _add_layer(collection: Collection) -> None:
    """The reference layers differ in nothing but their content."""

    def read_features(
        request: Request,
        house: House,
        wanted: PlaceAndTime,
        paging: Paging,
        f: FormAsked = None,
    ) -> Response:
        question = Question(collection, base_address(request, house), wanted, paging)
        held = layer(collection.id)
        if choose(request, f, FEATURES) is HTML:
            return items_answer(request, question, partial(service.read_layer_page, held), _PUBLIC)
        tag = tag_of_parts(question.address, held.digest)

        def body() -> bytes:
            return render_page(question, service.read_layer_page(held, question))

        return answer(request, tag, body, GEOJSON, _PUBLIC)

    def read_feature(
        feature_id: str, request: Request, house: House, f: FormAsked = None
    ) -> Response:
        feature = layer(collection.id).get(feature_id)
        return _feature_answer(request, house, collection, feature_id, feature, f)

    name, one = f"read_{collection.id}", f"read_{collection.id}_feature"
    read(
        router,
        f"/{collection.id}/items",
        name=name,
        description=collection.description,
        others=[PAGE],
    )(read_features)
    read(
        router,
        f"/{collection.id}/items/{{feature_id}}",
        name=one,
        description=f"One feature of the collection {collection.title}.",
        others=[PAGE],
    )(read_feature)


for reference in REFERENCE:
    _add_layer(reference)
