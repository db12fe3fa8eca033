"""Reads the numbers of each format back, as a reader's program would."""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook

from service.summaries.rows import TOTAL
from tests.conftest import lacking

Document = dict[str, Any]

# What tells the rows of a table apart, written here again so that the code is not its own witness.
_DIMENSIONS = {
    "cells": ("series", "sector", "type"),
    "comparisons": ("series", "sector", "type", "measure"),
    "acts": ("series", "sector", "type", "by"),
    "mentioned": ("series", "sector", "type"),
    "held": ("series", "equipment", "held_by"),
    "supply": ("series", "supplier", "supply_basis"),
    "equipment_named": ("series", "sector", "type", "equipment"),
    "curve": ("week", "series"),
    "official": ("claimant", "measure", "area", "from", "to"),
    "states": ("series", "sector"),
    "precision": ("series", "geometry_basis"),
}
_SPANS = ("attempts", "persons", "items")


def numbers_of(document: Document) -> dict[str, str]:
    """Every number of a document by where it stands, as the page should carry it."""
    return dict(_numbers(document))


def _numbers(document: Document) -> Iterator[tuple[str, str]]:
    headline = {
        (row["sector"], row["type"]): row["incidents"]
        for row in document["cells"]
        if row["series"] == "headline"
    }
    for table, dimensions in _DIMENSIONS.items():
        for row in document.get(table, ()):
            place = "/".join((table, *(str(row[name]) for name in dimensions)))
            for name, value in row.items():
                yield f"{place}/{name}", str(value)
            for name in _SPANS:
                if f"{name}_high" in row:
                    yield f"{place}/{name}", _ends(row[f"{name}_low"], row[f"{name}_high"])
            if table == "cells" and row["series"] == "reported":
                verified = headline.get((row["sector"], row["type"])) or 0
                yield f"{place}/pair", f"{row['incidents']}/{verified}"
    for series, periods in document["undated"].items():
        for period, number in periods.items():
            yield f"undated/{series}/{period}/incidents", str(number)
    yield from _beyond(document)


def _beyond(document: Document) -> Iterator[tuple[str, str]]:
    for row in document.get("guarded", {}).get("rows", ()):
        place = f"guarded/{row['series']}/{row['sector']}/{row['type']}/{row['measure']}"
        known = row["value"] is not None
        yield place, str(row["value"]) if known else _ends(row["least"], row["most"])
    for series, band in document.get("not_shown_as_records", {}).items():
        if isinstance(band, dict):
            yield f"not_shown_as_records/{series}", _ends(band["least"], band["most"])
    for row in document.get("changes", ()):
        rest = [
            row[name] for name in ("sector", "type", "by", "equipment", "held_by") if name in row
        ]
        place = "/".join(("changes", row["table"], row["series"], *rest, row["measure"]))
        yield f"{place}/before", str(row["before"])
        yield f"{place}/after", str(row["after"])


def _ends(low: int | None, high: int | None) -> str:
    return "/".join(".." if end is None else str(end) for end in (low, high))


class Page(HTMLParser):
    """The marked numbers of a page, its elements and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.numbers: dict[str, set[str]] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "data":
            key, value = attributes["data-key"], attributes["value"]
            assert key is not None
            assert value is not None
            self.numbers.setdefault(key, set()).add(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def attributes(self, name: str) -> list[str]:
        return [found for _, of in self.elements if (found := of.get(name)) is not None]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """Rows without their empty fields."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{name: text for name, text in row.items() if text} for row in rows]


def sheets(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet by heading; the first sheet is for reading."""
    book = load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book.worksheets[1:]:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(head): value for head, value in zip(heads, row, strict=True) if value is not None}
            for row in rows
        ]
    return found


def pdf_text(content: bytes) -> str:
    """By poppler, with each row of a table on its line."""
    if shutil.which("pdftotext") is None:
        lacking("pdftotext is not installed (Debian: poppler-utils)")
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def totals(document: Document) -> dict[str, int]:
    return {
        row["series"]: row["incidents"]
        for row in document["cells"]
        if row["sector"] == row["type"] == TOTAL
    }
