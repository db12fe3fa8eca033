"""The sectors of a vintage as features of a map: one row per sector, flat, with its area."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final

import orjson

from geo.io import sector_area_features
from service.models import SectorWeek
from service.summaries.order import Row
from service.summaries.rows import SERIES, TOTAL
from service.summaries.vintage import Release
from service.weeks import week_start

_MEASURES: Final = ("attempts_low", "attempts_high", "persons_low", "persons_high")
_WEEK: Final = timedelta(days=7)


def sector_weeks(release: Release) -> list[SectorWeek]:
    """A row for each sector of the set in force, from north to south."""
    document = release.read()
    cells = {
        (cell["series"], cell["sector"]): cell
        for cell in document["cells"]
        if cell["type"] == TOTAL
    }
    monday = week_start(release.week)
    return [
        SectorWeek(
            id=f"{release.week}-{code}",
            week=release.week,
            sector=code,
            period_from=monday,
            period_to=monday + _WEEK,
            feature=_feature(release, document, code, area, cells),
        )
        for code, area in _areas().items()
    ]


def _feature(
    release: Release,
    document: Mapping[str, Any],
    code: str,
    area: Any,
    cells: Mapping[tuple[str, str], Row],
) -> str:
    headline, reported = (cells.get((series, code), {}) for series in SERIES)
    properties = {
        "week": release.week,
        "sector": code,
        "vintage": release.vintage,
        "status": document["status"],
        "released_on": document["released_at"][:10],
        "incidents_headline": headline.get("incidents"),
        "incidents_reported": reported.get("incidents"),
        **{measure: reported.get(measure) for measure in _MEASURES},
        "obs_status_headline": headline.get("obs_status"),
        "obs_status_reported": reported.get("obs_status"),
        "sector_set": document["sector_set"],
    }
    feature = {
        "type": "Feature",
        "id": f"{release.week}-{code}",
        "geometry": area,
        "properties": properties,
    }
    return orjson.dumps(feature).decode()


@cache
def _areas() -> dict[str, Any]:
    return {str(feature["id"]): feature["geometry"] for feature in sector_area_features()}
