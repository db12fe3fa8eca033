"""The command `miedza` that notes no change of figures: what a report costs without the rollup."""

from sqlmodel import Session

from service.cli import app
from service.rollups import repository
from service.rollups.figures import Figures


def _add_nothing(session: Session, changed: Figures) -> None:
    pass


if __name__ == "__main__":
    repository.add_deltas = _add_nothing
    app()
