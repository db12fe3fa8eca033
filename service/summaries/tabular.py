"""A document's tables as one CSV: tidy, one row per cell, the same numbers as its JSON."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

TABLES: Final = (
    "cells",
    "comparisons",
    "acts",
    "mentioned",
    "held_by_others",
    "equipment_named",
    "held",
    "supply",
    "precision",
    "states",
    "curve",
    "effort",
)
# Members that map a series to its periods, with the measure they count.
PERIODS: Final = {"undated": "incidents", "undated_states": "encampments"}
GUARDED: Final = "not_shown_as_records"

_DIMENSIONS = (
    "series",
    "sector",
    "type",
    "by",
    "equipment",
    "held_by",
    "supplier",
    "supply_basis",
    "geometry_basis",
    "period",
    "month",
    "measure",
)
_MEASURES = (
    "incidents",
    "encampments",
    "banded",
    "attempts_low",
    "attempts_high",
    "attempts_not_stated",
    "persons_low",
    "persons_high",
    "persons_not_stated",
    "items_low",
    "items_high",
    "items_not_stated",
    "least",
    "most",
    "counted_in_vintage",
    "level",
    "value",
    "before",
    "change",
    "mean_4",
    "year_before",
    "obs_status",
)
_COMPARED = ("incidents", "encampments", "attempts_low", "persons_low", "items_low")
COLUMNS: Final = (
    "table",
    "week",
    "vintage",
    *_DIMENSIONS,
    "additive",
    *_MEASURES,
    *(f"{measure}_{end}" for measure in _COMPARED for end in ("before", "change")),
)
# A spreadsheet would run a text that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(document: Mapping[str, Any]) -> bytes:
    """UTF-8, RFC 4180; an empty field is a null, or a column that its table does not have."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    shared = {"week": document["week"], "vintage": document.get("vintage")}
    for table, row in flat_rows(document):
        cells = {"table": table, **shared, **row}
        writer.writerow([_field(cells.get(column)) for column in COLUMNS])
    return text.getvalue().encode()


def flat_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every cell of every table with the table's name."""
    for table in TABLES:
        yield from ((table, row) for row in document.get(table, ()))
    for table, measure in PERIODS.items():
        for series, periods in document.get(table, {}).items():
            for period, number in periods.items():
                yield table, {"series": series, "period": period, measure: number}
    guarded = dict(document.get(GUARDED, {}))
    vintage = guarded.pop("counted_in_vintage", None)
    for series, band in guarded.items():
        yield GUARDED, {"series": series, **band, "counted_in_vintage": vintage}


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return str(value)
