"""What both projections share: the drawn point, the period, and the ready GeoJSON text."""

from collections.abc import Mapping
from typing import Any

import orjson

from geo.sector_files import sector_set
from service.models import IncidentRow

Point = tuple[float, float]


def fragment(feature_id: str, point: Point | None, properties: Mapping[str, Any]) -> str:
    """One RFC 7946 feature as text; longitude first, six decimals (about 0.1 m).

    Times are written in ISO 8601, to the second.
    """
    geometry = (
        None
        if point is None
        else {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]}
    )
    feature = {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}
    return orjson.dumps(feature, option=orjson.OPT_OMIT_MICROSECONDS).decode()


def stated_point(incident: IncidentRow) -> Point | None:
    lon, lat = incident["lon"], incident["lat"]
    return None if lon is None or lat is None else (lon, lat)


def drawn_point(incident: IncidentRow) -> tuple[Point | None, str]:
    """Where a feature is drawn, and its `geometry_basis`.

    A single sector stands at the middle of its line; several sectors and the whole border have no
    geometry, because any point would be invented.
    """
    point = stated_point(incident)
    if point is not None:
        return point, "place" if incident["location_method"] == "place" else "point"
    sector = incident["sector"]
    line_point = None if sector is None else label_point(sector)
    return (None, "none") if line_point is None else (line_point, "sector")


def label_point(sector: str) -> Point | None:
    """The middle of a sector's line; None for a code that the set in force does not hold."""
    sectors = sector_set()
    return sectors.label_point(sector) if sector in sectors.codes else None


def claims(incident: IncidentRow) -> dict[str, Any]:
    """The properties both audiences get with the same meaning."""
    return {
        "type": incident["type"],
        "also": also_types(incident),
        "by": incident["by"],
        "equipment": equipment_kinds(incident),
    }


def also_types(incident: IncidentRow) -> list[str]:
    return [act["type"] for act in incident["also"]]


def equipment_kinds(incident: IncidentRow) -> list[str]:
    kinds = [item["kind"] for item in incident["equipment"]]
    return kinds if len(kinds) < 2 else list(dict.fromkeys(kinds))


def grade(incident: IncidentRow) -> str:
    """The Admiralty code: reliability of the source, credibility of the information."""
    return incident["reliability"] + incident["credibility"]
