"""The headline: the week in sentences with their uncertainty, and four large numbers."""

from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Figure
from service.summaries.bulletin.reading import Reading, Row
from service.summaries.bulletin.words import Words
from service.summaries.rows import TOTAL

_WHOLE = ("series", "sector", "type")
_COMPARED = ("series", "sector", "type", "measure")


def lead(reading: Reading, words: Words) -> tuple[str, ...]:
    """What the week was, first the finding, then how sure it is."""
    dates = words.dates(reading.document["from"], reading.document["to"])
    reported, headline = reading.cell("reported"), reading.cell("headline")
    return (
        " ".join(_finding(words, reported, headline, dates)),
        " ".join(_uncertainty(reading, words, reported)),
    )


def figures(reading: Reading, words: Words) -> tuple[Figure, ...]:
    reported, headline = reading.cell("reported"), reading.cell("headline")
    attempts = cells.span(words, reported, "cells", _WHOLE, "attempts")
    beside = guarded_kind(reading)
    return (
        Figure(
            words.text("figure.reported"),
            cells.count(words, reported, "cells", _WHOLE),
            (words.text("figure.reported.note"), *_beside(words, reading.compared("reported"))),
        ),
        Figure(
            words.text("figure.headline"),
            cells.verified(words, headline, reported),
            (words.text("figure.headline.note"), *_beside(words, reading.compared("headline"))),
        ),
        Figure(
            words.text("figure.attempts"),
            attempts,
            (words.text("figure.attempts.note"), *_silent(words, reported)),
        ),
        Figure(
            words.text(f"figure.{beside}"),
            guarded_total(reading, words, "reported"),
            (words.text(f"figure.{beside}.note"),),
        ),
    )


def guarded_kind(reading: Reading) -> str:
    """What a vintage counts beside its records: severe incidents; in earlier ones, all others."""
    return "not_shown" if reading.document.get("not_shown_as_records") else "guarded"


def guarded_total(reading: Reading, words: Words, series: str) -> Cell:
    """What counts over the whole border without being a public record."""
    older = reading.document.get("not_shown_as_records") or {}
    if series in older:
        band = older[series]
        return interval(words, band["least"], band["most"], f"not_shown_as_records/{series}")
    for row in (reading.document.get("guarded") or {}).get("rows", ()):
        whole = row["sector"] == TOTAL and row["type"] == TOTAL
        if whole and row["series"] == series and row["measure"] == "incidents":
            return guarded_cell(words, row)
    return cells.none(words)


def guarded_cell(words: Words, row: Row) -> Cell:
    """A free number, an interval, or nothing where even an interval would tell too much."""
    place = cells.place_of("guarded", row, _WHOLE, row["measure"])
    if row.get("value") is not None:
        return cells.number(words, row["value"], place)
    if row.get("least") is None and row.get("most") is None:
        return Cell(words.text("value.confidential"), "none")
    return interval(words, row.get("least"), row.get("most"), place)


def interval(words: Words, least: int | None, most: int | None, place: str) -> Cell:
    ends = "/".join(".." if end is None else str(end) for end in (least, most))
    return Cell(words.span(least, most), "number", ends, place)


def _finding(words: Words, reported: Row | None, headline: Row | None, dates: str) -> list[str]:
    if reported is not None and cells.is_gap(reported):
        return [words.text("lead.no_data", dates=dates)]
    if not reported or not reported["incidents"]:
        return [words.text("lead.none", dates=dates)]
    found = [words.count("lead.reported", reported["incidents"], dates=dates)]
    verified = (headline or {}).get("incidents")
    if verified:
        return [*found, words.count("lead.verified", verified)]
    return [*found, words.text("lead.verified_none")]


def _uncertainty(reading: Reading, words: Words, reported: Row | None) -> list[str]:
    said = []
    if not reported or not reported["incidents"]:
        said.append(words.text("lead.empty.means"))
    else:
        attempts = cells.span(words, reported, "cells", _WHOLE, "attempts")
        if attempts.kind == "number":
            said.append(words.text("lead.attempts", span=attempts.text))
            if attempts.value != "../..":
                said += _silent(words, reported)
    guarded = guarded_total(reading, words, "reported")
    if guarded.kind == "number":
        said.append(words.text(f"lead.{guarded_kind(reading)}", span=guarded.text))
    undated = sum((reading.document.get("undated") or {}).get("reported", {}).values())
    if undated:
        said.append(words.count("lead.undated", undated))
    return said


def _silent(words: Words, row: Row | None) -> list[str]:
    """How many incidents tell no number; those whose number is public only as a band tell none."""
    number = (row or {}).get("attempts_not_stated")
    return [words.count("lead.not_stated", number)] if number else []


def _beside(words: Words, row: Row | None) -> list[str]:
    if row is None:
        return []
    said = []
    if row["before"] is not None:
        change = words.change(row["change"]) if row["change"] is not None else "–"
        said.append(words.text("figure.before", before=words.number(row["before"]), change=change))
    if row["mean_4"] is not None:
        said.append(words.text("figure.mean", mean=words.number(row["mean_4"])))
    return said
