"""A row of a source's file, before any meaning is read into it."""

from dataclasses import dataclass
from hashlib import sha256

import orjson

from service.errors import Problem


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Column names and texts; `problem` says why a damaged row must not be mapped.

    `number` counts the data rows of the file from 1, empty ones included, so that a person finds
    the row again. `spare` holds what stood beyond the last named column.
    """

    number: int
    cells: dict[str, str]
    problem: Problem | None = None
    spare: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """SHA-256 of what the whole row says, whatever the file's name, order or encoding.

        Empty cells say nothing, so an added empty column does not make a row a new one.
        """
        filled = sorted((name, text) for name, text in self.cells.items() if text)
        return sha256(orjson.dumps([filled, self.spare])).hexdigest()
