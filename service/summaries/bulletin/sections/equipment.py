"""The equipment panel: what, how many, held or handed over by whom, and on whose word."""

from collections.abc import Iterable

from service.counting import PEOPLE
from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Section, Table
from service.summaries.bulletin.reading import SERIES, Reading, Row
from service.summaries.bulletin.words import Words
from service.summaries.order import in_order
from service.summaries.rows import TOTAL

_HELD = ("series", "equipment", "held_by")
_SUPPLY = ("series", "supplier", "supply_basis")
_NAMED = ("series", "sector", "type", "equipment")
Pair = dict[str, Row]


def equipment(reading: Reading, words: Words) -> Section:
    return Section(
        "equipment",
        words.text("equipment.title"),
        (words.text("equipment.intro"),),
        tables=(_held(reading, words), _supply(reading, words), _named(reading, words)),
    )


def _pairs(rows: Iterable[Row], *dimensions: str) -> dict[tuple[str, ...], Pair]:
    """Rows of both series by their other dimensions, in the order of the vocabulary."""
    found: dict[tuple[str, ...], Pair] = {}
    for row in in_order(map(dict, rows), dimensions):
        key = tuple(row[name] for name in dimensions)
        found.setdefault(key, {})[row["series"]] = row
    return found


def _held(reading: Reading, words: Words) -> Table:
    rows = [row for row in reading.rows("held") if row["equipment"] != TOTAL]
    # What people crossing held or were handed comes first: it is what the panel is about.
    found = sorted(
        _pairs(rows, "equipment", "held_by").items(), key=lambda pair: pair[0][1] != PEOPLE
    )
    return Table(
        "held",
        words.text("held.caption"),
        [words.text(n) for n in ("equipment", "held_by", "incidents", "headline", "items")],
        [
            [
                cells.head(words.label("equipment", kind)),
                Cell(words.label("by", holder)),
                *(cells.count(words, pair.get(each), "held", _HELD) for each in SERIES),
                cells.span(words, pair.get("reported"), "held", _HELD, "items"),
            ]
            for (kind, holder), pair in found
        ],
        words.text("held.empty"),
        words.text("held.note"),
    )


def _supply(reading: Reading, words: Words) -> Table:
    found = _pairs(reading.rows("supply"), "supplier", "supply_basis")
    return Table(
        "supply",
        words.text("supply.caption"),
        [words.text(name) for name in ("supplier", "supply_basis", *SERIES)],
        [
            [
                cells.head(words.supplier(supplier)),
                Cell(words.basis(basis)),
                *(cells.count(words, pair.get(each), "supply", _SUPPLY) for each in SERIES),
            ]
            for (supplier, basis), pair in found.items()
        ],
        words.text("supply.empty"),
        words.text("supply.note"),
    )


def _named(reading: Reading, words: Words) -> Table:
    rows = [
        row
        for row in reading.rows("equipment_named")
        if row["sector"] == TOTAL and row["type"] == TOTAL and row["equipment"] != TOTAL
    ]
    return Table(
        "named",
        words.text("named.caption"),
        [words.text(name) for name in ("equipment", *SERIES)],
        [
            [
                cells.head(words.label("equipment", kind)),
                *(cells.count(words, p.get(each), "equipment_named", _NAMED) for each in SERIES),
            ]
            for (kind,), p in _pairs(rows, "equipment").items()
        ],
        words.text("named.empty"),
    )
