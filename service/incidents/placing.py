"""From the way a source knew a place to kilometre, side and sector, for many rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from geo.errors import CoordinateInvalid, FarFromBorder, GeoError
from geo.grid import cell_codes
from geo.locate import locate_many
from geo.located import Located, LocatedMany
from geo.markers import marker_position
from geo.places import find_place
from geo.sector_files import sector_set
from service.errors import Problem
from service.reports.schemas import (
    BorderLocation,
    MarkerLocation,
    PlaceLocation,
    PointLocation,
    SectorLocation,
)

# What a position is worth when its accuracy was not sent: a phone's fix, a finger on a map.
DEFAULT_ACCURACY_M = {"gnss": 100.0, "map_pick": 500.0}
CELL_KM: Final = 10
# A place that is known less closely than the width of a cell cannot be said to lie in one.
CELL_UNCERTAINTY_M = 1000.0 * CELL_KM

ReportedLocation = PointLocation | MarkerLocation | PlaceLocation | SectorLocation | BorderLocation


@dataclass(slots=True)
class Placed:
    """The location columns of an incident."""

    location_method: str
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    cell: str | None = None
    marker: int | None = None
    place: str | None = None
    place_known: bool = True
    sectors: list[str] = field(default_factory=list)
    sector: str | None = None
    sector_shares: dict[str, float] = field(default_factory=dict)
    border_km: float | None = None
    border_distance_m: float | None = None
    side: str | None = None
    side_certain: bool | None = None


def place_reports(locations: Sequence[ReportedLocation]) -> list[Placed | Problem]:
    """Place each location; one that cannot be placed is its `Problem`, and stops no other."""
    answers: list[Placed | Problem] = [_place_without_geometry(location) for location in locations]
    pointed = [
        (index, answer)
        for index, answer in enumerate(answers)
        if isinstance(answer, Placed) and answer.lon is not None
    ]
    if pointed:
        located = locate_many(
            np.array([placed.lon for _, placed in pointed]),
            np.array([placed.lat for _, placed in pointed]),
            np.array([placed.uncertainty_m for _, placed in pointed]),
        )
        _measure(answers, pointed, located)
    return answers


def _place_without_geometry(location: ReportedLocation) -> Placed | Problem:
    match location:
        case PointLocation():
            accuracy = location.accuracy_m
            return Placed(
                location_method=location.method,
                lon=location.lon,
                lat=location.lat,
                uncertainty_m=DEFAULT_ACCURACY_M[location.method] if accuracy is None else accuracy,
            )
        case MarkerLocation():
            return _place_at_marker(location.marker)
        case PlaceLocation():
            return _place_by_name(location)
        case SectorLocation():
            return _place_in_sectors("sector", location.sectors)
        case BorderLocation():
            return Placed(location_method="border")


def _place_at_marker(marker: int) -> Placed | Problem:
    try:
        position = marker_position(marker)
    except GeoError as fault:
        return Problem("location.marker", str(fault))
    return Placed(
        location_method="border_marker",
        lon=position.lon,
        lat=position.lat,
        uncertainty_m=position.uncertainty_m,
        marker=marker,
    )


def _place_by_name(location: PlaceLocation) -> Placed | Problem:
    known = find_place(location.place)
    if known is None:
        placed = _place_in_sectors("place", location.sectors)
        if isinstance(placed, Placed):
            placed.place, placed.place_known = location.place, False
        return placed
    return Placed(
        location_method="place",
        lon=known.lon,
        lat=known.lat,
        uncertainty_m=known.uncertainty_m,
        place=known.name,
        sector=known.sector,
    )


def _place_in_sectors(method: str, stated: Sequence[str]) -> Placed | Problem:
    sectors = sector_set()
    codes: dict[str, None] = {}
    for code in stated:
        try:
            expanded = sectors.division(code) if code in sectors.divisions else (code,)
        except GeoError as fault:
            return Problem("location.sectors", str(fault))
        codes.update(dict.fromkeys(expanded))
    unknown = next((code for code in codes if code not in sectors.codes), None)
    if unknown is not None:
        return Problem(
            "location.sectors",
            "holds a code that is no sector",
            "one of " + ", ".join([*sectors.codes, *sectors.divisions]),
        )
    share = round(1 / len(codes), 4) if codes else 0.0
    return Placed(
        location_method=method,
        sectors=list(codes),
        sector=next(iter(codes)) if len(codes) == 1 else None,
        sector_shares=dict.fromkeys(codes, share),
    )


def _measure(
    answers: list[Placed | Problem],
    pointed: Sequence[tuple[int, Placed]],
    located: LocatedMany,
) -> None:
    accepted = []
    for row, (index, placed) in enumerate(pointed):
        fault = located.fault(row)
        if fault is None:
            accepted.append((placed, located.row(row)))
        else:
            answers[index] = _refused(fault)
    # Only now, because the grid holds no point outside Europe and would refuse all for one.
    cells = cell_codes(
        np.array([placed.lon for placed, _ in accepted], dtype=np.float64),
        np.array([placed.lat for placed, _ in accepted], dtype=np.float64),
        CELL_KM,
    )
    for (placed, found), cell in zip(accepted, cells.tolist(), strict=True):
        _fill(placed, found, cell)


def _fill(placed: Placed, found: Located, cell: str) -> None:
    known_closely = placed.uncertainty_m is not None and placed.uncertainty_m <= CELL_UNCERTAINTY_M
    placed.cell = cell if known_closely else None
    placed.border_km = found.border_km
    placed.border_distance_m = found.border_distance_m
    placed.side = found.side
    placed.side_certain = found.side_certain
    # The gazetteer may say which station a place belongs to; its word wins over geometry.
    placed.sector_shares = {placed.sector: 1.0} if placed.sector else found.shares
    placed.sector = placed.sector or found.sector
    placed.sectors = list(placed.sector_shares)


def _refused(fault: GeoError) -> Problem:
    if isinstance(fault, FarFromBorder):
        right = (
            "the two numbers look swapped: longitude (about 23) comes first, then latitude (52)"
            if fault.swapped
            else "a point within 50 km of the border; longitude first"
        )
        return Problem("location", str(fault), right)
    if isinstance(fault, CoordinateInvalid):
        return Problem(f"location.{fault.field}", fault.reason, fault.right)
    return Problem("location", str(fault))
