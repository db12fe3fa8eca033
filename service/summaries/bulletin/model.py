"""A bulletin as people read it, before it is a page or a PDF: sections, charts and tables.

Every number of a table or figure carries its machine value and the place in the document from
which it was taken, so that any format can be read back and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# `gap` is where nobody is known to have looked: shown hatched and in words, never as a nought.
CellKind = Literal["head", "text", "number", "gap", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `key` names where `value` stands in the document."""

    text: str
    kind: CellKind = "text"
    value: str | None = None
    key: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `empty` is said instead of it where it has no rows."""

    id: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str
    note: str | None = None
    # The words behind which a long table is folded away on a screen.
    folded: str | None = None
    total: bool = False

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column, whether it holds numbers."""
        return tuple(
            any(row[position].kind == "number" for row in self.rows)
            for position in range(len(self.columns))
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, its name, and the text that stands for it where it is not seen."""

    id: str
    svg: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    paragraphs: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large numbers at the top."""

    label: str
    cell: Cell
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """What names the vintage: in every format the same."""

    week: str
    vintage: int | None
    line: str
    status: str | None
    status_means: str | None
    next: str | None
    reason: str | None
    address: str
    sha256: str
    citation: str
    licence: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    language: str
    title: str
    heading: str
    week_line: str
    lead: Sequence[str]
    figures: Sequence[Figure]
    sections: Sequence[Section]
    release: Release
