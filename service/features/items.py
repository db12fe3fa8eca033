"""`/api/collections/{id}/items`: each collection has literal paths and parameters of its own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request
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
from service.features.formats.answers import asks_for_all, send, send_all
from service.features.formats.forms import OTHER_TYPES, Chosen, InForm
from service.features.formats.rendering import Rendered, feature_in_form, page_in_form
from service.features.geojson import Question
from service.features.layers import layer
from service.features.links import base_address
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
read_features = partial(read, router, others=OTHER_TYPES)


@read_features(f"/{INCIDENTS.id}/items")
def read_incidents(
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedPublic,
    paging: Paging,
    form: InForm,
) -> Response:
    """Public records, newest first; `next` leads on until there are no more.

    Time is the record's week, month or year; place is its sector or 10 km cell. As a sequence,
    lines or CSV, and without `limit`, the answer is all records that match.
    """
    matching = narrowed(INCIDENTS, wanted, narrowing)
    question = Question(INCIDENTS, base_address(request, house), matching, paging, form.f)
    if asks_for_all(request, form, paging):
        return send_all(request, form, house.database, question, PUBLIC_CACHE)
    with service.reading_page(house.database, question) as (revision, page):
        tag = tag_of_parts(question.address, revision)

        def make() -> Rendered:
            return page_in_form(form, question, page())

        return send(request, form, tag, make, PUBLIC_CACHE)


@read_features(f"/{INCIDENTS.id}/items/{{feature_id}}")
def read_incident(feature_id: str, request: Request, house: House, form: InForm) -> Response:
    """One public record."""
    found = _feature(request, house, form, INCIDENTS, feature_id)
    return send(request, form, found.tag(), lambda: found, PUBLIC_CACHE)


@read_features(f"/{INCIDENTS_FULL.id}/items")
def read_full_incidents(
    caller: FullReader,
    request: Request,
    house: House,
    wanted: Wanted,
    narrowing: NarrowedFull,
    paging: Paging,
    form: InForm,
) -> Response:
    """Every incident that counts with its exact place and time, newest first.

    For partners and staff; to anyone else the collection is not there. A key that is limited to
    sectors sees the records of these alone. Each page that is sent is recorded in the audit trail
    first.
    """
    matching = replace(narrowed(INCIDENTS_FULL, wanted, narrowing), within=caller.sectors)
    question = Question(INCIDENTS_FULL, base_address(request, house), matching, paging, form.f)
    page = service.read_page(house.database, question)
    found = page_in_form(form, question, page)

    def recorded() -> Rendered:
        if request.method != "HEAD":
            service.record_page_read(house.database, caller.key_id, question, page)
        return found

    return send(request, form, found.tag(caller.sectors), recorded, FULL_CACHE)


@read_features(f"/{INCIDENTS_FULL.id}/items/{{feature_id}}")
def read_full_incident(
    caller: FullReader, feature_id: str, request: Request, house: House, form: InForm
) -> Response:
    """One incident with its exact place and time, for partners and staff."""
    sectors = caller.sectors
    found = _feature(request, house, form, INCIDENTS_FULL, feature_id, sectors)

    def recorded() -> Rendered:
        if request.method != "HEAD":
            service.record_feature_read(house.database, caller.key_id, INCIDENTS_FULL, feature_id)
        return found

    return send(request, form, found.tag(sectors), recorded, FULL_CACHE)


@read_features(f"/{SECTOR_WEEKS.id}/items")
def read_sector_weeks(
    request: Request,
    house: House,
    wanted: WantedWeeks,
    narrowing: Narrowed,
    paging: Paging,
    form: InForm,
) -> Response:
    """Sectors with their figures in the newest vintage of each released week, newest week first.

    A number is null where there is no data; `obs_status` says so as SDMX does.
    """
    matching = narrowed(SECTOR_WEEKS, wanted, narrowing)
    question = Question(SECTOR_WEEKS, base_address(request, house), matching, paging, form.f)
    found = page_in_form(form, question, service.read_sector_weeks(house.database, question))
    return send(request, form, found.tag(), lambda: found, PUBLIC_CACHE)


@read_features(f"/{SECTOR_WEEKS.id}/items/{{feature_id}}")
def read_sector_week(feature_id: str, request: Request, house: House, form: InForm) -> Response:
    """One sector in one released week."""
    found = _feature(request, house, form, SECTOR_WEEKS, feature_id)
    return send(request, form, found.tag(), lambda: found, PUBLIC_CACHE)


def _feature(
    request: Request,
    house: Installation,
    form: Chosen,
    collection: Collection,
    feature_id: str,
    sectors: Sequence[str] | None = None,
) -> Rendered:
    feature = service.get_feature(house.database, collection, feature_id, sectors)
    return feature_in_form(form, collection, base_address(request, house), feature_id, feature)


def _add_layer(collection: Collection) -> None:
    """The reference layers differ in nothing but their content."""

    def read_page(
        request: Request, house: House, wanted: PlaceAndTime, paging: Paging, form: InForm
    ) -> Response:
        question = Question(collection, base_address(request, house), wanted, paging, form.f)
        held = layer(collection.id)
        tag = tag_of_parts(question.address, held.digest)

        def make() -> Rendered:
            return page_in_form(form, question, service.read_layer_page(held, question))

        return send(request, form, tag, make, PUBLIC_CACHE)

    def read_feature(feature_id: str, request: Request, house: House, form: InForm) -> Response:
        feature = layer(collection.id).get(feature_id)
        base = base_address(request, house)
        found = feature_in_form(form, collection, base, feature_id, feature)
        return send(request, form, found.tag(), lambda: found, PUBLIC_CACHE)

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
