"""Where the public may see an incident: the cell that enough others share, else the sector.

Everything shown here follows from the cell or from the sector alone, never from the point in it.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from geo.errors import FarFromBorder
from geo.grid import cell_centre
from geo.locate import locate
from geo.sector_files import sector_set
from service.models import IncidentRow
from service.projections.disclosure import first_day
from service.projections.policy import Policy
from service.projections.shapes import Point

# Half the diagonal of a 10 km cell, with the grid's distortion of a quarter of a percent here.
_CELL_REACH_M = 7_200.0
_COUNTRIES = ("pl", "by")

# What `publication` remembers of an incident that was shown by its cell and is not any more.
_AFTER_CELL = "sector_of_cell"


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """The place as the public may know it; `decision` is what later decisions go by."""

    decision: str
    basis: str
    cell: str | None = None
    sector: str | None = None
    sectors: tuple[str, ...] = ()
    side: str | None = None
    point: Point | None = None


class CellShare:
    """How many public incidents each cell holds within the policy's window."""

    def __init__(self, policy: Policy) -> None:
        self._least = policy.cell_min_incidents
        self._window = timedelta(weeks=policy.cell_window_weeks)
        self._days: defaultdict[str, list[date]] = defaultdict(list)
        self._unsorted: set[str] = set()

    def add(self, cell: str, day: date, number: int = 1) -> None:
        """Count incidents whose week, month or year begins on `day`."""
        self._days[cell] += [day] * number
        self._unsorted.add(cell)

    def is_shared(self, cell: str, day: date) -> bool:
        """Enough incidents in the weeks that end with this one's."""
        days = self._days[cell]
        if cell in self._unsorted:
            days.sort()
            self._unsorted.remove(cell)
        return bisect_right(days, day) - bisect_right(days, day - self._window) >= self._least


def decide_place(incident: IncidentRow, before: str | None, cells: CellShare) -> PublicPlace:
    """The place to show; never finer than `before`, the decision when it was last public."""
    cell = incident["cell"]
    by_cell = None if cell is None else _place_by_cell(cell)
    if cell is None or by_cell is None or before in ("sector", "none"):
        return _place_by_sector(incident, before)
    if before != _AFTER_CELL and cells.is_shared(cell, first_day(incident)):
        return by_cell
    if before is None:
        return _place_by_sector(incident, before)
    return _coarsened(by_cell)


@lru_cache(maxsize=4096)
def _place_by_cell(cell: str) -> PublicPlace | None:
    """The cell's centre, sector and side; None for a cell whose centre is too far to place."""
    centre = cell_centre(cell)
    try:
        found = locate(*centre, _CELL_REACH_M)
    except FarFromBorder:
        return None
    # A side that is certain for the whole cell tells nothing about the point in it.
    side = found.side if found.side_certain and found.side in _COUNTRIES else None
    return PublicPlace("cell", "cell", cell, found.sector, (found.sector,), side, centre)


def _coarsened(by_cell: PublicPlace) -> PublicPlace:
    """The sector of the cell: to a reader who kept the cell, the true sector could narrow it."""
    sector = by_cell.sector
    assert sector is not None  # noqa: S101  # Every cell that can be placed has one.
    point = sector_set().label_point(sector)
    return replace(by_cell, decision=_AFTER_CELL, basis="sector", cell=None, side=None, point=point)


def _place_by_sector(incident: IncidentRow, before: str | None) -> PublicPlace:
    """The label point of the sector; several sectors and the whole border have no point."""
    sector = incident["sector"]
    if sector is None:
        return PublicPlace("none", "none", sectors=tuple(incident["sectors"]))
    if before == "none":
        return PublicPlace("none", "none")
    point = sector_set().label_point(sector)
    return PublicPlace("sector", "sector", None, sector, (sector,), None, point)
