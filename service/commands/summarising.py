"""`miedza summary`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.installation import Installation
from service.summaries.releasing import release_week
from service.summaries.rows import TOTAL
from service.summaries.service import draft_week

_ACTOR = "command line"
_REASON = "weekly release"

Row = Mapping[str, Any]


def run(week: str, release: bool, reason: str | None, json: bool) -> None:
    with installation() as house:
        if release:
            _release(house, week, reason or _REASON, json)
        elif json:
            print_json(draft_week(house.database, week))
        else:
            _show(draft_week(house.database, week))


def _release(house: Installation, week: str, reason: str, json: bool) -> None:
    result = release_week(
        house.database,
        house.policy,
        week,
        now=datetime.now(UTC),
        actor=_ACTOR,
        reason=reason,
    )
    if json:
        print_json(asdict(result))
        return
    done = "released" if result.created else "says the same as"
    note(f"{result.week}: {done} vintage {result.vintage}, SHA-256 {result.sha256}")


def _show(document: Row) -> None:
    title = f"{document['week']} ({document['from']} to {document['to']}), draft"
    cells = [cell for cell in document["cells"] if cell["equipment"] == TOTAL]
    by_sector = [cell for cell in cells if cell["type"] == TOTAL]
    by_type = [cell for cell in cells if cell["sector"] == TOTAL]
    _print_figures(f"{title}: by sector", "sector", by_sector)
    _print_figures(f"{title}: by main type", "type", by_type)
    for series, periods in document["undated"].items():
        counts = ", ".join(f"{period}: {count}" for period, count in periods.items())
        note(f"undated, {series}: {counts}")
    note(
        f"{TOTAL} is the whole border; headline counts verified and corroborated incidents, "
        "reported all but rejected, duplicate and withdrawn ones; the other columns are of reported"
    )


def _print_figures(title: str, dimension: str, cells: Iterable[Row]) -> None:
    """One line per code that anything happened under, both series side by side."""
    columns = (dimension, "#headline", "#reported", "#change", "#attempts", "#persons", "#items")
    series: dict[str, dict[str, Row]] = {}
    for cell in cells:
        series.setdefault(cell[dimension], {})[cell["series"]] = cell
    rows = [
        (
            code,
            sides["headline"]["incidents"],
            sides["reported"]["incidents"],
            _signed(sides["reported"]["incidents_change"]),
            *(_bounds(sides["reported"], measure) for measure in ("attempts", "persons", "items")),
        )
        for code, sides in series.items()
        if {"headline", "reported"} <= sides.keys()
        and (code == TOTAL or sides["reported"]["incidents"])
    ]
    print_table(title, columns, rows)


def _signed(change: int | None) -> str:
    return "" if change is None else f"{change:+d}"


def _bounds(cell: Row, measure: str) -> str:
    """`5`, `5-11`, `5+` where the upper end is open, nothing where no number was stated."""
    low, high = cell[f"{measure}_low"], cell[f"{measure}_high"]
    if low is None:
        return ""
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"
