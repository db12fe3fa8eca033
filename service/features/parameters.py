"""Query parameters, each read by a small function that endpoints declare."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Query

from geo.sector_files import sector_set
from service.cql2.language import Language
from service.features.crs import CRS84, KNOWN, parse_crs
from service.features.filters import Filter, Narrowing, PageAsked
from service.features.projected_bbox import parse_bbox_in
from service.features.shaping import Shape, parse_properties
from service.features.sorting import parse_sortby
from service.features.timespan import parse_datetime
from service.parameters import LIST, read_codes, read_vocabulary_codes, read_weeks, unusable

MAX_LIMIT = 10_000
DEFAULT_LIMIT = 1_000
# All that is left out is read: a limit for those who cannot follow links.
MAX_OFFSET = 100_000


# These do no input or output: as coroutines they cost no hop to a thread.


async def read_page(
    limit: Annotated[
        int,
        Query(
            ge=1,
            description=f"Most features in the answer; more than {MAX_LIMIT} means {MAX_LIMIT}.",
            json_schema_extra={"maximum": MAX_LIMIT},
        ),
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(description="From the `next` or `prev` link of a page; opaque.")
    ] = None,
    offset: Annotated[
        int,
        Query(
            ge=0,
            le=MAX_OFFSET,
            description="So many features are left out first; `next` leads on faster, and farther.",
        ),
    ] = 0,
    result_type: Annotated[
        Literal["results", "hits"],
        Query(alias="resultType", description="`hits` counts the features and sends none."),
    ] = "results",
) -> PageAsked:
    if offset and cursor is not None:
        raise unusable("offset", "stands beside a cursor", "one of the two")
    return PageAsked(min(limit, MAX_LIMIT), cursor, offset, hits=result_type == "hits")


def paging_of(collection_id: str) -> Callable[..., Awaitable[PageAsked]]:
    """A dependency that reads the page, and in which order the features of this collection come."""

    async def read_sorted_page(
        page: Annotated[PageAsked, Depends(read_page)],
        sortby: Annotated[
            str | None,
            Query(
                description="What the features are sorted by, with commas between, and `-` before "
                "what descends; `sortables` lists it. Without it the newest come first.",
                examples=["-week,type"],
            ),
        ] = None,
    ) -> PageAsked:
        return replace(page, order=parse_sortby(collection_id, sortby))

    return read_sorted_page


async def read_place_and_time(
    bbox: Annotated[
        str | None,
        Query(
            description="Only features in this box: west,south,east,north in degrees, or the lower "
            "left and upper right corner in `bbox-crs`.",
            examples=["23.0,52.3,24.2,53.1"],
        ),
    ] = None,
    bbox_crs: Annotated[
        str,
        Query(
            alias="bbox-crs",
            description="The system of `bbox`, its axes in the order of the authority.",
            json_schema_extra={"enum": list(KNOWN)},
        ),
    ] = CRS84.uri,
    datetime: Annotated[
        str | None,
        Query(
            description="Only features whose time meets this instant, day or interval (RFC 3339, "
            "`/` between its ends, `..` for an open end). A date is a day in Warsaw.",
            examples=["2025-11-01/2025-11-30"],
        ),
    ] = None,
) -> Filter:
    box_crs = parse_crs("bbox-crs", bbox_crs)
    return Filter(
        bbox=None if bbox is None else parse_bbox_in(box_crs, bbox),
        span=None if datetime is None else parse_datetime(datetime),
    )


async def read_filter(
    place_and_time: Annotated[Filter, Depends(read_place_and_time)],
    sector: Annotated[
        str | None, Query(description=f"Sector codes. {LIST}", examples=["BIA,NAR"])
    ] = None,
    type_: Annotated[
        str | None,
        Query(
            alias="type",
            description=f"Main types of the incident. {LIST}",
            examples=["crossing_attempt"],
        ),
    ] = None,
    equipment: Annotated[
        str | None,
        Query(
            description=f"Kinds of equipment of which one was there. {LIST}", examples=["ladder"]
        ),
    ] = None,
    week: Annotated[
        str | None, Query(description=f"ISO weeks. {LIST}", examples=["2025-W47"])
    ] = None,
    status: Annotated[
        str | None, Query(description=f"Statuses. {LIST}", examples=["verified,corroborated"])
    ] = None,
) -> Filter:
    return replace(
        place_and_time,
        sectors=_sectors(sector),
        types=read_vocabulary_codes("type", type_),
        equipment=read_vocabulary_codes("equipment", equipment),
        weeks=read_weeks(week),
        statuses=read_vocabulary_codes("status", status),
    )


async def read_week_filter(
    place_and_time: Annotated[Filter, Depends(read_place_and_time)],
    sector: Annotated[
        str | None, Query(description=f"Sector codes. {LIST}", examples=["BIA,NAR"])
    ] = None,
    week: Annotated[
        str | None, Query(description=f"ISO weeks. {LIST}", examples=["2025-W47"])
    ] = None,
) -> Filter:
    return replace(place_and_time, sectors=_sectors(sector), weeks=read_weeks(week))


async def read_narrowing(
    filter_: Annotated[
        str | None,
        Query(
            alias="filter",
            description="A filter in CQL2; `queryables` lists what it may name.",
            examples=["type = 'crossing_attempt' AND week >= '2025-W40'"],
        ),
    ] = None,
    filter_lang: Annotated[
        Language,
        Query(
            alias="filter-lang",
            description="How the filter is written; `cql-text` is the draft that GDAL writes.",
        ),
    ] = Language.TEXT,
    filter_crs: Annotated[
        Literal["http://www.opengis.net/def/crs/OGC/1.3/CRS84"] | None,
        Query(alias="filter-crs", description="Of the geometries in the filter."),
    ] = None,
) -> Narrowing:
    return Narrowing(filter_, filter_lang)


async def read_public_narrowing(
    narrowing: Annotated[Narrowing, Depends(read_narrowing)],
    undated: Annotated[
        str | None, Query(description=f"Months or years. {LIST}", examples=["2021-11"])
    ] = None,
    also: Annotated[str | None, Query(description=f"Further types. {LIST}")] = None,
    sectors: Annotated[
        str | None, Query(description=f"Sectors of which one is told. {LIST}")
    ] = None,
    cell: Annotated[
        str | None, Query(description=f"10 km cells. {LIST}", examples=["10kmN337E525"])
    ] = None,
) -> Narrowing:
    return _equal(narrowing, undated=undated, also=also, sectors=sectors, cell=cell)


async def read_full_narrowing(
    narrowing: Annotated[Narrowing, Depends(read_narrowing)],
    undated: Annotated[str | None, Query(description=f"Months or years. {LIST}")] = None,
    also: Annotated[str | None, Query(description=f"Further types. {LIST}")] = None,
    sectors: Annotated[
        str | None, Query(description=f"Sectors of which one is told. {LIST}")
    ] = None,
    sensitivity: Annotated[str | None, Query(description=f"Classes of harm. {LIST}")] = None,
    occurred_from: Annotated[
        str | None, Query(description="Days or instants at which it began.")
    ] = None,
    occurred_to: Annotated[
        str | None, Query(description="Days or instants at which it ended.")
    ] = None,
    persons_low: Annotated[str | None, Query(description="This many persons, at least.")] = None,
    persons_high: Annotated[str | None, Query(description="This many persons, at most.")] = None,
    attempts_low: Annotated[str | None, Query(description="This many attempts, at least.")] = None,
    attempts_high: Annotated[str | None, Query(description="This many attempts, at most.")] = None,
) -> Narrowing:
    return _equal(
        narrowing,
        undated=undated,
        also=also,
        sectors=sectors,
        sensitivity=sensitivity,
        occurred_from=occurred_from,
        occurred_to=occurred_to,
        persons_low=persons_low,
        persons_high=persons_high,
        attempts_low=attempts_low,
        attempts_high=attempts_high,
    )


def _equal(narrowing: Narrowing, **asked: str | None) -> Narrowing:
    equal = tuple((name, value) for name, value in asked.items() if value is not None)
    return replace(narrowing, equal=equal)


def _sectors(text: str | None) -> tuple[str, ...]:
    # Another set of sectors is loaded only where somebody asks for one.
    known = sector_set().codes if text else ()
    return read_codes("sector", text, known, "a code of /api/collections/sectors/items")


def shape_of(collection_id: str) -> Callable[..., Awaitable[Shape]]:
    """A dependency that reads how features of this collection shall be written."""

    async def read_shape(
        crs: Annotated[
            str,
            Query(
                description="The system of the geometries, axes in the order of the authority.",
                json_schema_extra={"enum": list(KNOWN)},
            ),
        ] = CRS84.uri,
        properties: Annotated[
            str | None,
            Query(description="Only these members of `properties`, with commas between them."),
        ] = None,
        skip_geometry: Annotated[
            bool, Query(alias="skipGeometry", description="Leave the geometries out.")
        ] = False,
    ) -> Shape:
        named = parse_properties(collection_id, properties)
        return Shape(parse_crs("crs", crs), named, skip_geometry)

    return read_shape


PlaceAndTime = Annotated[Filter, Depends(read_place_and_time)]
Wanted = Annotated[Filter, Depends(read_filter)]
WantedWeeks = Annotated[Filter, Depends(read_week_filter)]
Narrowed = Annotated[Narrowing, Depends(read_narrowing)]
NarrowedPublic = Annotated[Narrowing, Depends(read_public_narrowing)]
NarrowedFull = Annotated[Narrowing, Depends(read_full_narrowing)]
Paging = Annotated[PageAsked, Depends(read_page)]
