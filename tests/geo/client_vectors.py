"""What the web client must answer: points, names, markers and cells with our own answers.

    python -m tests.geo.client_vectors

writes `client-vectors.json`, which `web/src/geo/vectors.test.ts` reads.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from geo.border import border_line, border_vertices
from geo.grid import cell_code, cell_polygon
from geo.locate import locate_many
from geo.located import SIDES
from geo.markers import FIRST_MARKER, LAST_MARKER, marker_position
from geo.places import fold, places, search_places
from geo.projection import project, unproject
from geo.sector_files import sector_set

PATH = Path(__file__).with_name("client-vectors.json")
SEED = 2024

# The reader swapped the numbers, stands far away, has no fix, or sends what is no number at all.
ODD = [
    (52.7012, 23.8473), (21.01, 52.23), (-122.4, 37.8), (151.2, -33.9), (0.0, 0.0), (181.0, 52.0),
    (23.0, 91.0), (23.0, -90.0), (180.0, 0.0), (23.8473, 52.7012), (23.514965, 53.956269),
    (23.617835, 51.508182), (23.35, 54.25), (23.8, 51.3), (24.2, 53.95), (23.3, 51.4),
]  # fmt: skip
TYPED = [
    "b", "bi", "bialo", "BIAŁOWIEŻA", "Białowieża", "kuzn", "usnarz", "w Usnarzu", "czeremsze",
    "narew", "Нараўка", "бел", "Брэст", "ў", "grodno", "Гродна", "terespol", "świs", "swis", "ł",
    "Ł", "a", "-", " ", "", "sz", "Krynki (gmina)", "Straße", "no such place", "ó", "pod", "в",
]  # fmt: skip


def points(rng: np.random.Generator) -> np.ndarray:
    """Longitude, latitude and uncertainty: the strip, the meanders, vertices, limits, oddities."""
    line, count = border_line(), 700
    west, south, east, north = line.geometry.buffer(51_000).bounds
    strip = rng.uniform((west, south), (east, north), (count, 2))
    near = _beside(rng, rng.uniform(0, line.length_km, 2 * count), 300)
    at_limits = _beside(rng, np.repeat(sector_set().limits_km, 10), 2)
    at_ends = _beside(rng, np.repeat([0.0, line.length_km], 60), 4_000)
    lon, lat = unproject(*np.vstack((strip, near, at_limits, at_ends)).T).round(6)
    places_of = np.vstack((np.column_stack((lon, lat)), border_vertices()[::40], ODD))
    uncertainty_m = np.round(rng.choice([0, 8, 45, 900, 6000, 40_000], len(places_of)), 1)
    return np.column_stack((places_of, uncertainty_m))


def _beside(rng: np.random.Generator, km: np.ndarray, spread_m: float) -> np.ndarray:
    on_line = border_line().points_at(km)
    return on_line + rng.normal(0, spread_m, on_line.shape)


def located(asked: np.ndarray) -> list[list[Any]]:
    """Each question with its answer, or with why it has none."""
    found = locate_many(*asked.T)
    return [[*row.tolist(), _answer(found, place)] for place, row in enumerate(asked)]


def _answer(found: Any, place: int) -> dict[str, Any]:
    fault = found.fault(place)
    if fault is None:
        return asdict(found.row(place))
    if hasattr(fault, "distance_km"):
        return {"refused": "far", "distance_km": fault.distance_km, "swapped": fault.swapped}
    return {"refused": "coordinate"}


def searched() -> list[list[Any]]:
    """Each text as typed, in each language, with the places found."""
    return [
        [text, language, [place.name for place in search_places(text, language)]]
        for text in TYPED
        for language in ("pl", "be")
    ]


def vectors() -> dict[str, Any]:
    """Everything, by the name of the question."""
    rng = np.random.default_rng(SEED)
    asked = points(rng)
    names = sorted({name for place in places() for name in (place.name, *place.forms)})
    cells = sorted({cell_code(place.lon, place.lat, 10) for place in places()})
    spread = rng.uniform((14, 49), (30, 55), (50, 2)).round(6)
    return {
        "sides": SIDES,
        "located": located(asked),
        "projected": [[*lonlat, *xy] for lonlat, xy in _projected(spread)],
        "searched": searched(),
        "folded": [[name, fold(name)] for name in names],
        "markers": [
            [number, asdict(marker_position(number))]
            for number in range(FIRST_MARKER, LAST_MARKER + 1, 7)
        ],
        "cells": [[code, cell_polygon(code).tolist()] for code in cells],
    }


def _projected(spread: np.ndarray) -> list[tuple[list[float], list[float]]]:
    return list(zip(spread.tolist(), project(*spread.T).T.round(4).tolist(), strict=True))


def content() -> bytes:
    """The bytes of the file."""
    return orjson.dumps(vectors()) + b"\n"


if __name__ == "__main__":
    PATH.write_bytes(content())
