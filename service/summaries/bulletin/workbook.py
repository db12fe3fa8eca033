"""The bulletin as a workbook: a sheet to read first, then one for each table, with typed cells."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from service.summaries.bulletin.model import Release
from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.release import release_of
from service.summaries.bulletin.sections.changes import DIMENSIONS, code_name, measure_name
from service.summaries.bulletin.sections.headline import lead
from service.summaries.bulletin.sections.method import method
from service.summaries.bulletin.tabular import COLUMNS, flat_rows
from service.summaries.bulletin.words import Words, words

# Nothing that comes from the data is a formula, a link or a number in disguise.
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NAMED_BY_THE_SHEET: Final = ("table", "week", "vintage")
_MOST_WIDE, _LEAST_WIDE, _READ_WIDE = 44, 9, 86
# The height of a line to read, and how many letters fit on it for certain.
_LINE_PT, _LETTERS = 15.5, 80
_LANDSCAPE_FROM: Final = 7
# The dimensions whose codes have a label, and what a column of labels is called here.
CODED: Final = (*DIMENSIONS, "series")
LABEL: Final = ":label"
Row = Mapping[str, Any]


class _Styles:
    """The few looks of a cell."""

    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.strong: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom"})
        self.prose: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.head: Format = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "bottom",
                "bottom": 2,
                "bg_color": "#EEF3F3",
            }
        )
        self.whole: Format = book.add_format({"num_format": "#,##0"})
        self.broken: Format = book.add_format({"num_format": "#,##0.00"})


def as_xlsx(document: Mapping[str, Any], language: str, base_url: str) -> bytes:
    said = words(language)
    release = release_of(document, said, base_url)
    tables = _tables(document)
    content = io.BytesIO()
    book = Workbook(content, _OPTIONS)
    book.set_properties(
        {
            "title": said.text("title", week=release.week),
            "subject": release.line,
            "company": said.text("name"),
            "comments": f"{release.address}\nSHA-256 {release.sha256}\n{release.licence}",
            "created": _written_at(document),
        }
    )
    styles = _Styles(book)
    _readme(book, styles, said, document, release, list(tables))
    for table, rows in tables.items():
        _sheet(book, styles, said, table, rows)
    book.close()
    return content.getvalue()


def column_heads(said: Words, columns: Sequence[str]) -> list[str]:
    """Headings in the reader's language; where a label stands beside its code, the code's says so.

    Each is different from the others of its sheet.
    """
    heads = [measure_name(said, column.removesuffix(LABEL)) for column in columns]
    return [
        f"{head} [{column}]" if heads.count(head) > 1 and not column.endswith(LABEL) else head
        for head, column in zip(heads, columns, strict=True)
    ]


def sheet_columns(rows: Sequence[Row]) -> list[str]:
    """The columns that a table has, in the order of the CSV."""
    present = {name for row in rows for name in row}
    found = []
    for name in COLUMNS:
        if name in present and name not in _NAMED_BY_THE_SHEET:
            found += [f"{name}{LABEL}", name] if name in CODED else [name]
    return found


def _tables(document: Mapping[str, Any]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for table, row in flat_rows(document):
        tables.setdefault(table, []).append(row)
    return tables


def _written_at(document: Mapping[str, Any]) -> datetime:
    """When the vintage was released, so that the same vintage is the same file."""
    text = document.get("released_at") or f"{document['from']}T00:00:00+00:00"
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def _readme(
    book: Workbook, styles: _Styles, said: Words, document: Mapping[str, Any],
    release: Release, tables: Sequence[str],
) -> None:  # fmt: skip
    sheet: Worksheet = book.add_worksheet(said.text("book.readme"))
    reading = Reading(document)
    sheet.set_column(0, 0, _READ_WIDE)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, said.text("title", week=release.week), styles.title)
    dates = said.dates(document["from"], document["to"])
    lines: list[tuple[str, Format]] = [
        (said.text("week_of", week=release.week, dates=dates), styles.strong),
        (release.line, styles.prose),
        *((line, styles.prose) for line in (release.status, release.next, release.reason) if line),
        *((line, styles.prose) for line in lead(reading, said) if line),
        (said.text("cite.title"), styles.strong),
        (release.citation, styles.prose),
        (said.text("colon", label=said.text("address.label"), text=release.address), styles.prose),
        (said.text("cite.checksum", sha256=release.sha256), styles.prose),
        (release.licence, styles.prose),
        (said.text("method.title"), styles.strong),
        (said.text("book.readme.null"), styles.prose),
        *((line, styles.prose) for line in method(reading, said).paragraphs),
        (said.text("book.readme.sheets"), styles.strong),
        *((said.text(f"table.{table}"), styles.prose) for table in tables),
    ]
    sheet.set_row(0, 2 * _LINE_PT)
    for number, (line, style) in enumerate(lines, 1):
        # Not every program makes room for a text of several lines by itself.
        above = _LINE_PT / 2 if style is styles.strong else 0
        sheet.set_row(number, above + _LINE_PT * ceil(len(line) / _LETTERS))
        sheet.write_string(number, 0, line, style)
    _print_setup(sheet, wide=False)
    sheet.fit_to_pages(1, 1)


def _sheet(book: Workbook, styles: _Styles, said: Words, table: str, rows: Sequence[Row]) -> None:
    sheet: Worksheet = book.add_worksheet(said.text(f"table.{table}"))
    columns = sheet_columns(rows)
    for position, (column, head) in enumerate(
        zip(columns, column_heads(said, columns), strict=True)
    ):
        values = _values(said, rows, column)
        longest = max(len(str(value)) for value in values)
        width = min(max(longest, _LEAST_WIDE, min(len(head), 16)) + 2, _MOST_WIDE)
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, head, styles.head)
        for number, value in enumerate(values, 1):
            _write(sheet, styles, number, position, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.repeat_rows(0)
    _print_setup(sheet, wide=len(columns) >= _LANDSCAPE_FROM)


def _values(said: Words, rows: Sequence[Row], column: str) -> list[Any]:
    """A column's values, or the labels of the codes that stand beside it."""
    name = column.removesuffix(LABEL)
    found = [row.get(name) for row in rows]
    if column == name:
        return found
    named = {code: code and code_name(said, name, str(code)) for code in set(found)}
    return [named[code] for code in found]


def _write(sheet: Worksheet, styles: _Styles, row: int, column: int, value: object) -> None:
    """A number as a number, a text as a text; nothing for a null."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        style = styles.whole if isinstance(value, int) else styles.broken
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value))


def _print_setup(sheet: Worksheet, *, wide: bool) -> None:
    sheet.set_paper(9)
    if wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
