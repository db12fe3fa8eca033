"""Query parameters, each read by a small function that endpoints declare."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Query

from geo.sector_files import sector_set
from service.features.crs import CRS84, KNOWN, parse_crs
from service.features.filters import Filter, PageAsked
from service.features.projected_bbox import parse_bbox_in
from service.features.shaping import Shape, parse_properties
from service.features.timespan import parse_datetime
from service.parameters import LIST, read_codes, read_vocabulary_codes, read_weeks

MAX_LIMIT = 10_000
DEFAULT_LIMIT = 1_000


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
        str | None, Query(description="From the `next` link of the page before; opaque.")
    ] = None,
    result_type: Annotated[
        Literal["results", "hits"],
        Query(alias="resultType", description="`hits` counts the features and sends none."),
    ] = "results",
) -> PageAsked:
    return PageAsked(min(limit, MAX_LIMIT), cursor, hits=result_type == "hits")


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
Paging = Annotated[PageAsked, Depends(read_page)]
