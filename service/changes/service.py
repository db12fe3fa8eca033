"""The sequence of public changes, from any number on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from service.changes import repository
from service.database import Database
from service.errors import Problem, QueryInvalid


@dataclass(frozen=True, slots=True)
class Asked:
    """From which number on, of which sequence, and how many at most."""

    since: int
    limit: int
    sequence: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One public record that came or changed, with its stored text, or left."""

    seq: int
    public_id: str
    feature: bytes | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What came next; `complete` when there was nothing more at that moment."""

    items: list[Change]
    next: int
    complete: bool


@contextmanager
def reading_changes(
    database: Database, asked: Asked
) -> Iterator[tuple[int, str, Callable[[], Changes]]]:
    """The newest number, the name of the sequence, and the changes, once they are wanted.

    Raises `QueryInvalid` for a number that this sequence has not reached.
    """
    with database.reading() as session:
        revision, sequence = repository.newest(session)
        _refuse_foreign(asked, revision, sequence)
        yield revision, sequence, lambda: _read(session, asked)


def _read(session: Session, asked: Asked) -> Changes:
    rows = repository.changes_after(session, asked.since, asked.limit + 1)
    items = [
        Change(seq, public_id, None if withdrawn or feature is None else feature.encode())
        for seq, public_id, withdrawn, feature in rows[: asked.limit]
    ]
    last = items[-1].seq if items else asked.since
    return Changes(items, last, complete=len(rows) <= asked.limit)


def _refuse_foreign(asked: Asked, revision: int, sequence: str) -> None:
    right = "0, after the copy was emptied: everything public comes again"
    if asked.since and asked.sequence is not None and asked.sequence != sequence:
        wrong = "is a number of another sequence: the database was restored or made anew"
        raise QueryInvalid(f"`since` {wrong}; begin from 0", (Problem("since", wrong, right),))
    if asked.since > revision:
        wrong = "is above the newest number, so it comes from another database"
        raise QueryInvalid(f"`since` {wrong}; begin from 0", (Problem("since", wrong, right),))
