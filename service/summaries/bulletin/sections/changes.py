"""What changed since the vintage before, number by number, and why."""

from typing import Any

from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Section, Table
from service.summaries.bulletin.reading import Reading, Row
from service.summaries.bulletin.words import Words
from service.summaries.rows import TOTAL

# As many as a reader looks at; the files hold every one.
SHOWN = 40
DIMENSIONS = (
    "sector", "type", "by", "equipment", "held_by", "supplier", "supply_basis", "geometry_basis",
)  # fmt: skip
_LABELLED = {"equipment": "equipment", "by": "by", "held_by": "by",
             "geometry_basis": "geometry_basis"}  # fmt: skip


def changes(reading: Reading, words: Words) -> Section:
    rows = reading.rows("changes")
    said = []
    if rows:
        said.append(words.count("changes.intro", len(rows)))
    if len(rows) > SHOWN:
        said.append(words.count("changes.more", len(rows) - SHOWN))
    first = (reading.vintage or 1) <= 1
    names = ("change.where", "series", "measure", "change.before", "change.after", "change.why")
    return Section(
        "changes",
        words.text("changes.title"),
        said,
        tables=(
            Table(
                "changes",
                words.text("changes.caption"),
                [words.text(name) for name in names],
                [_row(words, row) for row in rows[:SHOWN]],
                words.text("changes.first" if first else "changes.empty"),
            ),
        ),
    )


def _row(words: Words, row: Row) -> list[Cell]:
    place = place_of_change(row)
    return [
        cells.head(_where(words, row)),
        Cell(series_name(words, row["series"])),
        Cell(measure_name(words, row["measure"])),
        _number(words, row["before"], f"{place}/before"),
        _number(words, row["after"], f"{place}/after"),
        Cell(", ".join(_class(words, each) for each in row.get("classes") or ()) or "–"),
    ]


def place_of_change(row: Row) -> str:
    named = (row["table"], row["series"], *(row[n] for n in DIMENSIONS if n in row))
    return "/".join(("changes", *named, row["measure"]))


def series_name(words: Words, series: str) -> str:
    return words.text(series) if series in ("reported", "headline") else series


def measure_name(words: Words, measure: str) -> str:
    key = f"column.{measure}"
    return words.text(key) if key in words.texts else measure


def _number(words: Words, value: Any, place: str) -> Cell:
    return cells.number(words, value, place)


def _where(words: Words, row: Row) -> str:
    """The table, and every dimension that is no total."""
    table = f"table.{row['table']}"
    parts = [words.text(table) if table in words.texts else str(row["table"])]
    parts += [_said(words, name, row[name]) for name in DIMENSIONS if name in row]
    return ", ".join(part for part in parts if part)


def code_name(words: Words, dimension: str, code: str) -> str:
    """The label of a code of any dimension."""
    if dimension == "series":
        return series_name(words, code)
    if dimension == "sector":
        return words.sector(code)
    if dimension == "type":
        return words.type(code)
    if dimension == "supplier":
        return words.supplier(code)
    if dimension == "supply_basis":
        return words.basis(code)
    if code == TOTAL:
        return words.text("total.any")
    return words.label(_LABELLED[dimension], code)


def _said(words: Words, dimension: str, code: str) -> str:
    """A total is left unsaid, but for the whole border."""
    return "" if code == TOTAL and dimension != "sector" else code_name(words, dimension, code)


def _class(words: Words, code: str) -> str:
    key = f"class.{code}"
    return words.text(key) if key in words.texts else code
