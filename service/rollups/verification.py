"""Recompute every figure from the incidents, and name what the rollup says otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from service.database import Database
from service.projections.full import counts_at_all
from service.rollups import repository
from service.rollups.figures import VERSION, FigureKey, Figures
from service.rollups.service import Progress, watched
from service.weeks import place_in_time


@dataclass(frozen=True, slots=True)
class Difference:
    """One number of one cell that the rollup keeps otherwise than the incidents say."""

    period: str
    sector: str
    type: str
    status: str
    measure: str
    kept: int
    counted: int


@dataclass(frozen=True, slots=True)
class Verification:
    """`made` is false while the rollup waits to be made: then there is nothing to compare."""

    made: bool
    incidents: int
    cells: int
    differences: tuple[Difference, ...]

    @property
    def is_right(self) -> bool:
        return self.made and not self.differences


def verify(database: Database, progress: Progress | None = None) -> Verification:
    """Compare the rollup with the incidents as one state of the database holds them."""
    with database.reading() as session:
        if repository.version(session) != VERSION:
            return Verification(False, 0, 0, ())
        kept = repository.all_figures(session)
        counted, number = _from_incidents(session, progress)
    cells = sorted(kept.keys() | counted.keys())
    found = [each for key in cells for each in _differences(key, kept, counted)]
    return Verification(True, number, len(cells), tuple(found))


def _from_incidents(session: Session, progress: Progress | None) -> tuple[Figures, int]:
    figures, total = Figures(), repository.count_incidents(session)
    for incident in watched(repository.incident_rows(session), total, progress):
        if counts_at_all(incident):
            figures.add(_as_counted(incident))
    return figures, total


def _as_counted(incident: Any) -> dict[str, Any]:
    week, undated = place_in_time(incident["occurred_from"], incident["occurred_to"])
    return {**incident, "week": week, "undated": undated, "items": incident["equipment"]}


def _differences(key: FigureKey, kept: Figures, counted: Figures) -> Iterator[Difference]:
    right = counted.numbers(key)
    for measure, number in kept.numbers(key).items():
        if number != right[measure]:
            yield Difference(*key, measure, number, right[measure])
