"""How much of a week is readable: for staff and for these pages, never part of a release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.summaries.guarded.counts import ALONE, INCIDENTS, GuardedCounts
from service.summaries.order import Row


@dataclass(frozen=True, slots=True)
class Share:
    """Cells and margins that hold an incident, and how many of them print."""

    records: int
    guarded: int
    guarded_printed: int

    @property
    def printed(self) -> float:
        """The share of cells that print, 1 where there is none; those of records always do."""
        cells = self.records + self.guarded
        return (self.records + self.guarded_printed) / cells if cells else 1.0

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.records + other.records,
            self.guarded + other.guarded,
            self.guarded_printed + other.guarded_printed,
        )


def printed_share(
    record_cells: Iterable[Row], counts: GuardedCounts, guarded: Mapping[str, Any]
) -> Share:
    """Of one week: from its table of records, the true counts, and the table that prints."""
    values = [
        row["value"]
        for row in guarded["rows"]
        if row["measure"] == INCIDENTS and row["value"] is not None
    ]
    return Share(
        records=sum(1 for row in record_cells if row["incidents"]),
        guarded=sum(1 for cell in counts.cells if cell.series != ALONE),
        guarded_printed=len(values),
    )
