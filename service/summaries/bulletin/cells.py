"""Cells of a bulletin's tables, each with the place in the document from which it was taken."""

from typing import Any

from service.summaries.bulletin.model import Cell
from service.summaries.bulletin.reading import Row
from service.summaries.bulletin.words import Words

NO_DATA = "L"


def head(text: str) -> Cell:
    return Cell(text, "head")


def place_of(table: str, row: Row, dimensions: tuple[str, ...], measure: str) -> str:
    """Where a number stands: table, its dimensions, measure."""
    return "/".join((table, *(str(row[name]) for name in dimensions), measure))


def number(words: Words, value: float | None, key: str) -> Cell:
    """A number; null is shown as none, never as nought."""
    if value is None:
        return none(words)
    return Cell(words.number(value), "number", _plain(value), key)


def change(words: Words, value: float | None, key: str) -> Cell:
    if value is None:
        return none(words)
    return Cell(words.change(value), "number", _plain(value), key)


def count(words: Words, row: Row | None, table: str, dimensions: tuple[str, ...]) -> Cell:
    """The incidents of a row: a number, no data, or nothing on record."""
    if row is None:
        return none(words)
    if is_gap(row):
        return gap(words)
    return number(words, row["incidents"], place_of(table, row, dimensions, "incidents"))


def verified(words: Words, headline: Row | None, reported: Row | None) -> Cell:
    """The verified part of reported incidents.

    Where incidents are reported, somebody told of them: a headline cell without data then means
    that none is verified so far, not that nobody looked.
    """
    if headline is not None and is_gap(headline) and reported and reported["incidents"]:
        return none(words)
    return count(words, headline, "cells", ("series", "sector", "type"))


def span(
    words: Words, row: Row | None, table: str, dimensions: tuple[str, ...], measure: str
) -> Cell:
    """The least and the greatest number that sources tell."""
    if row is None:
        return none(words)
    if is_gap(row):
        return gap(words)
    low, high = row.get(f"{measure}_low"), row.get(f"{measure}_high")
    if low is None and high is None and not row.get(f"{measure}_not_stated"):
        return none(words)
    ends = f"{_plain(low)}/{_plain(high)}"
    key = place_of(table, row, dimensions, measure)
    return Cell(words.span(low, high), "number", ends, key)


def gap(words: Words) -> Cell:
    return Cell(words.text("value.no_data"), "gap")


def none(words: Words) -> Cell:
    return Cell(words.text("value.none"), "none")


def is_gap(row: Row) -> bool:
    """Whether nobody is known to have looked: a count is never null for another reason."""
    return row.get("obs_status") == NO_DATA or ("incidents" in row and row["incidents"] is None)


def _plain(value: Any) -> str:
    """A number as a program reads it; an open end is `..`, as in ISO 8601."""
    return ".." if value is None else str(value)
