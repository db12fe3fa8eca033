"""Releases with their bulletins in all formats and languages, beside the JSON alone.

    python -m bench.bulletin [--rows 10000] [--weeks 9] [--json]

Weeks of a filled SQLite database are released one after the other; then each vintage is made as
page, PDF and workbook in four languages, as CSV and as GeoJSON. The first week warms both sides
up and is not counted. `ratio` compares a release and all its formats with the release.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bench.filling import fill
from bench.served import store
from service.database import Database
from service.projections.policy import load_policy
from service.summaries import service
from service.summaries.bulletin.formats import MADE, make
from service.summaries.bulletin.naming import IN_LANGUAGES
from service.summaries.releasing import release_week
from service.vocabulary import LANGUAGES
from service.weeks import local_day, previous_week

BAR = 20.0
SEED = 47
BASE = "https://figures.example"
# The last week that the filling has published as a whole.
LAST_WEEK = "2026-W28"
NOW = datetime(2026, 8, 4, 9, tzinfo=UTC)


@dataclass
class Bulletins:
    """Milliseconds are medians over the weeks."""

    rows: int
    weeks: int
    release_ms: float
    html_ms: float
    pdf_ms: float
    xlsx_ms: float
    csv_ms: float
    geojson_ms: float
    all_formats_ms: float
    ratio: float

    @property
    def meets_bars(self) -> bool:
        return self.ratio <= BAR


def measure(rows: int, weeks: int) -> Bulletins:
    releases, formats = [], []
    with store("sqlite") as where:
        database = Database(where.settings.resolved_database_url)
        try:
            fill(database, rows, SEED)
            for week in _weeks(weeks + 1):
                releases.append(_seconds(lambda week=week: _release(database, week)))
                formats.append(_made(database, week))
        finally:
            database.close()
    release, made = statistics.median(releases[1:]), formats[1:]
    totals = [sum(each.values()) for each in made]
    ratios = [(alone + total) / alone for alone, total in zip(releases[1:], totals, strict=True)]
    return Bulletins(
        rows=rows,
        weeks=weeks,
        release_ms=_ms(release),
        **{f"{f}_ms": _ms(statistics.median(each[f] for each in made)) for f in MADE},
        all_formats_ms=_ms(statistics.median(totals)),
        ratio=round(statistics.median(ratios), 1),
    )


def _weeks(number: int) -> list[str]:
    weeks = [LAST_WEEK]
    while len(weeks) < number:
        weeks.append(previous_week(weeks[-1]))
    return weeks


def _release(database: Database, week: str) -> None:
    policy = load_policy(None)
    release_week(database, policy, week, now=NOW, actor="bench", reason="Measured.")


def _made(database: Database, week: str) -> dict[str, float]:
    """Seconds for each format, over its languages."""
    document = service.get_release(database, week, local_day(NOW)).read()
    return {
        f: sum(
            _seconds(lambda f=f, each=each: make(f, document, each, BASE))
            for each in (LANGUAGES if f in IN_LANGUAGES else LANGUAGES[:1])
        )
        for f in MADE
    }


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--weeks", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.rows, chosen.weeks)
    if chosen.json:
        print(json.dumps({**asdict(found), "meets_bars": found.meets_bars}))
    else:
        print(
            f"release {found.release_ms} ms, all formats in four languages "
            f"{found.all_formats_ms} ms: {found.ratio} times the release alone (bar {BAR:g})"
        )
    raise SystemExit(0 if found.meets_bars else 1)
