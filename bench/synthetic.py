"""Synthetic reports: made up from a seed, valid, and spread as the real ones are.

Five years of reports arrive in about the order of the events. Most lie in a few forest sectors, at
night, as crossing attempts; every type, every way to give a place and every precision occurs.
Nothing in them is true.
"""

import argparse
import math
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

import orjson

from geo.border import border_line, point_at_km
from geo.markers import FIRST_MARKER, LAST_MARKER
from geo.places import places
from geo.sector_files import sector_set
from service.vocabulary import codes

# The seed is drawn anew for each block, so that blocks can be made by several processes.
BLOCK = 10_000
FIRST_DAY = date(2021, 7, 5)
DAYS = 5 * 365
_STEP_KM = 0.1
_LATE_DAYS = 20
_METRES_PER_DEGREE = 111_320

Report = dict[str, Any]


def report_lines(n: int, seed: int) -> Iterator[bytes]:
    """`n` reports as lines of NDJSON, without the line ends; the same for the same seed."""
    for block in range(math.ceil(n / BLOCK)):
        yield from map(orjson.dumps, reports_of_block(block, n, seed))


def reports_of_block(block: int, n: int, seed: int) -> Iterator[Report]:
    """The reports of one block out of `n` in all."""
    rng = Random(f"{seed}:{block}")  # noqa: S311  # Repeatable on purpose.
    for number in range(block * BLOCK, min(n, (block + 1) * BLOCK)):
        late = rng.expovariate(1 / _LATE_DAYS)
        happened = max(0.0, number / n * DAYS - late)
        yield _report(rng, FIRST_DAY + timedelta(days=int(happened)))


class Weighted:
    """Draws codes by weight; what has no weight of its own gets 1."""

    def __init__(self, all_codes: Sequence[str], heavy: dict[str, float]) -> None:
        self._codes = all_codes
        self._sums = list(accumulate(heavy.get(code, 1.0) for code in all_codes))

    def draw(self, rng: Random) -> str:
        return self._codes[bisect_left(self._sums, rng.random() * self._sums[-1])]


_TYPES = Weighted(
    codes("type"),
    {"crossing_attempt": 60, "river_crossing": 8, "objects_thrown": 12, "barrier_damaged": 9},
)
_KINDS = Weighted(codes("equipment"), {"ladder": 14, "stones": 10, "wire_cutters": 6, "unknown": 3})
_BY = Weighted(codes("by"), {"people_crossing": 30, "unknown": 10})
_STATES = Weighted(codes("equipment_state"), {"used": 6, "abandoned": 3})
_OUTCOMES = Weighted(codes("outcome"), {"unknown": 8, "prevented": 8, "returned": 4})
_SUPPLIERS = Weighted(codes("supplier"), {"by_border_service": 5, "unknown": 5})
_BASES = Weighted(codes("supply_basis"), {"told_by_recipient": 4})
_SOURCES = Weighted(codes("source_type"), {"pl_authority": 25, "media": 12, "field_monitor": 10})
_METHODS = Weighted(
    codes("location_method"),
    {"gnss": 50, "map_pick": 10, "border_marker": 9, "place": 12, "sector": 14, "border": 2},
)
_PRECISIONS = Weighted(
    codes("precision"), {"exact": 10, "hour": 40, "day": 30, "part_day": 8, "week": 4, "month": 3}
)
_SECTOR_WEIGHTS = {"BIA": 10.0, "MIC": 8.0, "NAR": 8.0, "DUB": 9.0, "CZE": 8.0, "KRY": 4.0}
_HOSTS = ("www.rmf24.pl", "www.gazeta.pl", "bialystokonline.pl", "podlaskie.example.org")
_PHRASES = ("przy zaporze", "nad rzeką", "w lesie za drogą", "koło słupka", "w nocy, we mgle")


def _report(rng: Random, day: date) -> Report:
    type_ = _TYPES.draw(rng)
    return {
        "occurred": _occurred(rng, day),
        "location": _PLACES[_METHODS.draw(rng)](rng),
        "type": type_,
        "by": _BY.draw(rng),
        "also": [
            {"type": _TYPES.draw(rng), "by": _BY.draw(rng)}
            for _ in range(rng.choices((0, 1, 2), (70, 25, 5))[0])
        ],
        "equipment": [
            _equipment(rng) for _ in range(rng.choices((0, 1, 2, 3), (45, 40, 12, 3))[0])
        ],
        "supply": _supply(rng) if type_ in ("equipment_supplied", "crossing_assisted") else None,
        "persons": _count(rng, 40) if rng.random() < 0.7 else None,
        "attempts": _count(rng, 4) if rng.random() < 0.2 else None,
        "casualties": [
            {"harm": rng.choice(codes("harm")), "who": rng.choice(codes("who")), **_count(rng, 3)}
            for _ in range(rng.choices((0, 1), (96, 4))[0])
        ],
        "outcome": _OUTCOMES.draw(rng),
        "source": _source(rng),
        "stated": {"where": rng.choice(_PHRASES)} if rng.random() < 0.5 else None,
        "narrative": ", ".join(rng.choices(_PHRASES, k=6)) if rng.random() < 0.3 else None,
        "language": "pl",
    }


def _occurred(rng: Random, day: date) -> Report:
    precision = _PRECISIONS.draw(rng)
    # Two thirds of the nights' events fall between dusk and dawn.
    hour = (rng.randrange(20, 30) if rng.random() < 0.66 else rng.randrange(24)) % 24
    start = datetime(day.year, day.month, day.day, hour, rng.randrange(60), tzinfo=UTC)
    end = None
    if precision in ("exact", "hour"):
        begin = start.isoformat()
    elif precision == "part_day":
        begin, end = start.isoformat(), (start + timedelta(hours=6)).isoformat()
    else:
        begin = day.isoformat()
    return {"from": begin, "to": end, "precision": precision}


@cache
def _border() -> tuple[tuple[float, float], ...]:
    steps = int(border_line().length_km / _STEP_KM)
    return tuple(point_at_km(step * _STEP_KM) for step in range(steps + 1))


@cache
def _sectors() -> Weighted:
    return Weighted(sector_set().codes, _SECTOR_WEIGHTS)


def _point(rng: Random) -> tuple[float, float]:
    """Near the line, mostly within two kilometres of it, and never farther than 40."""
    sector = sector_set().get(_sectors().draw(rng))
    lon, lat = _border()[int(rng.uniform(sector.km_from, sector.km_to) / _STEP_KM)]
    away, bearing = min(rng.expovariate(1 / 1_500), 40_000), rng.random() * math.tau
    north = away * math.sin(bearing) / _METRES_PER_DEGREE
    east = away * math.cos(bearing) / (_METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return round(lon + east, 6), round(lat + north, 6)


def _by_point(method: str) -> Callable[[Random], Report]:
    def place(rng: Random) -> Report:
        lon, lat = _point(rng)
        accuracy = rng.choice((5, 12, 30, 150, None))
        return {"method": method, "lon": lon, "lat": lat, "accuracy_m": accuracy}

    return place


def _by_sector(rng: Random) -> Report:
    drawn = {_sectors().draw(rng) for _ in range(rng.choices((1, 2, 3), (85, 12, 3))[0])}
    return {"method": "sector", "sectors": sorted(drawn)}


@cache
def _place_names() -> tuple[str, ...]:
    return tuple(place.name for place in places())


_PLACES: dict[str, Callable[[Random], Report]] = {
    "gnss": _by_point("gnss"),
    "map_pick": _by_point("map_pick"),
    "border_marker": lambda rng: {
        "method": "border_marker",
        "marker": rng.randint(FIRST_MARKER, LAST_MARKER),
    },
    "place": lambda rng: {"method": "place", "place": rng.choice(_place_names())},
    "sector": _by_sector,
    "border": lambda _rng: {"method": "border"},
}


def _equipment(rng: Random) -> Report:
    return {
        "kind": _KINDS.draw(rng),
        "count": _count(rng, 5) if rng.random() < 0.5 else None,
        "state": _STATES.draw(rng),
        "by": _BY.draw(rng),
    }


def _supply(rng: Random) -> Report:
    basis = _BASES.draw(rng)
    confidence = "low" if basis == "inferred" else rng.choice(("low", "medium"))
    return {"supplier": _SUPPLIERS.draw(rng), "basis": basis, "confidence": confidence}


def _count(rng: Random, usual: float) -> Report:
    low = 1 + int(rng.expovariate(1 / usual))
    if rng.random() < 0.6:
        return {"low": low, "high": None, "qualifier": rng.choice(("exact", "about", "at_least"))}
    return {"low": low, "high": low + rng.randrange(1, 20), "qualifier": "about"}


def _source(rng: Random) -> Report:
    type_ = _SOURCES.draw(rng)
    public = type_ in ("pl_authority", "by_authority", "eu_agency", "media")
    url = f"https://{rng.choice(_HOSTS)}/{rng.randrange(10**8)}" if public else None
    return {
        "type": type_,
        "relayed_by": "media" if type_ == "pl_authority" else None,
        "title": f"Komunikat {rng.randrange(10**6)}" if public else None,
        "url": url,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for line in report_lines(chosen.rows, chosen.seed):
        sys.stdout.buffer.write(line + b"\n")
