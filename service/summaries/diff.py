"""What two vintages of a week say differently, cell by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from service.summaries.order import Row, in_order

# The tables that count the week's own records.
TABLES: Final = (
    "cells", "acts", "mentioned", "equipment_named", "held", "supply", "precision", "states",
)  # fmt: skip
DIMENSIONS: Final = (
    "series", "sector", "type", "by", "equipment", "held_by", "supplier", "supply_basis",
    "geometry_basis",
)  # fmt: skip

Document = Mapping[str, Any]
Key = tuple[tuple[str, str], ...]


def changed_cells(before: Document, after: Document, tables: Sequence[str] = TABLES) -> list[Row]:
    """Each number that is not what it was: table, dimensions, measure, `before` and `after`.

    A cell that one of the two does not list counts there as having no record: null.
    """
    return [row for table in tables for row in _changed_in(table, before, after)]


def _changed_in(table: str, before: Document, after: Document) -> list[Row]:
    old, new = _cells(before.get(table, ())), _cells(after.get(table, ()))
    # The members of a table are those of any of its rows, in the older or the newer document.
    rows = [
        {"table": table, **dict(key), "measure": measure, "before": was, "after": now}
        for key in {*old, *new}
        for measure, was, now in _differences(old.get(key, {}), new.get(key, {}))
    ]
    dimensions = [name for name in DIMENSIONS if all(name in row for row in rows)]
    return in_order(sorted(rows, key=lambda row: str(row["measure"])), dimensions)


def _cells(rows: Iterable[Row]) -> dict[Key, Row]:
    return {
        tuple((name, row[name]) for name in DIMENSIONS if name in row): {
            name: value
            for name, value in row.items()
            if name not in DIMENSIONS and name not in ("additive", "obs_status")
        }
        for row in rows
    }


def _differences(old: Row, new: Row) -> Iterator[tuple[str, Any, Any]]:
    for measure in {**old, **new}:
        was, now = old.get(measure), new.get(measure)
        if was != now:
            yield measure, was, now
