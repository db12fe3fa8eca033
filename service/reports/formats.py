"""The formats of a batch, read as the bytes arrive: each row becomes a report or its problems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from pydantic import ValidationError
from pydantic_core import to_json

from service.errors import InputInvalid, MediaTypeUnsupported, Problem
from service.profiles import CsvInvalid, read_csv
from service.reports.elements import ElementCutter
from service.reports.flat import report_from_cells, report_from_feature
from service.reports.parsing import problems_of, without_foreign_names
from service.reports.schemas import BATCH_REPORT, BatchReport
from service.strict_json import check_json

MAX_ROW_BYTES = 1 << 20
_TOO_LARGE = Problem("row", "is too large", f"at most {MAX_ROW_BYTES} bytes a row")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row: its exact bytes, and either a report or what is wrong with it."""

    number: int
    content: bytes
    report: BatchReport | None
    problems: tuple[Problem, ...] = ()


class RowReader(Protocol):
    """Takes the body piece by piece. After a fault `broken` says why no more can be read.

    Rows are read as they are asked for, so that many small ones need not be held at once.
    """

    broken: Problem | None

    def feed(self, chunk: bytes) -> Iterator[BatchRow]: ...

    def finish(self) -> Iterator[BatchRow]: ...


def reader_for(media_type: str) -> RowReader:
    """The reader of a content type; raises `MediaTypeUnsupported` naming those that are read."""
    kind = media_type.partition(";")[0].strip().lower()
    make = _READERS.get(kind)
    if make is None:
        raise MediaTypeUnsupported("send " + ", ".join(_READERS))
    return make()


def _read_json(number: int, content: bytes, to_report: Callable[[Any], Any] | None) -> BatchRow:
    """A row's bytes as a report; `to_report` finds the report inside what was sent."""
    if len(content) > MAX_ROW_BYTES:
        return BatchRow(number, b"", None, (_TOO_LARGE,))
    try:
        sent = check_json(content)
        # An infinity must stay one, so that it is refused and does not become a null.
        read = content if to_report is None else to_json(to_report(sent), inf_nan_mode="constants")
        return BatchRow(number, content, BATCH_REPORT.validate_json(read))
    except InputInvalid as fault:
        problems = fault.problems or (Problem("row", fault.detail),)
        return BatchRow(number, content, None, problems)
    except ValidationError as error:
        return BatchRow(number, content, None, problems_of(error))


class NdjsonReader:
    """One JSON report a line; a line that was cut off by the end is a row with its problem."""

    def __init__(self) -> None:
        self.broken: Problem | None = None
        self._rest = b""
        self._number = 0
        self._begun = False

    def feed(self, chunk: bytes) -> Iterator[BatchRow]:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return self._read(lines)

    def finish(self) -> Iterator[BatchRow]:
        last, self._rest = self._rest, b""
        yield from self._read([last])
        if self._number == 0:
            self.broken = Problem("body", "holds no rows", "one JSON report a line")

    def _read(self, lines: list[bytes]) -> Iterator[BatchRow]:
        for line in lines:
            if content := self._without_mark(line).strip():
                self._number += 1
                yield _read_json(self._number, content, None)

    def _without_mark(self, line: bytes) -> bytes:
        first, self._begun = not self._begun, True
        return line.removeprefix(_BYTE_ORDER_MARK) if first else line


class JsonReader:
    """The elements of a JSON array, or of a FeatureCollection's `features`, one by one."""

    def __init__(self, under: str | None, to_report: Callable[[Any], Any] | None) -> None:
        self.broken: Problem | None = None
        self._to_report = to_report
        self._cutter = ElementCutter(under)
        self._expected = "a JSON array of reports" if under is None else "a FeatureCollection"
        self._number = 0

    def feed(self, chunk: bytes) -> Iterator[BatchRow]:
        if self.broken:
            return
        for element in self._cutter.take(chunk):
            self._number += 1
            yield _read_json(self._number, element, self._to_report)
        if self._cutter.broken:
            self.broken = self._break()
        elif self._cutter.waiting_bytes > MAX_ROW_BYTES:
            self.broken = _TOO_LARGE

    def finish(self) -> Iterator[BatchRow]:
        self._cutter.finish()
        if self.broken is None and self._cutter.broken:
            self.broken = self._break()
        elif self.broken is None and not self._cutter.entered:
            self.broken = Problem("body", "holds no rows", self._expected)
        return iter(())

    def _break(self) -> Problem:
        if not self._cutter.entered:
            return Problem("body", f"is not {self._expected}", f"{self._expected} in UTF-8")
        return Problem(
            "body",
            "is not JSON from here on; the rows before were kept",
            "send the rest again; rows that are stored already change nothing",
        )


class CsvReader:
    """A table with dotted column names; read as a whole, since its encoding shows only then."""

    def __init__(self) -> None:
        self.broken: Problem | None = None
        self._chunks: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[BatchRow]:
        self._chunks.append(chunk)
        return iter(())

    def finish(self) -> Iterator[BatchRow]:
        try:
            for row in read_csv(b"".join(self._chunks)):
                yield _csv_row(row.number, row.cells, row.problem)
        except CsvInvalid as fault:
            self.broken = Problem("body", str(fault), "UTF-8 CSV with one header line")


def _csv_row(number: int, cells: dict[str, str], problem: Problem | None) -> BatchRow:
    content = orjson.dumps(cells)
    if problem is not None:
        return BatchRow(number, content, None, (without_foreign_names(problem),))
    try:
        return BatchRow(number, content, report_from_cells(cells))
    except InputInvalid as fault:
        problems = tuple(without_foreign_names(each) for each in fault.problems)
        return BatchRow(number, content, None, problems)


_READERS: dict[str, Callable[[], RowReader]] = {
    "application/x-ndjson": NdjsonReader,
    "application/json": lambda: JsonReader(None, None),
    "application/geo+json": lambda: JsonReader("features", report_from_feature),
    "text/csv": CsvReader,
}
