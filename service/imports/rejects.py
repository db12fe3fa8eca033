"""The rejects file: each bad row as it stood in the source, with what is wrong with it."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import orjson

from service.errors import InputInvalid, Problem
from service.profiles import SourceRow
from service.spreadsheets import harmless

_OWN_COLUMNS = ("row", "field", "reason", "right")
_SPARE = "spare"
_MAX_PROBLEMS = 3


class RejectsFile:
    """Collects bad rows, and writes them as CSV at the end; without bad rows no file is written.

    Rows may bring different columns, and the header needs all of them: until then they wait in a
    temporary file, so that memory does not grow with their number.
    """

    def __init__(self, path: Path, *, source: Path) -> None:
        if path.resolve() == source.resolve():
            raise InputInvalid("the rejects file must be another file than the imported one")
        if not path.parent.is_dir():
            raise InputInvalid(f"there is no folder {path.parent} for the rejects file")
        self.path = path
        self.count = 0
        self._columns: dict[str, None] = {}
        self._waiting: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # Closed by `__exit__`.

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._waiting:
            if not self.count:
                return
            try:
                self._write()
            except OSError as error:
                raise InputInvalid(
                    f"the rejects file {self.path} cannot be written ({error.strerror}); "
                    "the good rows are not affected"
                ) from None

    def add(self, row: SourceRow, problems: Sequence[Problem]) -> None:
        self.count += 1
        self._columns.update(dict.fromkeys(row.cells))
        shown = problems[:_MAX_PROBLEMS]
        own = {
            "row": str(row.number),
            "field": "; ".join(problem.field for problem in shown),
            "reason": "; ".join(problem.wrong for problem in shown),
            "right": "; ".join(problem.right for problem in shown if problem.right),
        }
        self._waiting.write(orjson.dumps([own, row.cells, row.spare]) + b"\n")

    def _write(self) -> None:
        # It holds words of the source: for its owner alone, also where the file was there before.
        self.path.touch(mode=0o600)
        self.path.chmod(0o600)
        # The mark tells a spreadsheet that the file is UTF-8.
        with self.path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*_OWN_COLUMNS, *map(harmless, self._columns), _SPARE])
            for own, cells, spare in self._waiting_rows():
                texts = [cells.get(column, "") for column in self._columns]
                writer.writerow([*own.values(), *map(harmless, [*texts, " ".join(spare)])])

    def _waiting_rows(self) -> Iterator[tuple[dict[str, str], dict[str, str], list[str]]]:
        self._waiting.seek(0)
        for line in self._waiting:
            yield orjson.loads(line)
