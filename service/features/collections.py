"""The collections: what each holds, who may read it, and under which licence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from geo.border import border_vertices
from geo.io import ATTRIBUTION
from service.features.crs import CRS84, KNOWN
from service.features.links import JSON, OGC, PAGE, SCHEMA, Link, link

_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_CC_BY = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
_ODBL = ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/")
_INCIDENTS_CREDIT = (
    "Miedza, CC BY 4.0; sector points from (c) OpenStreetMap contributors, ODbL 1.0; "
    "places from GeoNames, CC BY 4.0"
)
# Incidents lie within 50 km of the border: in degrees of longitude and latitude, rounded up.
_REACH_DEGREES = (0.8, 0.5)

Box = Sequence[float]


@dataclass(frozen=True, slots=True)
class Collection:
    id: str
    title: str
    description: str
    attribution: str
    licence: str
    licence_url: str


INCIDENTS = Collection(
    "incidents",
    "Incidents",
    "Public records of incidents along the border: week, type, equipment and sector or 10 km cell. "
    "They appear in weekly batches, coarse in place and time by the policy at /api/policy.",
    _INCIDENTS_CREDIT,
    *_CC_BY,
)
INCIDENTS_FULL = Collection(
    "incidents-full",
    "Incidents, full",
    "Every incident that counts, with its exact place and time, for staff and partners.",
    _INCIDENTS_CREDIT,
    *_CC_BY,
)
SECTORS = Collection(
    "sectors",
    "Sectors",
    "The 20 Border Guard stations as areas on both sides of their stretch of the border.",
    ATTRIBUTION["sectors"],
    *_ODBL,
)
BORDER = Collection(
    "border",
    "Border",
    "The Polish-Belarusian border as one line, measured from the Lithuanian tripoint.",
    ATTRIBUTION["border"],
    *_ODBL,
)
CROSSINGS = Collection(
    "crossings",
    "Crossings",
    "Road, rail and river crossings with their status; positions are good to about 1 km.",
    ATTRIBUTION["crossings"],
    *_ODBL,
)
SECTOR_WEEKS = Collection(
    "sector-weeks",
    "Sectors by week",
    "Released weekly figures of each sector, of the newest vintage of each week; null is no data.",
    ATTRIBUTION["sectors"] + "; figures: Miedza, CC BY 4.0",
    *_ODBL,
)
REFERENCE = (SECTORS, BORDER, CROSSINGS)
PUBLIC = (INCIDENTS, SECTOR_WEEKS, *REFERENCE)


def describe(
    collection: Collection,
    base: str,
    box: Box,
    items: Sequence[Link],
    first: datetime | None = None,
    count: int | None = None,
) -> dict[str, Any]:
    """The collection's description: the earliest time in it, and how many features it has.

    `items` are the links to its features, one for each form.
    """
    extent: dict[str, Any] = {"spatial": {"bbox": [list(box)], "crs": CRS84.uri}}
    if first is not None:
        extent["temporal"] = {"interval": [[first.isoformat(), None]], "trs": _GREGORIAN}
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "attribution": collection.attribution,
        "licence": collection.licence,
        "extent": extent,
        "itemType": "feature",
        "crs": list(KNOWN),
        # GDAL takes part in Part 2 only where this is said.
        "storageCrs": CRS84.uri,
        # QGIS shows it without counting.
        **({} if count is None else {"itemCount": count}),
        "links": _links(collection, base, items),
    }


def _links(collection: Collection, base: str, items: Sequence[Link]) -> list[Link]:
    own = f"{base}/api/collections/{collection.id}"
    return [
        link("self", own, JSON),
        link("alternate", f"{own}?f=html", PAGE, "This page for people"),
        *items,
        link("describedby", f"{own}/feature-schema", SCHEMA, "One feature"),
        link(f"{OGC}/schema", f"{own}/schema", SCHEMA, "Properties"),
        # QGIS looks for the name of the standard, GDAL for the plain word.
        link(f"{OGC}/queryables", f"{own}/queryables", SCHEMA, "What can be asked"),
        link("queryables", f"{own}/queryables", SCHEMA, "What can be asked"),
        link(f"{OGC}/sortables", f"{own}/sortables", SCHEMA, "What it can be sorted by"),
        link("license", collection.licence_url, PAGE, collection.licence),
    ]


@cache
def incidents_box() -> tuple[float, float, float, float]:
    """The box within which an incident can lie."""
    vertices, (lon, lat) = border_vertices(), _REACH_DEGREES
    (west, south), (east, north) = vertices.min(axis=0), vertices.max(axis=0)
    return (
        round(float(west) - lon, 2),
        round(float(south) - lat, 2),
        round(float(east) + lon, 2),
        round(float(north) + lat, 2),
    )
