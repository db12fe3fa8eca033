"""Baseline: a loop over `line_locate_point`, and the exact answers by polygon.

    python locate_loop.py POINTS.npz ANSWERS.npz DATA_FOLDER

Imports nothing of the service or of `geo`. Only the search for the kilometre is timed; distance,
side and sector are computed afterwards, for comparison.
"""

import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

METRIC = Transformer.from_crs("EPSG:4326", "EPSG:2180", always_xy=True)


def lines(path: Path) -> list[tuple[dict[str, Any], Any]]:
    """Return the properties and projected vertices of a file's lines."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    found = []
    for feature in features:
        degrees = np.asarray(feature["geometry"]["coordinates"])
        metric = np.column_stack(METRIC.transform(degrees[:, 0], degrees[:, 1]))
        found.append((feature["properties"], metric))
    return found


def main(points_path: Path, answers_path: Path, data: Path) -> None:
    """Time the loop, then write all answers."""
    ((_, border),) = lines(data / "border.geojson")
    line = shapely.LineString(border)
    asked = np.load(points_path)

    started = time.perf_counter()
    points = shapely.points(*METRIC.transform(asked["lon"], asked["lat"]))
    chainage_m = shapely.line_locate_point(line, points)
    seconds = time.perf_counter() - started

    km = np.round(chainage_m / 1000, 3)
    distance_m = np.round(shapely.distance(line, points), 1)
    side = np.full(len(points), "other", dtype="<U7")
    for properties, behind in lines(data / "countries.geojson"):
        country = shapely.Polygon(np.vstack((border, behind[1:-1])))
        shapely.prepare(country)
        side[shapely.contains(country, points)] = properties["country"].lower()
    side[distance_m <= 1.0] = "on_line"
    with (data / "sectors.csv").open(encoding="utf-8", newline="") as file:
        sectors = list(csv.DictReader(file))
    limits = [float(sector["km_from"]) for sector in sectors[1:]]
    codes = np.array([sector["code"] for sector in sectors])
    sector = codes[np.searchsorted(limits, km, side="right")]

    np.savez(answers_path, chainage_m=chainage_m, distance_m=distance_m, side=side, sector=sector)
    sys.stdout.write(json.dumps({"points": len(points), "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
