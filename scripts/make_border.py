"""Make `border.geojson` and `countries.geojson` from the pinned registry packages.

Run it in an environment of its own, because the service needs none of its sources:

    python -m venv border-env
    border-env/bin/pip install timezonefinder==9.0.0 timezonefinder-data==3.2026.3.post1 \\
        shapely==2.2.0 pyproj==3.7.2
    border-env/bin/python scripts/make_border.py --check

Neighbouring time zones share their vertices exactly, so the border is what the rings of
Warsaw and Minsk have in common, and its two ends are the true tripoints.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from timezonefinder import TimezoneFinder

Ring = NDArray[np.float64]

DATA = Path(__file__).resolve().parent.parent / "geo" / "data"
SOURCE = "OpenStreetMap through timezone-boundary-builder, timezonefinder-data 3.2026.3.post1"
CREDIT = {
    "source": SOURCE,
    "licence": "ODbL-1.0",
    "attribution": "(c) OpenStreetMap contributors",
}

DECIMALS = 6
# Points farther than 50 km from the border are refused, so the outlines may close a little beyond.
REACH_M = 56_000.0
# The other borders only tell a neighbour from Lithuania or Ukraine; 5 m of detail is enough there.
TOLERANCE_M = 5.0
# Close to a tripoint the full detail stays, so that no outline can cut across another.
TRIPOINT_M = 3_000.0

METRIC = Transformer.from_crs("EPSG:4326", "EPSG:2180", always_xy=True)
DEGREES = Transformer.from_crs("EPSG:2180", "EPSG:4326", always_xy=True)


def zone_ring(finder: TimezoneFinder, zone: str) -> Ring:
    """Return the outer ring of a zone's largest polygon, rounded, longitude first."""
    polygons = finder.get_geometry(tz_name=zone, coords_as_pairs=True)
    largest = max(polygons, key=lambda rings: shapely.Polygon(rings[0]).area)
    ring: Ring = np.asarray(largest[0], dtype=np.float64).round(DECIMALS)
    return ring


def shared_line(ring: Ring, other: Ring) -> Ring:
    """Return the one line that two rings share, from north to south."""
    common = shapely.intersection(shapely.LineString(ring), shapely.LineString(other))
    line = shapely.line_merge(common)
    if line.geom_type != "LineString":
        raise SystemExit(f"expected one shared line, found a {line.geom_type}")
    vertices: Ring = shapely.get_coordinates(line).round(DECIMALS)
    return vertices if vertices[0, 1] > vertices[-1, 1] else vertices[::-1]


def to_metric(vertices: Ring) -> Ring:
    """Project longitudes and latitudes to EPSG:2180."""
    return np.column_stack(METRIC.transform(vertices[:, 0], vertices[:, 1]))


def to_degrees(vertices: Ring) -> Ring:
    """Project EPSG:2180 back to longitudes and latitudes."""
    return np.column_stack(DEGREES.transform(vertices[:, 0], vertices[:, 1]))


def rest_of_ring(ring: Ring, border: Ring) -> Ring:
    """Return what closes a country round the border: from its last vertex back to its first."""
    corridor = shapely.LineString(to_metric(border)).buffer(REACH_M, quad_segs=8).simplify(1_000.0)
    cut = shapely.intersection(shapely.Polygon(to_metric(ring)), corridor)
    country = max(shapely.get_parts(cut), key=lambda part: part.area)
    outline = to_degrees(shapely.get_coordinates(country.exterior)).round(DECIMALS)[:-1]
    first = int(np.flatnonzero((outline == border[-1]).all(axis=1))[0])
    outline = np.roll(outline, -first, axis=0)
    end = int(np.flatnonzero((outline == border[0]).all(axis=1))[0])
    if end == len(border) - 1:
        # The ring runs along the border first, so the rest lies on the other way round.
        outline = np.roll(outline[::-1], 1, axis=0)
        end = len(outline) - end
    return thinned(outline[: end + 1])


def thinned(vertices: Ring) -> Ring:
    """Drop detail below the tolerance, except near both ends, which are the tripoints."""
    metric = to_metric(vertices)
    from_north = np.hypot(*(metric - metric[-1]).T)
    from_south = np.hypot(*(metric - metric[0]).T)
    far = np.flatnonzero((from_north > TRIPOINT_M) & (from_south > TRIPOINT_M))
    middle = shapely.LineString(metric[far[0] : far[-1] + 1]).simplify(TOLERANCE_M)
    parts = (
        vertices[: far[0]],
        to_degrees(shapely.get_coordinates(middle)).round(DECIMALS),
        vertices[far[-1] + 1 :],
    )
    return np.concatenate(parts)


def feature(vertices: Ring, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON line with its credit."""
    return {
        "type": "Feature",
        "properties": properties | CREDIT,
        "geometry": {"type": "LineString", "coordinates": vertices.tolist()},
    }


def collection(features: list[dict[str, Any]]) -> bytes:
    """Return the compact bytes of a feature collection."""
    body = {"type": "FeatureCollection", "features": features}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def border_file(border: Ring) -> bytes:
    """Return `border.geojson`."""
    length_km = float(shapely.LineString(to_metric(border)).length) / 1000
    properties = {
        "name": "Poland-Belarus border",
        "direction": "from the Lithuanian to the Ukrainian tripoint",
        "length_km": round(length_km, 3),
        "vertices": len(border),
    }
    return collection([feature(border, properties)])


def countries_file(border: Ring, outlines: dict[str, Ring]) -> bytes:
    """Return `countries.geojson` after checking that the outlines make two clean polygons."""
    polygons = [shapely.Polygon([*border, *rest[1:-1]]) for rest in outlines.values()]
    if not all(shapely.is_valid(polygons)):
        raise SystemExit("an outline crosses itself or the border")
    if shapely.intersection(*polygons).area > 0:
        raise SystemExit("the outlines of the two countries overlap")
    note = "from the border's last vertex round the country back to its first"
    return collection(
        [feature(rest, {"country": code, "closes": note}) for code, rest in outlines.items()]
    )


def make() -> dict[str, bytes]:
    """Return the bytes of both files by name."""
    finder = TimezoneFinder()
    rings = {"PL": zone_ring(finder, "Europe/Warsaw"), "BY": zone_ring(finder, "Europe/Minsk")}
    border = shared_line(rings["PL"], rings["BY"])
    outlines = {code: rest_of_ring(ring, border) for code, ring in rings.items()}
    return {
        "border.geojson": border_file(border),
        "countries.geojson": countries_file(border, outlines),
    }


def main() -> int:
    """Write the files, or with `--check` compare them with the committed ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    differing = 0
    for name, made in make().items():
        path = DATA / name
        same = path.exists() and path.read_bytes() == made
        if check:
            differing += not same
        elif not same:
            path.write_bytes(made)
        state = "same" if same else "differs" if check else "written"
        digest = hashlib.sha256(made).hexdigest()
        sys.stdout.write(f"{state:8} {digest}  {name}\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
