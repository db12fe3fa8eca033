"""`/api/collections/{id}/items`: each collection has literal paths and parameters of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.access import House
from service.conditional import tag_of_parts
from service.features import service
from service.features.access import FullReader
from service.features.collections import (
    INCIDENTS,
    INCIDENTS_FULL,
    REFERENCE,
    SECTOR_WEEKS,
    Collection,
)
from service.features.crs import with_crs
from service.features.filters import PageAsked
from service.features.formats.answers import asks_for_all, send, send_all
from service.features.formats.forms import OTHER_TYPES, Chosen, InForm
from service.features.formats.rendering import Rendered, feature_in_form, page_in_form
from service.features.geojson import One, Question
from service.features.html.items import feature_answer, items_answer
from service.features.html.offered import HTML
from service.features.html.sheet import nothing
from service.features.layers import layer
from service.features.links import base_address
from service.features.narrowing import narrowed
from service.features.negotiation import negotiated
from service.features.parameters import (
    Narrowed,
    NarrowedFull,
    NarrowedPublic,
    Paging,
    PlaceAndTime,
    Wanted,
    WantedWeeks,
    paging_of,
    shape_of,
)
from service.features.shaping import Shape
from service.features.unchanged import depends_on
from service.reads import FULL_CACHE, PUBLIC_CACHE, read

router = APIRouter(prefix="/collections")
read_features = partial(read, router, others=OTHER_TYPES)

PublicShape = Annotated[Shape, Depends(shape_of(INCIDENTS.id))]
FullShape = Annotated[Shape, Depends(shape_of(INCIDENTS_FULL.id))]
WeekShape = Annotated[Shape, Depends(shape_of(SECTOR_WEEKS.id))]
PublicPaging = Annotated[PageAsked, Depends(paging_of(INCIDENTS.id))]
FullPaging = Annotated[PageAsked, Depends(paging_of(INCIDENTS_FULL.id))]
WeekPaging = Annotated[PageAsked, Depends(paging_of(SECTOR_WEEKS.id))]


@read_features(f"/{INCIDENTS.id}/items")
def read_incidents(
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedPublic,
    paging: PublicPaging,
    shape: PublicShape,
    form: InForm,
) -> Response:
    """Public records, newest first; `next` leads on until there are no more.

    Time is the record's week, month or year; place is its sector or 10 km cell. As a sequence,
    lines or CSV, and without `limit`, the answer is all records that match.
    """
    base, matching = base_address(request, house), narrowed(INCIDENTS, wanted, narrowing)
    question = Question(
        INCIDENTS, base, matching, paging, shape, form.f, house.cursors, form.search
    )
    if form.form is HTML:
        read_page = partial(service.read_page, house.database)
        return items_answer(request, question, read_page, negotiated(PUBLIC_CACHE))
    headers = with_crs(PUBLIC_CACHE, shape.crs)
    if asks_for_all(request, form, paging):
        return send_all(request, form, house.database, question, headers)
    with service.reading_page(house.database, question) as (revision, page):
        mark = question.cursors.mark
        tag = tag_of_parts(question.address, mark, revision)
        depends_on(request, revision, mark)

        def make() -> Rendered:
            return page_in_form(form, question, page())

        return send(request, form, tag, make, headers)


@read_features(f"/{INCIDENTS.id}/items/{{feature_id}}")
def read_incident(
    feature_id: str, request: Request, house: House, shape: PublicShape, form: InForm
) -> Response:
    """One public record."""
    feature = service.get_feature(house.database, INCIDENTS, feature_id)
    one = One(INCIDENTS, base_address(request, house), feature_id, shape, form.f)
    return _send_feature(request, form, one, feature)


@read_features(f"/{INCIDENTS_FULL.id}/items")
def read_full_incidents(
    caller: FullReader,
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedFull,
    paging: FullPaging,
    shape: FullShape,
    form: InForm,
) -> Response:
    """Every incident that counts with its exact place and time, newest first.

    For partners and staff; to anyone else the collection is not there. A key that is limited to
    sectors sees the records of these alone. Each page that is sent is recorded in the audit trail
    first.
    """
    base, matching = base_address(request, house), narrowed(INCIDENTS_FULL, wanted, narrowing)
    within = replace(matching, within=caller.sectors)
    question = Question(
        INCIDENTS_FULL, base, within, paging, shape, form.f, house.cursors, form.search
    )
    read_page = partial(service.read_page, house.database)
    record = partial(service.record_page_read, house.database, caller.key_id)
    if form.form is HTML:
        headers = negotiated(FULL_CACHE)
        return items_answer(request, question, read_page, headers, caller.sectors, record)
    page = read_page(question)
    found = page_in_form(form, question, page)

    def recorded() -> Rendered:
        if request.method != "HEAD":
            record(question, page)
        return found

    headers = with_crs(FULL_CACHE, shape.crs)
    return send(request, form, found.tag(caller.sectors), recorded, headers)


@read_features(f"/{INCIDENTS_FULL.id}/items/{{feature_id}}")
def read_full_incident(
    caller: FullReader,
    feature_id: str,
    request: Request,
    house: House,
    shape: FullShape,
    form: InForm,
) -> Response:
    """One incident with its exact place and time, for partners and staff."""
    sectors, database = caller.sectors, house.database
    feature = service.get_feature(database, INCIDENTS_FULL, feature_id, sectors)
    one = One(INCIDENTS_FULL, base_address(request, house), feature_id, shape, form.f)
    record = partial(
        service.record_feature_read, database, caller.key_id, INCIDENTS_FULL, feature_id
    )
    return _send_feature(request, form, one, feature, FULL_CACHE, sectors, record)


@read_features(f"/{SECTOR_WEEKS.id}/items")
def read_sector_weeks(
    request: Request,
    house: House,
    wanted: WantedWeeks,
    narrowing: Narrowed,
    paging: WeekPaging,
    shape: WeekShape,
    form: InForm,
) -> Response:
    """Sectors with their figures in the newest vintage of each released week, newest week first.

    A number is null where there is no data; `obs_status` says so as SDMX does.
    """
    base, matching = base_address(request, house), narrowed(SECTOR_WEEKS, wanted, narrowing)
    question = Question(
        SECTOR_WEEKS, base, matching, paging, shape, form.f, house.cursors, form.search
    )
    read_page = partial(service.read_sector_weeks, house.database)
    if form.form is HTML:
        return items_answer(request, question, read_page, negotiated(PUBLIC_CACHE))
    found = page_in_form(form, question, read_page(question))
    headers = with_crs(PUBLIC_CACHE, shape.crs)
    return send(request, form, found.tag(), lambda: found, headers)


@read_features(f"/{SECTOR_WEEKS.id}/items/{{feature_id}}")
def read_sector_week(
    feature_id: str, request: Request, house: House, shape: WeekShape, form: InForm
) -> Response:
    """One sector in one released week."""
    feature = service.get_feature(house.database, SECTOR_WEEKS, feature_id)
    one = One(SECTOR_WEEKS, base_address(request, house), feature_id, shape, form.f)
    return _send_feature(request, form, one, feature)


def _send_feature(
    request: Request,
    form: Chosen,
    one: One,
    feature: bytes,
    headers: Mapping[str, str] = PUBLIC_CACHE,
    sectors: Sequence[str] | None = None,
    record: Callable[[], None] = nothing,
) -> Response:
    """One feature in the form that is asked for; recorded first where it is sent."""
    if form.form is HTML:
        return feature_answer(request, one, feature, negotiated(headers), sectors, record)
    found = feature_in_form(form, one, feature)

    def recorded() -> Rendered:
        if request.method != "HEAD":
            record()
        return found

    return send(request, form, found.tag(sectors), recorded, with_crs(headers, one.shape.crs))


def _add_layer(collection: Collection) -> None:
    """The reference layers differ in nothing but their content."""
    read_shape = shape_of(collection.id)

    def read_page(
        request: Request,
        house: House,
        wanted: PlaceAndTime,
        paging: Paging,
        shape: Annotated[Shape, Depends(read_shape)],
        form: InForm,
    ) -> Response:
        base = base_address(request, house)
        question = Question(
            collection, base, wanted, paging, shape, form.f, house.cursors, form.search
        )
        held = layer(collection.id)
        read_held = partial(service.read_layer_page, held)
        if form.form is HTML:
            return items_answer(request, question, read_held, negotiated(PUBLIC_CACHE))
        tag = tag_of_parts(question.address, question.cursors.mark, held.digest)

        def make() -> Rendered:
            return page_in_form(form, question, read_held(question))

        return send(request, form, tag, make, with_crs(PUBLIC_CACHE, shape.crs))

    def read_feature(
        feature_id: str,
        request: Request,
        house: House,
        shape: Annotated[Shape, Depends(read_shape)],
        form: InForm,
    ) -> Response:
        feature = layer(collection.id).get(feature_id)
        one = One(collection, base_address(request, house), feature_id, shape, form.f)
        return _send_feature(request, form, one, feature)

    name, one = f"read_{collection.id}", f"read_{collection.id}_feature"
    read_features(f"/{collection.id}/items", name=name, description=collection.description)(
        read_page
    )
    read_features(
        f"/{collection.id}/items/{{feature_id}}",
        name=one,
        description=f"One feature of the collection {collection.title}.",
    )(read_feature)


for reference in REFERENCE:
    _add_layer(reference)
