"""A document as the bulletin reads it: any member may be missing, and an older one has fewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.summaries.rows import TOTAL

Row = Mapping[str, Any]
SERIES = ("reported", "headline")


@dataclass(frozen=True)
class Reading:
    """Look-ups in the document of one vintage."""

    document: Mapping[str, Any]

    def rows(self, table: str) -> Sequence[Row]:
        found: Sequence[Row] = self.document.get(table) or ()
        return found

    def text(self, member: str) -> str | None:
        value = self.document.get(member)
        return None if value is None else str(value)

    def cell(self, series: str, sector: str = TOTAL, type_: str = TOTAL) -> Row | None:
        return self._cells.get((series, sector, type_))

    def compared(self, series: str, sector: str = TOTAL, type_: str = TOTAL) -> Row | None:
        """The week's incidents beside earlier weeks."""
        return self._compared.get((series, sector, type_))

    def efforts(self, sector: str) -> Sequence[Row]:
        return self._efforts.get(sector, ())

    @property
    def week(self) -> str:
        week: str = self.document["week"]
        return week

    @property
    def vintage(self) -> int | None:
        return self.document.get("vintage")

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str, str], Row]:
        # Drafts print rows for each kind of equipment in the same table.
        return {
            (row["series"], row["sector"], row["type"]): row
            for row in self.rows("cells")
            if row.get("equipment", TOTAL) == TOTAL
        }

    @cached_property
    def _compared(self) -> Mapping[tuple[str, str, str], Row]:
        return {
            (row["series"], row["sector"], row["type"]): row
            for row in self.rows("comparisons")
            if row["measure"] == "incidents"
        }

    @cached_property
    def _efforts(self) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows("effort"):
            found.setdefault(row["sector"], []).append(row)
        return found
