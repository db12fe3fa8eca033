"""The codebook: every table, dimension and measure of a release, explained in four languages.

It is made from the vocabulary, so a label that is corrected there is corrected here.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from geo.sector_files import sector_set
from service.codebook.tables import NEVER_ADDED, SCHEMES, TABLES, UNIT_IN, Table
from service.vocabulary import LANGUAGES, Concept, codes, concept, vocabulary

Entry = dict[str, Any]
Texts = Mapping[str, str]

COLUMNS: Final = (
    "table", "column", "role",
    *(f"{text}_{language}" for text in ("label", "definition") for language in LANGUAGES),
    "unit", "unit_in", "additive", "scheme", "codes",
)  # fmt: skip
_NAMED: Final[tuple[str, ...]] = ("unit", "unit_in", "scheme")
_MEASURES: Final = codes("measure")


def document() -> Entry:
    """The whole codebook, for `GET /api/codebook`."""
    return {
        "vocabulary": vocabulary().version,
        "sector_set": sector_set().version,
        "languages": list(LANGUAGES),
        "tables": [_table(name, table) for name, table in TABLES.items()],
        "margins": [_said(concept("margin", code)) for code in codes("margin")],
    }


def as_csv() -> bytes:
    """The same, one row per table and per column of a table."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", extrasaction="raise")
    writer.writeheader()
    for table in document()["tables"]:
        writer.writerow({"table": table["code"], "role": "table", **_flat(table)})
        for column in table["columns"]:
            row = {"table": table["code"], "column": column["code"], "role": column["role"]}
            writer.writerow({**row, **_flat(column)})
    return text.getvalue().encode()


def _table(name: str, table: Table) -> Entry:
    roles = (
        ("dimension", table.dimensions),
        ("measure", table.measures),
        ("attribute", table.attributes),
    )
    return {
        **_said(concept("table", name)),
        "additive": table.additive,
        "columns": [
            _column(name, table, role, column) for role, columns in roles for column in columns
        ],
    }


def _column(name: str, table: Table, role: str, column: str) -> Entry:
    scheme = _scheme(table, column)
    entry: Entry = {"code": column, "role": role, **_texts(column, scheme)}
    if role == "measure":
        entry |= _unit(name, column)
        entry["additive"] = table.additive and column not in NEVER_ADDED
    if scheme is not None:
        entry["scheme"] = scheme
    allowed = [*table.margins.get(column, ()), *_codes(table, column, scheme)]
    return {**entry, "codes": allowed} if allowed else entry


def _scheme(table: Table, column: str) -> str | None:
    """The scheme whose words and codes are those of a column; None for one that has none."""
    if column in table.schemes:
        return table.schemes[column]
    scheme = SCHEMES.get(column, column)
    return scheme if scheme in vocabulary().schemes and scheme not in codes("column") else None


def _codes(table: Table, column: str, scheme: str | None) -> Sequence[str]:
    if column in table.values:
        return table.values[column]
    if column == "sector":
        return sector_set().codes
    return () if scheme is None else codes(scheme)


def _texts(column: str, scheme: str | None) -> dict[str, Texts]:
    """Label and definition: of a scheme, of a column, or of a measure and one of its ends."""
    if scheme is not None:
        whole = vocabulary().schemes[scheme]
        return {"label": dict(whole.label), "definition": dict(whole.definition)}
    if column in codes("column"):
        return _words(concept("column", column))
    if column in _MEASURES:
        return _words(concept("measure", column))
    measure, end = _parts(column)
    return {
        "label": _joined(": ", measure.label, end.label),
        "definition": _joined(" ", measure.definition, end.definition),
    }


def _unit(table: str, column: str) -> dict[str, str]:
    """The measure that a number counts, or the column of the row that names it."""
    if table in UNIT_IN:
        return {"unit_in": UNIT_IN[table]}
    if column in _MEASURES:
        return {"unit": column}
    if column == "banded" or column.endswith("_not_stated"):
        return {"unit": "incidents"}
    return {"unit": _parts(column)[0].code}


@cache
def _parts(column: str) -> tuple[Concept, Concept]:
    """`attempts_low` is the measure `attempts` and its end `low`."""
    measure, _, end = column.partition("_")
    return concept("measure", measure), concept("bound", end)


def _said(each: Concept) -> Entry:
    return {"code": each.code, **_words(each)}


def _words(each: Concept) -> dict[str, Texts]:
    return {"label": dict(each.label), "definition": dict(each.definition)}


def _joined(mark: str, first: Texts, second: Texts) -> dict[str, str]:
    return {language: f"{first[language]}{mark}{second[language]}" for language in LANGUAGES}


def _flat(entry: Entry) -> dict[str, str]:
    texts = {
        f"{text}_{language}": entry[text][language]
        for text in ("label", "definition")
        for language in LANGUAGES
    }
    named = {name: str(entry[name]) for name in _NAMED if name in entry}
    adds = {"additive": "true" if entry["additive"] else "false"} if "additive" in entry else {}
    return {**texts, **named, **adds, "codes": " ".join(entry.get("codes", ()))}
