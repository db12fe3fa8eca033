"""The context lane: dated events beside the figures, which say nothing of causes.

Each change is a version of its own, and the newest one counts, unless it is a withdrawal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service import findings
from service.audit import service as audit
from service.context import repository
from service.context.dates import days_of
from service.context.schemas import VALUES, ContextValues
from service.cursors import AskedOf, Cursors, foreign_cursor
from service.database import Database
from service.errors import BodyInvalid, Missing, VersionStale
from service.ids import content_id
from service.models import ContextEntry

FIRST_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class ContextQuestion:
    """Which entries of the list are wanted; no kinds are all."""

    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ContextPage:
    rows: list[ContextEntry]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """Who writes a version, and why."""

    actor: str
    reason: str


def read_values(content: Mapping[str, Any]) -> ContextValues:
    """An entry as JSON has it, checked; raises `BodyInvalid`."""
    try:
        return VALUES.validate_python(content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise BodyInvalid("the entry cannot be accepted", findings.problems_of(found)) from None


def add(database: Database, values: ContextValues, deed: Deed) -> ContextEntry:
    """A new entry under a random id."""
    row = _version(str(uuid4()), FIRST_VERSION, values, deed)
    with database.writing() as session:
        _write(session, row, "context.added")
    return row


def add_known(database: Database, entries: Mapping[str, ContextValues], deed: Deed) -> int:
    """Entries by a name that lasts, each added once; returns how many are new.

    What staff made of an entry since, also its withdrawal, stays as it is.
    """
    rows = {
        named_id(name): _version(named_id(name), FIRST_VERSION, values, deed)
        for name, values in entries.items()
    }
    with database.writing() as session:
        known = repository.known_ids(session, sorted(rows))
        new = [row for entry_id, row in rows.items() if entry_id not in known]
        for row in new:
            _write(session, row, "context.added")
    return len(new)


def named_id(name: str) -> str:
    """The id of an entry that came from a file, under the name that the file gives it."""
    return content_id("context entry", sha256(name.encode()).hexdigest())


def edit(
    database: Database, entry_id: str, values: ContextValues, version: int, deed: Deed
) -> ContextEntry:
    """Write the next version; a withdrawn entry stands again by it.

    Raises `Missing`, and `VersionStale` when somebody changed it since it was read.
    """
    row = _version(entry_id, version + 1, values, deed)
    return _follow(database, row, "context.edited")


def withdraw(database: Database, entry_id: str, version: int, deed: Deed) -> ContextEntry:
    """Let an entry stand no more; raises `Missing` and `VersionStale` as `edit` does."""
    before = history(database, entry_id)[-1]
    changed = {
        "version": version + 1,
        "withdrawn": True,
        "actor": deed.actor,
        "at": datetime.now(UTC),
        "reason": deed.reason,
    }
    row = ContextEntry(**{**before.model_dump(), **changed})
    return _follow(database, row, "context.withdrawn")


def history(database: Database, entry_id: str) -> list[ContextEntry]:
    """Every version of an entry, the oldest first; raises `Missing`."""
    with database.reading() as session:
        return _versions(session, entry_id)


def list_entries(
    database: Database, cursors: Cursors, question: ContextQuestion, cursor: str | None, limit: int
) -> ContextPage:
    """A page of the entries that stand, by their first day."""
    asked = ("context", question)
    after = None if cursor is None else _position(cursors, asked, cursor)
    with database.reading() as session:
        rows = repository.page(
            session, question.kinds, question.first, question.last, after, limit + 1
        )
    shown = rows[:limit]
    if len(rows) <= limit:
        return ContextPage(shown, None)
    last = f"{shown[-1].first_day.isoformat()} {shown[-1].id}"
    return ContextPage(shown, cursors.seal(asked, last.encode()))


def entries_between(session: Session, first_day: date, last_day: date) -> list[dict[str, Any]]:
    """The entries that share a day with these, both included, for the release document."""
    rows: Sequence[ContextEntry] = repository.standing_between(session, first_day, last_day)
    return [
        {
            "date": row.dated,
            "date_precision": row.date_precision,
            "kind": row.kind,
            "titles": row.titles,
            "source": row.source,
        }
        for row in rows
    ]


def _follow(database: Database, row: ContextEntry, action: str) -> ContextEntry:
    """Write a version behind the one that it was made from."""
    try:
        with database.writing() as session:
            newest = _versions(session, row.id)[-1].version
            if newest != row.version - 1:
                raise VersionStale(f"it stands at version {newest} now")
            _write(session, row, action)
    except IntegrityError:
        raise VersionStale("it was changed meanwhile") from None
    return row


def _write(session: Session, row: ContextEntry, action: str) -> None:
    repository.add(session, row)
    audit.record(session, action, row.actor, row.id, {"version": row.version})


def _versions(session: Session, entry_id: str) -> list[ContextEntry]:
    rows = repository.versions(session, entry_id)
    if not rows:
        raise Missing("no entry has this id")
    return rows


def _version(entry_id: str, version: int, values: ContextValues, deed: Deed) -> ContextEntry:
    first, last = days_of(values.date, values.date_precision)
    return ContextEntry(
        id=entry_id,
        version=version,
        withdrawn=False,
        dated=values.date,
        date_precision=values.date_precision,
        first_day=first,
        last_day=last,
        kind=values.kind,
        titles=values.titles.named(),
        source=values.source,
        source_url=values.source_url,
        actor=deed.actor,
        at=datetime.now(UTC),
        reason=deed.reason,
    )


def _position(cursors: Cursors, asked: AskedOf, cursor: str) -> tuple[date, str]:
    day, _, entry_id = cursors.open(asked, cursor).decode(errors="replace").partition(" ")
    try:
        return date.fromisoformat(day), entry_id
    except ValueError:
        raise foreign_cursor() from None
