"""Where the public may see an incident: the cell that enough others share, else the sector.

Everything shown here follows from the cell or from the sector alone, never from the point in it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from geo.errors import FarFromBorder
from geo.grid import cell_centre
from geo.locate import locate
from service.models import IncidentRow
from service.projections.cells import CellShare, shown_by_cell
from service.projections.disclosure import first_day
from service.projections.guarded import Facts
from service.projections.shapes import Point, label_point

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

    @property
    def code(self) -> str | None:
        """The cell or the sectors that are named, as `publication` remembers them."""
        return self.cell or ",".join(self.sectors) or None


@dataclass(frozen=True, slots=True)
class Shown:
    """How the public last saw an incident; what it sees next is never finer."""

    decision: str
    place: str | None = None
    month_only: bool = False


def decide_place(incident: IncidentRow, before: Shown | None, cells: CellShare) -> PublicPlace:
    """The place to show; never finer than `before`, and never a second cell beside the first."""
    if before is not None and before.decision in ("sector", "none"):
        return _place_by_sector(incident, before)
    if may_show_cell(incident, before):
        cell = shown_by_cell(incident)
        by_cell = None if cell is None else _place_by_cell(cell)
        if cell is not None and by_cell is not None and cells.is_shared(cell, first_day(incident)):
            return by_cell
    return _place_by_sector(incident, None) if before is None else _coarsened(incident)


def may_show_cell(incident: Facts | IncidentRow, before: Shown | None) -> bool:
    """Whether a cell is still open to an incident: it was never public, or by this very cell.

    An incident that an edit moved into the next cell would be known to lie near their edge.
    """
    if before is None:
        return True
    return before.decision == "cell" and before.place == incident["cell"]


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


def _coarsened(incident: IncidentRow) -> PublicPlace:
    """The sector of the cell: to a reader who kept the cell, the true sector could narrow it."""
    cell = incident["cell"]
    by_cell = None if cell is None else _place_by_cell(cell)
    if by_cell is None or by_cell.sector is None:
        return replace(_place_by_sector(incident, None), decision=_AFTER_CELL)
    point = label_point(by_cell.sector)
    return replace(by_cell, decision=_AFTER_CELL, basis="sector", cell=None, side=None, point=point)


def _place_by_sector(incident: IncidentRow, before: Shown | None) -> PublicPlace:
    """The label point of the sector; several sectors and the whole border have no point."""
    sector, sectors = incident["sector"], tuple(incident["sectors"])
    if before is not None and before.decision == "none":
        named = set() if before.place is None else set(before.place.split(","))
        # What was one of several, or anywhere, may become one of more; never one of fewer.
        return PublicPlace("none", "none", sectors=sectors if named and named <= {*sectors} else ())
    if sector is None:
        return PublicPlace("none", "none", sectors=sectors)
    point = label_point(sector)
    if point is None:
        # A sector of a set that is not in force any more has no line to stand on.
        return PublicPlace("sector", "none", sectors=(sector,))
    return PublicPlace("sector", "sector", None, sector, (sector,), None, point)
