"""The command `miedza` with a trail that takes no entries: what a report costs without one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from service.audit import repository
from service.cli import app


def _add_nothing(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    pass


if __name__ == "__main__":
    repository.add_entries = _add_nothing
    app()
