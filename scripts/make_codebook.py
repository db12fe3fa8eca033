"""Write docs/codebook.md from the codebook that the service answers with."""

from pathlib import Path
from typing import Any

from service.codebook.service import document
from service.codebook.tables import TABLES

PAGE = Path(__file__).parents[1] / "docs" / "codebook.md"
_HEAD = """# Codebook

What each table, dimension and measure of a week's document means: `GET /api/codebook` as JSON, with
`f=csv` as a table, in Polish, English, German and Belarusian. All words are those of the
[vocabulary](vocabulary.md), where they are corrected. How the figures are made:
[weekly figures](weekly-figures.md).

This page is written by `python -m scripts.make_codebook`; a test holds it to the service.

A row is told by its *dimensions*; its *measures* are numbers; *attributes* say more about them. A
measure *adds up* if its sum over the parts of a dimension is the number of the whole. Sums of
persons are sums over incidents: they are no number of different people.
"""


def page() -> str:
    book = document()
    return "\n".join([_HEAD, *(_table(table) for table in book["tables"]), _margins(book)])


def _table(table: dict[str, Any]) -> str:
    adds = "yes" if table["additive"] else "no"
    lines = [
        f"## `{table['code']}`: {table['label']['en']}",
        "",
        f"{table['definition']['en']} (`additive`: {adds}.)",
        "",
        "| column | what | meaning | unit | adds up | codes |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_column(table["code"], column) for column in table["columns"]),
        "",
    ]
    return "\n".join(lines)


def _column(table: str, column: dict[str, Any]) -> str:
    cells = (
        f"`{column['code']}`",
        column["role"],
        column["definition"]["en"],
        _unit(column),
        {True: "yes", False: "no", None: ""}[column.get("additive")],
        _codes(table, column),
    )
    return f"| {' | '.join(cells)} |"


def _unit(column: dict[str, Any]) -> str:
    if "unit_in" in column:
        return f"as `{column['unit_in']}` says"
    return f"`{column['unit']}`" if "unit" in column else ""


def _codes(table: str, column: dict[str, Any]) -> str:
    """Codes that stand for themselves, and the scheme that holds the others."""
    spec, name = TABLES[table], column["code"]
    told = [*spec.margins.get(name, ()), *spec.values.get(name, ())]
    shown = [f"`{code}`" for code in told]
    if name == "sector":
        shown.append("codes of the sector set")
    elif "scheme" in column and name not in spec.values:
        shown.append(f"`{column['scheme']}` of the vocabulary")
    return ", ".join(shown)


def _margins(book: dict[str, Any]) -> str:
    rows = (f"| `{each['code']}` | {each['definition']['en']} |" for each in book["margins"])
    return "\n".join(["## Totals and gaps", "", "| code | meaning |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
