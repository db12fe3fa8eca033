"""The command `miedza` that notes no change of figures: what a report costs without the rollup."""

from collections.abc import Iterable

from sqlmodel import Session

from service.cli import app
from service.rollups import service
from service.rollups.figures import Row


def _note_nothing(session: Session, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Neither computed nor written."""


if __name__ == "__main__":
    service.note_change = _note_nothing
    app()
