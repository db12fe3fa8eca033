"""A document's tables as one CSV: tidy, one row per cell, the same numbers as its JSON."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.spreadsheets import MARK, cell
from service.summaries.bulletin.naming import address, checksum

Row = Mapping[str, Any]

TABLES: Final = (
    "cells", "comparisons", "acts", "mentioned", "held", "held_by_others", "equipment_named",
    "supply", "precision", "states", "curve", "effort", "official", "context", "changes",
)  # fmt: skip
# Members that map a series to its periods, with the measure they count.
PERIODS: Final = {"undated": "incidents", "undated_states": "encampments"}
GUARDED: Final = "guarded"
NOT_SHOWN: Final = "not_shown_as_records"
ABOUT: Final = "about"
# A column holds one thing: what a row of these tables calls otherwise is moved to its column.
_MOVED: Final = {
    "curve": {"week": "period"},
    "effort": {"month": "period"},
    "changes": {"table": "of_table"},
}

_DIMENSIONS = (
    "series", "sector", "type", "by", "equipment", "held_by", "supplier", "supply_basis",
    "geometry_basis", "period", "of_table", "measure", "claimant", "unit", "area_type", "area",
    "from", "to", "day_basis", "qualifier", "lane", "level", "date", "date_precision", "kind",
)  # fmt: skip
_MEASURES = (
    "incidents", "encampments", "banded",
    "attempts_low", "attempts_high", "attempts_not_stated",
    "persons_low", "persons_high", "persons_not_stated",
    "items_low", "items_high", "items_not_stated",
    "obs_status", "value", "least", "most", "k", "conf_status", "counted_in_vintage",
    "before", "after", "change", "mean_4", "year_before", "days_of_week", "classes",
)  # fmt: skip
_COMPARED = ("incidents", "encampments", "attempts_low", "persons_low", "items_low")
_WORDS = (
    "title_pl", "title_en", "title_de", "title_be", "source", "source_title", "source_url",
    "member", "text",
)  # fmt: skip
COLUMNS: Final = (
    "table",
    "week",
    "vintage",
    *_DIMENSIONS,
    "additive",
    *_MEASURES,
    *(f"{measure}_{end}" for measure in _COMPARED for end in ("before", "change")),
    *_WORDS,
)
# What names a vintage and says how it may be used, beside its figures.
_ABOUT: Final = (
    "status", "schedule", "released_at", "reason", "zone", "sector_set", "vocabulary", "licence",
)  # fmt: skip


def as_csv(document: Mapping[str, Any], base_url: str | None = None) -> bytes:
    """UTF-8 with its mark, RFC 4180; an empty field is a null, or a column its table has not.

    A released document names its vintage, licence and credits in rows of their own; `base_url`
    is the address by which readers reach the service. A draft is nothing to be cited.
    """
    text = io.StringIO(newline="")
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    shared = {"week": document["week"], "vintage": document.get("vintage")}
    about = () if base_url is None else about_rows(document, base_url)
    for table, row in (*flat_rows(document), *about):
        cells = {"table": table, **shared, **row}
        writer.writerow([cell(cells.get(column)) for column in COLUMNS])
    return text.getvalue().encode()


def flat_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """Every cell of every table with the table's name; a row holds plain values alone."""
    for table in TABLES:
        yield from ((table, _flat(table, row)) for row in document.get(table) or ())
    for table, measure in PERIODS.items():
        for series, periods in (document.get(table) or {}).items():
            for period, number in periods.items():
                yield table, {"series": series, "period": period, measure: number}
    yield from _guarded_rows(document)


def about_rows(document: Mapping[str, Any], base_url: str) -> Iterator[tuple[str, Row]]:
    """The vintage's name, policy and credits, a row for each."""
    said = {member: document[member] for member in _ABOUT if document.get(member)}
    policy = document.get("policy") or {}
    said |= {f"policy_{name}": policy[name] for name in ("version", "digest") if policy.get(name)}
    said["address"] = address(base_url, document["week"], document.get("vintage"))
    said["sha256"] = checksum(document)
    for member, value in said.items():
        yield ABOUT, {"member": member, "text": str(value)}
    for credit in document.get("attributions") or ():
        yield ABOUT, {"member": "attribution", "text": credit}


def _flat(table: str, row: Row) -> Row:
    moved = _MOVED.get(table, {})
    flat = {moved.get(name, name): value for name, value in row.items()}
    if "classes" in flat:
        flat["classes"] = " ".join(flat["classes"])
    for language, title in (flat.pop("titles", None) or {}).items():
        flat[f"title_{language}"] = title
    source = flat.get("source")
    if isinstance(source, Mapping):
        del flat["source"]
        flat |= {"source_title": source.get("title"), "source_url": source.get("url")}
    return flat


def _guarded_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    guarded = document.get(GUARDED) or {}
    shared = {name: guarded.get(name) for name in ("counted_in_vintage", "k")}
    for row in guarded.get("rows", ()):
        yield GUARDED, {**row, **shared}
    older = dict(document.get(NOT_SHOWN) or {})
    vintage = older.pop("counted_in_vintage", None)
    for series, band in older.items():
        yield NOT_SHOWN, {"series": series, **band, "counted_in_vintage": vintage}
