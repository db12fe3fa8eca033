"""The week on the map: 20 sectors with the week's figures as flat properties, RFC 7946."""

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any, Final

import orjson
import shapely

from geo.areas import sector_areas
from geo.io import ATTRIBUTION
from geo.sector_files import sector_set
from geo.sectors import Sector
from service.summaries.bulletin.naming import LICENCE_URL, address, checksum
from service.summaries.bulletin.reading import SERIES, Reading
from service.summaries.order import codes_of
from service.summaries.rows import TOTAL

_MEASURES: Final = (
    "incidents", "banded",
    "attempts_low", "attempts_high", "attempts_not_stated",
    "persons_low", "persons_high", "persons_not_stated",
    "items_low", "items_high", "items_not_stated",
    "obs_status",
)  # fmt: skip
_COMPARED: Final = ("before", "change", "mean_4", "year_before")


def as_geojson(document: Mapping[str, Any], base_url: str) -> bytes:
    """Properties are `reported_incidents`, `headline_incidents` and so on; null is not stated.

    What names the vintage stands beside the features as foreign members. Incidents in several
    sectors or in an unknown one lie in no feature: `outside_sectors` counts them.
    """
    reading = Reading(document)
    features = [
        {
            "type": "Feature",
            "id": sector.code,
            "geometry": orjson.Fragment(_geometry(sector.code)),
            "properties": _properties(reading, sector),
        }
        for sector in sector_set().sectors
    ]
    return orjson.dumps(
        {"type": "FeatureCollection", "features": features, **_release(reading, base_url)}
    )


@cache
def _geometry(code: str) -> bytes:
    """A sector's area with its outer ring against the clock, as RFC 7946 has it."""
    area = shapely.orient_polygons(sector_areas(sector_set())[code])
    return orjson.dumps(shapely.geometry.mapping(area))


def _properties(reading: Reading, sector: Sector) -> dict[str, Any]:
    found: dict[str, Any] = {
        "week": reading.week,
        "vintage": reading.vintage,
        "sector": sector.code,
        "name": sector.name,
        "name_be": sector.name_be or None,
        "division": sector.division,
        "km_from": sector.km_from,
        "km_to": sector.km_to,
    }
    for series in SERIES:
        row = reading.cell(series, sector.code) or {}
        found |= {f"{series}_{name}": row.get(name) for name in _MEASURES}
        compared = reading.compared(series, sector.code) or {}
        found |= {f"{series}_incidents_{name}": compared.get(name) for name in _COMPARED}
    # Each feature has the same properties, because a GIS table has.
    for series, type_ in product(SERIES, _types(reading)):
        row = reading.cell(series, sector.code, type_) or {}
        found[f"{series}_{type_}"] = row.get("incidents")
    levels = {row["month"]: row["level"] for row in reading.efforts(sector.code)}
    for month in sorted({row["month"] for row in reading.rows("effort")}):
        found[f"effort_{month}"] = levels.get(month)
    return found


def _types(reading: Reading) -> list[str]:
    return [code for code in codes_of("type")[1:] if reading.cell("reported", TOTAL, code)]


def _release(reading: Reading, base_url: str) -> dict[str, Any]:
    document = reading.document
    codes = sector_set().codes
    outside = [
        row
        for row in reading.rows("cells")
        if row["type"] == TOTAL and row["sector"] not in (*codes, TOTAL)
    ]
    policy = document.get("policy") or {}
    return {
        "title": f"Miedza, weekly figures {reading.week}",
        "week": reading.week,
        "from": document["from"],
        "to": document["to"],
        "vintage": reading.vintage,
        "status": document.get("status"),
        "released_at": document.get("released_at"),
        "sha256": checksum(document),
        "href": address(base_url, reading.week, reading.vintage),
        "licence": document.get("licence"),
        "licence_url": LICENCE_URL,
        "attributions": [*(document.get("attributions") or ()), ATTRIBUTION["sectors"]],
        "policy": {name: policy.get(name) for name in ("version", "digest")},
        "sector_set": document.get("sector_set"),
        "totals": {series: (reading.cell(series) or {}).get("incidents") for series in SERIES},
        "outside_sectors": [
            {name: row[name] for name in ("series", "sector", "incidents")} for row in outside
        ],
    }
