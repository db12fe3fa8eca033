"""The reference layers as GeoJSON features: border, sectors, sector areas, crossings, places.

Features are plain dictionaries in EPSG:4326, longitude first, with a stable ``id`` and flat
properties. Whoever hands them on owes their readers the credits in `ATTRIBUTION`.
"""

from typing import Any

import shapely

from geo.areas import sector_areas
from geo.border import border_line, border_vertices
from geo.data import read_rows
from geo.places import fold, places
from geo.sector_files import sector_set
from geo.sectors import Sector, SectorSet

Feature = dict[str, Any]

ATTRIBUTION = {
    "border": "(c) OpenStreetMap contributors, ODbL 1.0",
    "sectors": "lines from (c) OpenStreetMap contributors, ODbL 1.0; own compilation of limits",
    "crossings": "own compilation; positions from (c) OpenStreetMap contributors, ODbL 1.0",
    "places": "GeoNames, CC BY 4.0; own compilation",
}


def border_features() -> list[Feature]:
    """Return the border as one line.

    Returns
    -------
    list of dict
        One LineString from the Lithuanian to the Ukrainian tripoint.

    Examples
    --------
    >>> border_features()[0]["properties"]["length_km"]
    420.73
    """
    properties = {
        "name": "Poland-Belarus border",
        "length_km": border_line().length_km,
        "from": "Lithuanian tripoint",
        "to": "Ukrainian tripoint",
        "attribution": ATTRIBUTION["border"],
    }
    geometry = {"type": "LineString", "coordinates": border_vertices().tolist()}
    return [_feature("border", geometry, properties)]


def sector_line_features(sectors: SectorSet | None = None) -> list[Feature]:
    """Return each sector's stretch of the border.

    Parameters
    ----------
    sectors : SectorSet, optional
        The bundled set by default.

    Returns
    -------
    list of dict
        LineStrings from north to south.

    Examples
    --------
    >>> sector_line_features()[0]["id"]
    'PLA'
    """
    used = sectors or sector_set()
    return [
        _feature(
            sector.code,
            {"type": "LineString", "coordinates": used.stretch(sector.code).tolist()},
            _sector_properties(sector, used),
        )
        for sector in used.sectors
    ]


def sector_area_features(sectors: SectorSet | None = None) -> list[Feature]:
    """Return each sector's area, for display.

    Parameters
    ----------
    sectors : SectorSet, optional
        The bundled set by default.

    Returns
    -------
    list of dict
        Polygons from north to south; see `geo.areas`.

    Examples
    --------
    >>> sector_area_features()[0]["geometry"]["type"]
    'Polygon'
    """
    used = sectors or sector_set()
    areas = sector_areas(used)
    return [
        _feature(
            sector.code,
            shapely.geometry.mapping(areas[sector.code]),
            _sector_properties(sector, used),
        )
        for sector in used.sectors
    ]


def crossing_features() -> list[Feature]:
    """Return the border crossings.

    Returns
    -------
    list of dict
        Points from north to south, good to about 1 km; `status_as_of` dates the status.

    Examples
    --------
    >>> len(crossing_features())
    12
    """
    return [
        _feature(
            row["id"],
            _point(float(row["lon"]), float(row["lat"])),
            {
                "name": row["name"],
                "kind": row["kind"],
                "traffic": row["traffic"] or None,
                "status": row["status"],
                "status_as_of": "2025-11",
                "border_km": float(row["km"]),
                "sector": row["sector"],
                "position_basis": row["position_basis"],
                "uncertainty_m": 1000,
                "source": row["source"],
                "attribution": ATTRIBUTION["crossings"],
            },
        )
        for row in read_rows("crossings.csv")
    ]


def place_features() -> list[Feature]:
    """Return the gazetteer.

    Returns
    -------
    list of dict
        Points from north to south.

    Examples
    --------
    >>> place_features()[0]["id"]
    'krasnopol'
    """
    return [
        _feature(
            fold(place.name).replace(" ", "-"),
            _point(place.lon, place.lat),
            {
                "name": place.name,
                "name_be": place.name_be or None,
                "country": place.country,
                "sector": place.sector,
                "uncertainty_m": place.uncertainty_m,
                "source": place.source,
                "attribution": ATTRIBUTION["places"],
            },
        )
        for place in places()
    ]


def _sector_properties(sector: Sector, sectors: SectorSet) -> dict[str, Any]:
    """Return what is told about a sector beside its geometry."""
    lon, lat = sectors.label_point(sector.code)
    return {
        "code": sector.code,
        "name": sector.name,
        "name_be": sector.name_be or None,
        "division": sector.division,
        "km_from": sector.km_from,
        "km_to": sector.km_to,
        "length_km": sector.length_km,
        "basis": sector.basis,
        "label_lon": lon,
        "label_lat": lat,
        "version": sectors.version,
        "valid_from": sectors.valid_from.isoformat(),
        "valid_to": sectors.valid_to.isoformat() if sectors.valid_to else None,
        "source": sector.source,
        "attribution": ATTRIBUTION["sectors"],
    }


def _point(lon: float, lat: float) -> dict[str, Any]:
    """Return a point geometry."""
    return {"type": "Point", "coordinates": [lon, lat]}


def _feature(identifier: str, geometry: dict[str, Any], properties: dict[str, Any]) -> Feature:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}
