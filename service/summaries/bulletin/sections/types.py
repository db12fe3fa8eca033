"""By sector and type: what happened and where, and who acted, as sources state it."""

from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Section, Table
from service.summaries.bulletin.reading import SERIES, Reading, Row
from service.summaries.bulletin.sections.border import COMPARED, WHOLE
from service.summaries.bulletin.words import Words
from service.summaries.order import codes_of, in_order
from service.summaries.rows import TOTAL

_ACTS = ("series", "sector", "type", "by")


def types(reading: Reading, words: Words) -> Section:
    return Section(
        "types",
        words.text("types.title"),
        (words.text("types.intro"),),
        tables=(
            _matrix(reading, words),
            _totals(reading, words),
            _acts(reading, words),
        ),
    )


def _present(reading: Reading) -> list[str]:
    """Types with a record this week, in the order of the vocabulary."""
    return [code for code in codes_of("type") if code != TOTAL and _any(reading, TOTAL, code)]


def _any(reading: Reading, sector: str, code: str) -> bool:
    row = reading.cell("reported", sector, code)
    return row is not None and bool(row["incidents"])


def _matrix(reading: Reading, words: Words) -> Table:
    present = _present(reading)
    sectors = [code for code in codes_of("sector") if _any(reading, code, TOTAL)]
    # The whole border stands last, as in every table of the bulletin.
    sectors = [*sectors[1:], TOTAL] if present else []
    columns = (*present, TOTAL)
    return Table(
        "matrix",
        words.text("types.caption"),
        [words.text("sector"), *(words.type(code) for code in columns)],
        [
            [cells.head(words.sector(sector)), *(_pair(reading, words, sector, c) for c in columns)]
            for sector in sectors
        ],
        words.text("types.empty"),
        words.text("types.note"),
        total=True,
    )


def _pair(reading: Reading, words: Words, sector: str, code: str) -> Cell:
    """Reported incidents, in brackets the verified or corroborated ones; blank without a record."""
    reported = reading.cell("reported", sector, code)
    if reported is None or not reported["incidents"]:
        return Cell("", "none")
    headline = (reading.cell("headline", sector, code) or {}).get("incidents") or 0
    text = words.number(reported["incidents"])
    if headline:
        text = f"{text} ({words.number(headline)})"
    place = cells.place_of("cells", reported, WHOLE, "pair")
    return Cell(text, "number", f"{reported['incidents']}/{headline}", place)


def _totals(reading: Reading, words: Words) -> Table:
    mentioned = {
        (row["series"], row["type"]): row
        for row in reading.rows("mentioned")
        if row["sector"] == TOTAL
    }
    rows = []
    for code in codes_of("type")[1:]:
        cell, told = reading.cell("reported", TOTAL, code), mentioned.get(("reported", code))
        compared = reading.compared("reported", TOTAL, code) or {}
        if (cell and cell["incidents"]) or told or compared.get("before"):
            rows.append(_type_row(reading, words, code, told))
    return Table(
        "types-totals",
        words.text("types.totals"),
        [words.text(n) for n in ("type", *SERIES, "mentioned", "reported_before", "reported_mean")],
        rows,
        words.text("types.empty"),
        words.text("types.totals.note"),
    )


def _type_row(reading: Reading, words: Words, code: str, told: Row | None) -> list[Cell]:
    compared = reading.compared("reported", TOTAL, code)
    reported, headline = (reading.cell(each, TOTAL, code) for each in SERIES)
    return [
        cells.head(words.type(code)),
        cells.count(words, reported, "cells", WHOLE),
        cells.verified(words, headline, reported),
        cells.count(words, told, "mentioned", WHOLE),
        *(_earlier(words, compared, member) for member in ("before", "mean_4")),
    ]


def _earlier(words: Words, row: Row | None, member: str) -> Cell:
    if row is None:
        return cells.none(words)
    return cells.number(words, row[member], cells.place_of("comparisons", row, COMPARED, member))


def _acts(reading: Reading, words: Words) -> Table:
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in in_order(map(dict, reading.rows("acts")), ("type", "by")):
        if row["sector"] == TOTAL and row["type"] != TOTAL and row["by"] != TOTAL:
            found.setdefault((row["type"], row["by"]), {})[row["series"]] = row
    return Table(
        "acts",
        words.text("acts.caption"),
        [words.text(name) for name in ("type", "by", *SERIES)],
        [
            [
                cells.head(words.type(type_)),
                Cell(words.label("by", by)),
                *(cells.count(words, rows.get(each), "acts", _ACTS) for each in SERIES),
            ]
            for (type_, by), rows in found.items()
        ],
        words.text("acts.empty"),
        words.text("method.claims"),
    )
