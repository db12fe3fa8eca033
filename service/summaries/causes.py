"""Why a number of a week is another one than in the vintage before.

Staff see the cause itself. The public sees a class that tells no more of a record than the records
do: that one has left, but not whether its source withdrew it, it was merged, or it was rejected.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.summaries.order import Row
from service.summaries.rows import TOTAL, Counted

LATE_REPORT: Final = "late_report"
CORRECTION: Final = "correction"
MERGE: Final = "merge"
WITHDRAWAL: Final = "withdrawal"
GRADING: Final = "grading"
# A delay has passed, or the rules have changed.
DISCLOSURE: Final = "disclosure"
EFFORT: Final = "effort"
LEFT: Final = "left"

_GRADED: Final = frozenset({"grade", "status"})
_MERGED: Final = frozenset({"reports", "merged_into"})


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of an incident since the vintage before; `fields` are those its history names."""

    is_new: bool
    status: str
    is_merged: bool
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """An incident that counts in a week otherwise than before: None where it does not count."""

    incident_id: str
    before: Counted | None
    after: Counted | None
    cause: str


def moves(
    before: Mapping[str, Counted], after: Mapping[str, Counted], happened: Mapping[str, Happened]
) -> list[Move]:
    """Each incident that counts otherwise, by its id, with the cause."""
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            found.append(Move(key, old, new, cause_of(old, new, happened[key])))
    return found


def cause_of(before: Counted | None, after: Counted | None, happened: Happened) -> str:
    if after is None and happened.status == "withdrawn":
        return WITHDRAWAL
    if happened.is_merged or happened.fields & _MERGED:
        return MERGE
    if before is None and happened.is_new:
        return LATE_REPORT
    if happened.fields & _GRADED:
        return GRADING
    return CORRECTION if happened.fields else DISCLOSURE


def public_class(move: Move) -> str:
    """The class that everyone may read; see the policy on what is not shown on purpose."""
    if move.after is None:
        return LEFT
    return CORRECTION if move.cause == MERGE else move.cause


def explained(cells: Iterable[Row], moved: Sequence[Move], *, exact: bool = False) -> list[Row]:
    """Changed cells, each with the classes of the incidents that changed it."""
    return [{**cell, "classes": _classes(cell, moved, exact=exact)} for cell in cells]


def _classes(cell: Row, moved: Iterable[Move], *, exact: bool) -> list[str]:
    found = {
        move.cause if exact else public_class(move)
        for move in moved
        for counted in (move.before, move.after)
        if counted is not None and _stands_in(counted, cell)
    }
    # A zero that became known, or is known no more, is no incident's doing.
    return sorted(found) or [EFFORT]


def _stands_in(counted: Counted, cell: Row) -> bool:
    may_be: Mapping[str, Collection[str | None]] = {
        "series": counted.series,
        "sector": (counted.sector, TOTAL),
        "type": (counted.type, TOTAL, *counted.also),
        "by": (counted.by,),
        "supplier": (counted.supplier,),
        "geometry_basis": (counted.geometry_basis,),
    }
    return all(cell[name] in codes for name, codes in may_be.items() if name in cell)
