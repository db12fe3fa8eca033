"""Make what the web client carries of the reference data, so that it can answer offline.

    python -m scripts.make_client_data

writes `web/src/data/*.json`; a test holds the committed files to this. The border and the outlines
keep all their digits, because the client gives the same answers as the service; what is only drawn
is thinned.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import ArrayLike

from geo.areas import sector_areas
from geo.border import border_vertices
from geo.data import read_features, read_rows
from geo.markers import ANCHORS, STRAY_KM
from geo.places import Place, places
from geo.projection import FloatArray
from geo.sector_files import sector_set
from geo.sectors import Sector

FOLDER = Path(__file__).parents[1] / "web" / "src" / "data"
OSM = {"licence": "ODbL-1.0", "attribution": "(c) OpenStreetMap contributors"}
PLACES = {"licence": "CC-BY-4.0", "attribution": "GeoNames (CC BY 4.0) and own compilation"}

# Exact answers need every digit of the source; a drawn area is good to 10 m, thinned to 150 m.
EXACT = 1_000_000
DRAWN = 10_000
DRAWN_TOLERANCE_DEG = 0.002


def packed(vertices: ArrayLike, unit: int) -> list[int]:
    """Return lon, lat, lon, lat, ... in whole units, each vertex less the one before it."""
    whole = np.rint(np.asarray(vertices, dtype=np.float64) * unit).astype(np.int64)
    steps: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return steps


def border() -> dict[str, Any]:
    """The border, and the lines that close the two countries behind it."""
    behind = {
        feature["properties"]["country"]: packed(feature["geometry"]["coordinates"], EXACT)
        for feature in read_features("countries.geojson")
    }
    return OSM | {
        "border": packed(border_vertices(), EXACT),
        "poland": behind["PL"],
        "belarus": behind["BY"],
    }


def sectors() -> dict[str, Any]:
    """The sectors in force, with the point at which each is labelled."""
    used = sector_set()
    return OSM | {
        "version": used.version,
        "sectors": [
            _sector(sector) | {"label": used.label_point(sector.code)} for sector in used.sectors
        ],
    }


def _sector(sector: Sector) -> dict[str, Any]:
    return {
        "code": sector.code,
        "name": sector.name,
        "name_be": sector.name_be,
        "division": sector.division,
        "km_from": sector.km_from,
        "km_to": sector.km_to,
    }


def gazetteer() -> dict[str, Any]:
    """The places by all their names."""
    return PLACES | {"places": [_place(place) for place in places()]}


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "name_be": place.name_be,
        "country": place.country,
        "lon": place.lon,
        "lat": place.lat,
        "uncertainty_m": place.uncertainty_m,
        "sector": place.sector,
        "forms": place.forms,
    }


def markers() -> dict[str, Any]:
    """The markers whose kilometre is known, in the order of their numbers."""
    anchors = [
        {"marker": anchor.marker, "km": anchor.km, "tolerance_km": anchor.tolerance_km}
        for anchor in reversed(ANCHORS)
    ]
    return {"stray_km": STRAY_KM, "anchors": anchors}


def shapes() -> dict[str, Any]:
    """What is only drawn: the sectors' areas, thinned together so that they still meet."""
    areas = sector_areas(sector_set())
    thinned = shapely.coverage_simplify(list(areas.values()), DRAWN_TOLERANCE_DEG)
    return OSM | {
        "unit": DRAWN,
        "areas": {
            code: packed(_outline(area), DRAWN) for code, area in zip(areas, thinned, strict=True)
        },
        "crossings": [
            {name: row[name] for name in ("id", "name", "kind", "status", "sector")}
            | {"lon": float(row["lon"]), "lat": float(row["lat"])}
            for row in read_rows("crossings.csv")
        ],
    }


def _outline(area: shapely.Geometry) -> FloatArray:
    """Return the outer ring, once without what rounding would make twice."""
    ring = np.rint(shapely.get_coordinates(area.exterior) * DRAWN)
    kept = [ring[0], *(point for before, point in pairwise(ring) if (before != point).any())]
    return np.array(kept) / DRAWN


def files() -> dict[str, bytes]:
    """Return the bytes of each file by name."""
    made = {
        "border.json": border(),
        "sectors.json": sectors(),
        "places.json": gazetteer(),
        "markers.json": markers(),
        "shapes.json": shapes(),
    }
    return {name: orjson.dumps(content) + b"\n" for name, content in made.items()}


def write() -> None:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    write()
