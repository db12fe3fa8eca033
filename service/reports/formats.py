"""The formats of a batch, read as the bytes arrive: each row becomes a report or its problems."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import ijson
import orjson
from pydantic import ValidationError

from service.errors import InputInvalid, MediaTypeUnsupported, Problem
from service.profiles import CsvInvalid, read_csv
from service.reports.elements import ElementBuilder
from service.reports.flat import report_from_cells, report_from_feature
from service.reports.parsing import check_json, problems_of
from service.reports.schemas import BATCH_REPORT, BatchReport

MAX_ROW_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row: its exact bytes, and either a report or what is wrong with it."""

    number: int
    content: bytes
    report: BatchReport | None
    problems: tuple[Problem, ...] = ()


class RowReader(Protocol):
    """Takes the body piece by piece. After a fault `broken` says why no more can be read."""

    broken: Problem | None

    def feed(self, chunk: bytes) -> list[BatchRow]: ...

    def finish(self) -> list[BatchRow]: ...


def reader_for(media_type: str) -> RowReader:
    """The reader of a content type; raises `MediaTypeUnsupported` naming those that are read."""
    kind = media_type.partition(";")[0].strip().lower()
    make = _READERS.get(kind)
    if make is None:
        raise MediaTypeUnsupported("send " + ", ".join(_READERS))
    return make()


def _read_json(number: int, content: bytes) -> BatchRow:
    if len(content) > MAX_ROW_BYTES:
        wrong = Problem("row", "is too large", f"at most {MAX_ROW_BYTES} bytes a row")
        return BatchRow(number, b"", None, (wrong,))
    try:
        check_json(content)
        return BatchRow(number, content, BATCH_REPORT.validate_json(content))
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

    def feed(self, chunk: bytes) -> list[BatchRow]:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return self._read(lines)

    def finish(self) -> list[BatchRow]:
        last, self._rest = self._rest, b""
        return self._read([last])

    def _read(self, lines: list[bytes]) -> list[BatchRow]:
        rows = []
        for line in lines:
            if content := line.strip():
                self._number += 1
                rows.append(_read_json(self._number, content))
        return rows


class JsonReader:
    """The elements of a JSON array, or of a FeatureCollection's `features`, one by one."""

    def __init__(self, to_report: Callable[[Any], Any], under: str | None) -> None:
        self.broken: Problem | None = None
        self._to_report = to_report
        self._builder = ElementBuilder(under)
        self._events = ijson.sendable_list()
        self._parser = ijson.basic_parse_coro(self._events, use_float=True)
        self._number = 0

    def feed(self, chunk: bytes) -> list[BatchRow]:
        if self.broken:
            return []
        try:
            self._parser.send(chunk)
        except (ijson.JSONError, ijson.IncompleteJSONError, ValueError, UnicodeDecodeError):
            self._break()
        return self._take()

    def finish(self) -> list[BatchRow]:
        if self.broken:
            return []
        try:
            self._parser.close()
        except (ijson.JSONError, ijson.IncompleteJSONError, ValueError, UnicodeDecodeError):
            self._break()
        rows = self._take()
        if not self._builder.entered and self.broken is None:
            self.broken = Problem("body", "holds no rows", self._builder.expected)
        return rows

    def _break(self) -> None:
        self.broken = Problem(
            "body",
            "is not JSON from here on; the rows before were kept",
            "send the rest again; rows that are stored already change nothing",
        )

    def _take(self) -> list[BatchRow]:
        elements = self._builder.take(self._events)
        del self._events[:]
        return [self._row(element) for element in elements]

    def _row(self, element: Any) -> BatchRow:
        self._number += 1
        if isinstance(element, Problem):
            return BatchRow(self._number, b"", None, (element,))
        try:
            sent = orjson.dumps(element)
            report = _read_json(self._number, orjson.dumps(self._to_report(element)))
        except InputInvalid as fault:
            return BatchRow(self._number, b"", None, fault.problems)
        except (TypeError, orjson.JSONEncodeError):
            deep = Problem("row", "holds text or depth that cannot be stored")
            return BatchRow(self._number, b"", None, (deep,))
        return BatchRow(self._number, sent, report.report, report.problems)


class CsvReader:
    """A table with dotted column names; read as a whole, since its encoding shows only then."""

    def __init__(self) -> None:
        self.broken: Problem | None = None
        self._chunks: list[bytes] = []

    def feed(self, chunk: bytes) -> list[BatchRow]:
        self._chunks.append(chunk)
        return []

    def finish(self) -> list[BatchRow]:
        rows: list[BatchRow] = []
        try:
            for row in read_csv(b"".join(self._chunks)):
                rows.append(_csv_row(row.number, row.cells, row.problem))
        except CsvInvalid as fault:
            self.broken = Problem("body", str(fault), "UTF-8 CSV with one header line")
        return rows


def _csv_row(number: int, cells: dict[str, str], problem: Problem | None) -> BatchRow:
    content = orjson.dumps(cells)
    if problem is not None:
        return BatchRow(number, content, None, (problem,))
    try:
        return BatchRow(number, content, report_from_cells(cells))
    except InputInvalid as fault:
        return BatchRow(number, content, None, fault.problems)


_READERS: dict[str, Callable[[], RowReader]] = {
    "application/x-ndjson": NdjsonReader,
    "application/json": lambda: JsonReader(lambda element: element, None),
    "application/geo+json": lambda: JsonReader(report_from_feature, "features"),
    "text/csv": CsvReader,
}
