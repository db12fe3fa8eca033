"""The figures that are kept added up: noted with each change, folded by the worker, read whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from sqlmodel import Session

from service.database import Database
from service.rollups import repository
from service.rollups.figures import VERSION, Figures, Row

Progress = Callable[[int, int | None], None]
Each = TypeVar("Each")

# SQLite's other writers wait while a slice is folded: some hundredths of a second.
SLICE: Final = 20_000


def note_change(session: Session, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Add what a change of full rows changes of the figures, in the transaction that makes it."""
    changed = Figures()
    for row in before:
        changed.take(row)
    for row in after:
        changed.add(row)
    repository.add_deltas(session, changed)


def figures_between(session: Session, first: str, last: str) -> Figures:
    """Incidents and quantities of these ISO weeks, both included, by week, sector, type, status.

    Read from the rollup and what waits to be folded; while it is not made yet, from the rows.
    """
    if repository.version(session) == VERSION:
        return repository.figures_between(session, first, last)
    return _counted(repository.rows_between(session, first, last))


def figures_of_undated(session: Session, periods: Sequence[str]) -> Figures:
    """The same of incidents that have no week, under these months and years."""
    if repository.version(session) == VERSION:
        return repository.figures_of(session, periods)
    return _counted(repository.rows_without_week(session, periods))


def keep_up(database: Database) -> int:
    """Fold what waits; make the rollup first if there is none of this version. For the worker."""
    make_missing(database)
    with database.reading() as session:
        waits = repository.waits(session)
    return fold(database) if waits else 0


def fold(database: Database) -> int:
    """Fold all that waits, slice by slice; returns how many deltas there were."""
    folded = 0
    while True:
        with database.writing() as session:
            repository.hold(session)
            number = repository.fold(session, SLICE)
        folded += number
        if number < SLICE:
            return folded


def rebuild(database: Database, progress: Progress | None = None) -> None:
    """Make the rollup of all full rows, in one transaction.

    On PostgreSQL others go on writing: what they commit meanwhile is in neither the rows that are
    read nor the deltas that are dropped. On SQLite they wait.
    """
    with database.writing() as session:
        repository.hold(session)
        make(session, progress)


def make(session: Session, progress: Progress | None = None) -> None:
    """The same in a transaction of the caller's, who keeps others away."""
    total = repository.count_full(session)
    repository.clear(session)
    rows = watched(repository.full_rows(session), total, progress)
    repository.add_rollup(session, _counted(rows))
    repository.set_version(session, VERSION)


def make_missing(database: Database, progress: Progress | None = None) -> None:
    """Make the rollup if there is none of this version."""
    with database.reading() as session:
        made = repository.version(session) == VERSION
    if not made:
        rebuild(database, progress)


def watched(rows: Iterable[Each], total: int, progress: Progress | None) -> Iterator[Each]:
    """The same rows; `progress` is told now and then, and at the end, how many there were.

    Where there is none, nothing is told: a bar of nothing would only puzzle.
    """
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if progress is not None and number % repository.CHUNK == 0:
            progress(number, total)
    if progress is not None and number:
        progress(number, total)


def _counted(rows: Iterable[Row]) -> Figures:
    figures = Figures()
    for row in rows:
        figures.add(row)
    return figures
