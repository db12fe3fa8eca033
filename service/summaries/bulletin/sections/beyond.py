"""Beyond the records of the week: what is guarded, what has no week, and encampments."""

from collections.abc import Mapping

from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Section, Table
from service.summaries.bulletin.reading import SERIES, Reading
from service.summaries.bulletin.sections.changes import measure_name, series_name
from service.summaries.bulletin.sections.headline import guarded_cell, guarded_kind, interval
from service.summaries.bulletin.words import Words
from service.summaries.rows import TOTAL

_STATES = ("series", "sector")
_PRECISION = ("series", "geometry_basis")


def beyond(reading: Reading, words: Words) -> Section:
    return Section(
        "beyond",
        words.text("beyond.title"),
        (words.text("beyond.intro"),),
        tables=(
            _guarded(reading, words),
            _undated(reading, words),
            _states(reading, words),
            _precision(reading, words),
        ),
    )


def _guarded(reading: Reading, words: Words) -> Table:
    guarded = reading.document.get("guarded") or {}
    older = reading.document.get("not_shown_as_records") or {}
    rows = [
        [
            cells.head(words.sector(row["sector"])),
            Cell(words.type(row["type"])),
            Cell(series_name(words, row["series"])),
            Cell(measure_name(words, row["measure"])),
            guarded_cell(words, row),
        ]
        for row in guarded.get("rows", ())
        if _is_told(row)
    ]
    rows += [
        [
            cells.head(words.sector(TOTAL)),
            Cell(words.type(TOTAL)),
            Cell(series_name(words, series)),
            Cell(measure_name(words, "incidents")),
            interval(words, band["least"], band["most"], f"not_shown_as_records/{series}"),
        ]
        for series, band in older.items()
        if isinstance(band, Mapping)
    ]
    kind = guarded_kind(reading)
    counted = guarded.get("counted_in_vintage") or older.get("counted_in_vintage")
    names = ("sector", "type", "series", "measure", "guarded.value")
    return Table(
        "guarded",
        words.text(f"{kind}.caption"),
        [words.text(name) for name in names],
        rows,
        words.text("guarded.empty"),
        words.text(f"{kind}.note", vintage=counted) if counted else None,
    )


def _is_told(row: Mapping[str, object]) -> bool:
    """Whether a page names it: what prints, and of the rest the whole alone."""
    return row["value"] is not None or (
        row["measure"] == "incidents" and row["sector"] == row["type"] == TOTAL
    )


def _undated(reading: Reading, words: Words) -> Table:
    periods: dict[str, dict[str, int]] = {}
    for series, numbers in (reading.document.get("undated") or {}).items():
        for period, number in numbers.items():
            periods.setdefault(period, {})[series] = number
    return Table(
        "undated",
        words.text("undated.caption"),
        [words.text(name) for name in ("period", *SERIES)],
        [
            [
                cells.head(words.iso_date(period)),
                *(
                    cells.number(words, of.get(each), f"undated/{each}/{period}/incidents")
                    for each in SERIES
                ),
            ]
            for period, of in periods.items()
            if any(of.values())
        ],
        words.text("undated.empty"),
    )


def _states(reading: Reading, words: Words) -> Table:
    rows = reading.rows("states")
    found = {row["sector"]: {} for row in rows}  # type: dict[str, dict[str, object]]
    for row in rows:
        place = cells.place_of("states", row, _STATES, "encampments")
        found[row["sector"]][row["series"]] = cells.number(words, row["encampments"], place)
    # The whole border comes first in the document and last in a bulletin.
    order = sorted(found, key=lambda code: code == TOTAL)
    return Table(
        "states",
        words.text("states.caption"),
        [words.text(name) for name in ("sector", *SERIES)],
        [
            [cells.head(words.sector(code)), *(_or_none(words, found[code], s) for s in SERIES)]
            for code in order
        ],
        words.text("states.empty"),
        words.text("states.note"),
    )


def _or_none(words: Words, of: Mapping[str, object], series: str) -> Cell:
    cell = of.get(series)
    return cell if isinstance(cell, Cell) else cells.none(words)


def _precision(reading: Reading, words: Words) -> Table:
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for row in reading.rows("precision"):
        found.setdefault(row["geometry_basis"], {})[row["series"]] = row
    return Table(
        "precision",
        words.text("precision.caption"),
        [words.text("column.geometry_basis"), *(words.text(name) for name in SERIES)],
        [
            [
                cells.head(words.label("geometry_basis", basis)),
                *(cells.count(words, of.get(each), "precision", _PRECISION) for each in SERIES),
            ]
            for basis, of in found.items()
        ],
        words.text("precision.empty"),
    )
