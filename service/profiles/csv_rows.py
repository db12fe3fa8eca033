"""CSV as people send it: comma, semicolon or tab, any line end, and now and then a broken row."""

import csv
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from service.errors import Problem
from service.profiles.decoding import text_lines
from service.profiles.faults import CsvInvalid
from service.profiles.rows import SourceRow

_DELIMITERS = ",;\t"
_SHOWN = 300  # What is kept of a line that could not be taken apart.
_HEADER = "one header line that names each column once"


def read_csv(data: bytes | BinaryIO) -> Iterator[SourceRow]:
    """The rows of a CSV with one header line; a damaged row carries its `problem`.

    Raises `CsvInvalid` when there is no usable header.
    """
    lines = _Lines(text_lines(data))
    delimiter, columns = _read_header(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        lines.taken.clear()
        try:
            texts = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            yield _unparsed(number, lines.give_back())
            continue
        number += 1
        if any(texts):
            yield _row(number, columns, texts)


class _Lines:
    """The lines of the file, which remembers those of the current row.

    A quote that is never closed swallows all that follows. Its first line alone is then the bad
    row, and the lines behind it are read again.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        first, *rest = self.taken
        self._again.extend(reversed(rest))
        return first


def _read_header(lines: _Lines) -> tuple[str, list[str]]:
    line = next(lines, "")
    stated = None
    if line.lower().startswith("sep="):  # Written by spreadsheets above the header.
        stated, line = line[4:5], next(lines, "")
    if not line.strip():
        raise CsvInvalid(f"the file is empty; expected {_HEADER}")
    delimiter = stated or max(_DELIMITERS, key=lambda candidate: len(_split(line, candidate)))
    columns = [_clean(name) for name in _split(line, delimiter)]
    while columns and not columns[-1]:
        columns.pop()
    named_once = columns and all(columns) and len(set(columns)) == len(columns)
    if not named_once or any("\0" in name for name in columns):
        raise CsvInvalid(f"a column has no name or the name of another; expected {_HEADER}")
    return delimiter, columns


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return []


def _row(number: int, columns: list[str], texts: list[str]) -> SourceRow:
    cleaned = [_clean(text) for text in texts]
    while len(cleaned) > len(columns) and not cleaned[-1]:
        cleaned.pop()
    cells = dict(zip(columns, cleaned, strict=False))
    spare = tuple(cleaned[len(columns) :])
    return SourceRow(number, cells, _problem(columns, cleaned, texts), spare)


def _problem(columns: list[str], cleaned: list[str], texts: list[str]) -> Problem | None:
    if len(cleaned) != len(columns):
        return Problem("row", f"has {len(cleaned)} cells", f"{len(columns)} cells, as the header")
    for column, text in zip(columns, texts, strict=False):
        if "\0" in text:
            return Problem(column, "holds a NUL character", "text")
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            return Problem(column, "holds bytes of another encoding", "UTF-8 or Windows-1250")
    return None


def _unparsed(number: int, line: str) -> SourceRow:
    wrong = "has a quote that is not closed, or a cell that is too long"
    right = 'quotes in pairs, "" for one inside a cell'
    return SourceRow(number, {}, Problem("row", wrong, right), (_clean(line[:_SHOWN]),))


def _clean(text: str) -> str:
    """Trimmed, in composed letters, and free of what cannot be written as UTF-8."""
    text = text.strip()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
