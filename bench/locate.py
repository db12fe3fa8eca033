"""Benchmark: `locate_many` against a loop over `line_locate_point`, on the same points.

    python bench/locate.py [--points 100000] [--json]

Half of the points are spread over the 50 km strip, half stand within some hundred metres of the
border, in its meanders. The command fails when the ratio is below 30 or when an answer differs
from the exact one: side and sector in anything, the kilometre by more than 1 m.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.border import border_line
from geo.index import REACH_M
from geo.locate import locate, locate_many
from geo.located import SIDES, LocatedMany
from geo.projection import FloatArray, unproject

BASELINE = Path(__file__).parent / "baselines" / "locate_loop.py"
DATA = Path(__file__).resolve().parent.parent / "geo" / "data"

BAR = 30.0
SEED = 20261123


def sample_points(count: int) -> tuple[FloatArray, FloatArray]:
    """Return longitudes and latitudes: first the spread ones, then the near ones."""
    rng = np.random.default_rng(SEED)
    line = border_line()
    strip = line.geometry.buffer(REACH_M - 100)
    shapely.prepare(strip)
    west, south, east, north = strip.bounds
    tried = rng.uniform((west, south), (east, north), (8 * count, 2))
    spread = tried[shapely.contains_xy(strip, *tried.T)][: count // 2]
    near = line.points_at(rng.uniform(0, line.length_km, count - len(spread)))
    near += rng.normal(0, 300, near.shape)
    lon, lat = unproject(*np.vstack((spread, near)).T)
    return lon, lat


def run_baseline(lon: FloatArray, lat: FloatArray) -> tuple[dict[str, Any], float]:
    """Return the exact answers and the points per second of the loop."""
    with tempfile.TemporaryDirectory() as folder:
        points, answers = Path(folder) / "points.npz", Path(folder) / "answers.npz"
        np.savez(points, lon=lon, lat=lat)
        command = [sys.executable, str(BASELINE), str(points), str(answers), str(DATA)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        timing = json.loads(done.stdout)
        with np.load(answers) as exact:
            return dict(exact), timing["points"] / timing["seconds"]


def per_second(call: Callable[[], object], points: int, rounds: int) -> list[float]:
    """Return points per second of each of some rounds."""
    rates = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        rates.append(points / (time.perf_counter() - started))
    return rates


def disagreements(found: LocatedMany, exact: dict[str, Any]) -> dict[str, int]:
    """Count the answers that differ from the exact ones."""
    km_error_m = np.abs(found.border_km * 1000 - exact["chainage_m"])
    sides = np.array(SIDES)[found.side]
    sectors = np.array(found.codes)[found.sector]
    return {
        "refused": int((found.refused != 0).sum()),
        "km_beyond_1_m": int((~(km_error_m <= 1.0)).sum()),
        "side_differs": int((sides != exact["side"]).sum()),
        "sector_differs": int((sectors != exact["sector"]).sum()),
    }


def measure(count: int) -> dict[str, Any]:
    """Run both in turn and return all figures."""
    lon, lat = sample_points(count)
    uncertainty_m = np.random.default_rng(SEED).choice([5.0, 30.0, 1500.0, 4000.0], count)
    half = count // 2

    started = time.perf_counter()
    locate(float(lon[0]), float(lat[0]))
    first_call_s = time.perf_counter() - started

    rates = per_second(lambda: locate_many(lon, lat, uncertainty_m), count, 5)
    exact, baseline = run_baseline(lon, lat)
    rates += per_second(lambda: locate_many(lon, lat, uncertainty_m), count, 5)
    spread = per_second(lambda: locate_many(lon[:half], lat[:half]), half, 9)
    near = per_second(lambda: locate_many(lon[half:], lat[half:]), count - half, 9)
    single = per_second(lambda: locate(float(lon[0]), float(lat[0]), 12.0), 1, 1001)
    locate_rate = statistics.median(rates)
    return {
        "points": count,
        "baseline_points_per_s": round(baseline),
        "locate_points_per_s": round(locate_rate),
        "ratio": round(locate_rate / baseline, 1),
        "bar": BAR,
        "spread_points_per_s": round(statistics.median(spread)),
        "near_points_per_s": round(statistics.median(near)),
        "single_us": round(1e6 / statistics.median(single), 1),
        "first_call_s": round(first_call_s, 3),
        **disagreements(locate_many(lon, lat, uncertainty_m), exact),
    }


def main() -> int:
    """Print the figures; fail when the bar is missed or an answer differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    figures = measure(arguments.points)
    if arguments.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, figure in figures.items():
            sys.stdout.write(f"{name:24} {figure:>12,}\n")
    wrong = ("refused", "km_beyond_1_m", "side_differs", "sector_differs")
    agree = not any(figures[name] for name in wrong)
    return 0 if agree and figures["ratio"] >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
