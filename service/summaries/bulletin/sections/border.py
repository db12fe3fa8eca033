"""Along the border: the map, the strip, and the table of sectors behind both."""

from collections.abc import Mapping

from geo.sector_files import sector_set
from service.counting import SEVERAL, UNKNOWN
from service.summaries.bulletin import cells
from service.summaries.bulletin.charts.sector_map import sector_map
from service.summaries.bulletin.charts.strip import strip
from service.summaries.bulletin.model import Cell, Chart, Section, Table
from service.summaries.bulletin.reading import SERIES, Reading
from service.summaries.bulletin.words import Words
from service.summaries.rows import TOTAL

WHOLE = ("series", "sector", "type")
COMPARED = ("series", "sector", "type", "measure")
_EARLIER = (("before", "reported_before"), ("mean_4", "reported_mean"))
_YEAR = (("year_before", "reported_year"),)


def border(reading: Reading, words: Words) -> Section:
    return Section(
        "border",
        words.text("border.title"),
        (words.text("border.intro"),),
        _charts(reading, words),
        (_table(reading, words),),
    )


def _charts(reading: Reading, words: Words) -> tuple[Chart, ...]:
    reported, headline = (_counts(reading, series) for series in SERIES)
    return (
        Chart(
            "map",
            sector_map(words, reported),
            words.text("map.title"),
            words.text("map.describe"),
        ),
        Chart(
            "strip",
            strip(words, reported, headline),
            words.text("strip.title"),
            words.text("strip.describe"),
        ),
    )


def _counts(reading: Reading, series: str) -> Mapping[str, int | None]:
    """Incidents by sector; a sector without a row has nothing on record."""
    counts: dict[str, int | None] = {}
    for code in sector_set().codes:
        row = reading.cell(series, code)
        counts[code] = 0 if row is None else row["incidents"]
    return counts


def _table(reading: Reading, words: Words) -> Table:
    columns = _columns(reading)
    return Table(
        "sectors",
        words.text("border.caption"),
        [words.text(name) for name in ("sector", *SERIES, *columns)],
        [_row(reading, words, code, columns) for code in _codes(reading)],
        words.text("border.empty"),
        " ".join(
            (
                words.text("border.note"),
                *([words.text("effort.note")] if "effort" in columns else ()),
            )
        ),
        total=True,
    )


def _codes(reading: Reading) -> tuple[str, ...]:
    """Every sector, the rows beside them where they hold anything, the whole border last."""
    beside = [code for code in (SEVERAL, UNKNOWN) if reading.cell("reported", code)]
    return (*sector_set().codes, *beside, TOTAL)


def _columns(reading: Reading) -> list[str]:
    columns = []
    for member, name in (*_EARLIER, *_YEAR):
        if any(row[member] is not None for row in reading.rows("comparisons")):
            columns.append(name)
    columns.append("attempts")
    if reading.rows("effort"):
        columns.append("effort")
    return columns


def _row(reading: Reading, words: Words, code: str, columns: list[str]) -> list[Cell]:
    row = [cells.head(words.sector(code))]
    reported, headline = (reading.cell(series, code) for series in SERIES)
    row.append(cells.count(words, reported, "cells", WHOLE))
    row.append(cells.verified(words, headline, reported))
    compared = reading.compared("reported", code)
    for member, name in (*_EARLIER, *_YEAR):
        if name in columns and compared is None:
            row.append(cells.none(words))
        elif name in columns and compared is not None:
            place = cells.place_of("comparisons", compared, COMPARED, member)
            row.append(cells.number(words, compared[member], place))
    row.append(cells.span(words, reported, "cells", WHOLE, "attempts"))
    if "effort" in columns:
        row.append(_effort(reading, words, code))
    return row


def _effort(reading: Reading, words: Words, code: str) -> Cell:
    levels = [words.text(f"effort.{row['level']}") for row in reading.efforts(code)]
    return Cell(" / ".join(levels)) if levels else cells.none(words)
