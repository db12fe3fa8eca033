"""First entries from a CSV of our own columns; what is loaded already stays as staff have it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from service.context.schemas import ContextValues
from service.context.service import Deed, add_known, named_id, read_values
from service.database import Database
from service.errors import InputInvalid, Problem
from service.profiles import FileInvalid, SourceRow, read_csv
from service.vocabulary import LANGUAGES

SAMPLE: Final = Path(__file__).parents[1] / "data" / "context.csv"
ACTOR: Final = "command line"
_COLUMNS: Final = (
    "key",
    "date",
    "date_precision",
    "kind",
    *(f"title_{language}" for language in LANGUAGES),
    "source",
    "source_url",
)
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,79}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows; `added + unchanged` and the rejected ones are `rows`."""

    rows: int
    added: int
    unchanged: int
    rejected: dict[int, tuple[Problem, ...]]

    def document(self) -> dict[str, Any]:
        """The answer of `miedza context load --json`."""
        return {
            "rows": self.rows,
            "added": self.added,
            "unchanged": self.unchanged,
            "rejected": {
                str(number): [problem.as_dict() for problem in problems]
                for number, problems in self.rejected.items()
            },
        }


def load(database: Database, path: Path = SAMPLE, *, actor: str = ACTOR) -> Loaded:
    """Add the entries of a file whose `key` is new; good rows are kept, bad ones explained.

    Raises `FileInvalid` for a file that cannot be read or lacks a column.
    """
    good: dict[str, ContextValues] = {}
    bad: dict[int, tuple[Problem, ...]] = {}
    rows = 0
    for row in _rows(path):
        rows += 1
        try:
            key, values = _entry(row)
        except InputInvalid as fault:
            bad[row.number] = fault.problems
            continue
        if key in good:
            bad[row.number] = (Problem("key", "stands in the file twice", "a name of its own"),)
            continue
        good[key] = values
    added = add_known(database, good, Deed(actor, f"loaded from {path.name}")) if good else 0
    return Loaded(rows, added, len(good) - added, bad)


def loaded_ids(path: Path = SAMPLE) -> list[str]:
    """The ids that the entries of a file have once they are loaded."""
    return [named_id(row.cells["key"]) for row in _rows(path)]


def _rows(path: Path) -> Iterator[SourceRow]:
    try:
        with path.open("rb") as file:
            for row in read_csv(file):
                missing = [name for name in _COLUMNS if name not in row.cells]
                if missing and row.problem is None:
                    raise FileInvalid(f"{path.name} has no column {', '.join(missing)}")
                yield row
    except OSError as fault:
        raise FileInvalid(f"{path.name} cannot be read: {fault.strerror}") from None


def _entry(row: SourceRow) -> tuple[str, ContextValues]:
    if row.problem:
        raise InputInvalid("a damaged row", (row.problem,))
    cells = {name: text or None for name, text in row.cells.items()}
    key = cells["key"] or ""
    if not _KEY.fullmatch(key):
        right = "a name that lasts, such as election-2020: small letters, digits, hyphens"
        raise InputInvalid("no key", (Problem("key", "is not a key", right),))
    titles = {language: cells[f"title_{language}"] for language in LANGUAGES}
    given = {name: cells[name] for name in ("date", "date_precision", "kind", "source")}
    return key, read_values({**given, "titles": titles, "source_url": cells["source_url"]})
