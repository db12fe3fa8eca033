"""Queries of the audit trail, and of what its entries bind: releases and reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, text
from sqlmodel import Session, col

from service.audit.chain import NO_SEAL, Recorded, Seal, microseconds_text
from service.audit.stored import (
    CHUNK,
    as_microseconds,
    as_number,
    as_text,
    entry_columns,
    is_postgres,
    recorded,
    text_of,
    walk,
)
from service.database import insert_rows
from service.models import AuditEntry, AuditSeal

_SEALER_LOCK = 0x6175_6469
_ADD = insert(AuditEntry.metadata.tables["audit_entry"])
_NEWEST = (
    select(col(AuditSeal.seq), col(AuditSeal.hash)).order_by(col(AuditSeal.seq).desc()).limit(1)
)
_BOTH = "FROM audit_entry LEFT JOIN audit_seal ON audit_seal.entry_id = audit_entry.id"
_UNSEALED = f"{_BOTH} WHERE audit_seal.entry_id IS NULL"
_SEALED_OR_NOT = f"SELECT audit_entry.id, audit_seal.seq IS NOT NULL {_BOTH}"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_FROM_ON = text(
    f"{_SEALED_OR_NOT} WHERE audit_entry.id > :after ORDER BY audit_entry.id LIMIT {CHUNK}"
)
_OF_THESE = text(f"{_SEALED_OR_NOT} WHERE audit_entry.id IN :ids").bindparams(_IDS)
_LEFT_BEHIND = text(
    f"SELECT audit_entry.id {_UNSEALED} AND audit_entry.id > :after "
    f"ORDER BY audit_entry.id LIMIT {CHUNK}"
)
_NEWEST_ID = text("SELECT coalesce(max(id), 0) FROM audit_entry")
_SEALED_FROM_ON = text("SELECT entry_id FROM audit_seal WHERE entry_id > :after")


def add_entries(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    if entries:
        session.connection().execute(_ADD, [dict(each) for each in entries])


# The chain.


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A seal as it is stored, and the entry that it names, if that is there."""

    seq: int
    hash: str | None
    entry: Recorded | None


def newest_seal(session: Session) -> Seal:
    """The end of the chain; `NO_SEAL` while it is empty."""
    row = session.execute(_NEWEST).one_or_none()
    return NO_SEAL if row is None else Seal(row[0], row[1])


def lock_sealer(session: Session) -> None:
    """One sealer at a time; SQLite's writer already holds its lock."""
    if is_postgres(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SEALER_LOCK})


def add_seals(session: Session, seals: Sequence[Mapping[str, Any]]) -> None:
    insert_rows(session, AuditSeal, seals)


def sealed_rows(session: Session, after: int | None = None) -> Iterator[SealedRow]:
    """The chain from its beginning, or from behind a number, read in chunks."""
    postgres = is_postgres(session)
    statement = (
        # Our own names, here and below.
        f"SELECT audit_seal.seq, {as_text('audit_seal.hash', postgres)}, {entry_columns(postgres)} "  # noqa: S608
        "FROM audit_seal LEFT JOIN audit_entry ON audit_entry.id = audit_seal.entry_id"
    )
    for seq, stored, *entry in walk(session, statement, "WHERE", "audit_seal.seq", after):
        yield SealedRow(seq, text_of(stored), None if entry[0] is None else recorded(entry))


def count_seals(session: Session) -> int:
    number: int = session.execute(text("SELECT count(*) FROM audit_seal")).scalar_one()
    return number


# What is not sealed yet.


def entries_after(connection: Connection, entry_id: int) -> list[tuple[int, bool]]:
    """Ids of later entries, in order and at most `CHUNK`, and whether each is sealed."""
    return [(row[0], bool(row[1])) for row in connection.execute(_FROM_ON, {"after": entry_id})]


def entries_of(connection: Connection, ids: Sequence[int]) -> list[tuple[int, bool]]:
    """Which of these ids are there, and whether each is sealed."""
    return [(row[0], bool(row[1])) for row in connection.execute(_OF_THESE, {"ids": ids})]


def unsealed_ids(connection: Connection, after: int) -> Sequence[int]:
    """Ids of entries without a seal, at most `CHUNK`: all later entries are looked through."""
    return connection.execute(_LEFT_BEHIND, {"after": after}).scalars().all()


def newest_entry_id(connection: Connection) -> int:
    newest: int = connection.execute(_NEWEST_ID).scalar_one()
    return newest


def sealed_after(connection: Connection, entry_id: int) -> set[int]:
    """Ids of later entries that are sealed."""
    return set(connection.execute(_SEALED_FROM_ON, {"after": entry_id}).scalars())


def unsealed_among(session: Session, ids: Sequence[int]) -> list[Recorded]:
    """Those of these entries that have no seal, in the order of their ids."""
    chosen = f"SELECT {entry_columns(is_postgres(session))} {_UNSEALED} AND audit_entry.id IN :ids"
    statement = text(f"{chosen} ORDER BY audit_entry.id").bindparams(_IDS)
    return [recorded(row) for row in session.execute(statement, {"ids": ids})]


def all_unsealed(session: Session) -> Iterator[Recorded]:
    """Entries without a seal, in the order of their ids."""
    statement = f"SELECT {entry_columns(is_postgres(session))} {_UNSEALED}"
    return map(recorded, walk(session, statement, "AND", "audit_entry.id"))


def first_entry(session: Session) -> Recorded | None:
    """The entry with the smallest id: from its instant on there is a trail."""
    columns = entry_columns(is_postgres(session))
    row = session.execute(
        text(f"SELECT {columns} FROM audit_entry ORDER BY id LIMIT 1")  # noqa: S608
    ).one_or_none()
    return None if row is None else recorded(row)


# What entries bind.


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A row of `weekly_release` as it is stored."""

    week: str | None
    vintage: int | None
    released_at: str | None
    released_by: str | None
    sha256: str | None
    document: str | None


def release_rows(session: Session) -> Iterator[ReleaseRow]:
    postgres = is_postgres(session)
    columns = (
        as_text("week", postgres),
        as_number("vintage", postgres),
        as_microseconds("released_at", postgres),
        *(as_text(name, postgres) for name in ("released_by", "sha256", "document")),
    )
    rows = session.execute(
        text(f"SELECT {', '.join(columns)} FROM weekly_release ORDER BY week, vintage"),  # noqa: S608
        execution_options={"yield_per": 50},
    )
    for week, vintage, released_at, *texts in rows:
        yield ReleaseRow(
            text_of(week), vintage, microseconds_text(released_at), *map(text_of, texts)
        )


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What an entry says of a report, as the report's row says it."""

    id: str | None
    submitted_by: str | None
    channel: str | None
    sha256: str | None


def report_rows(session: Session, ids: Sequence[str]) -> Iterator[ReportRow]:
    names = ("id", "submitted_by", "channel", "sha256")
    columns = ", ".join(as_text(name, is_postgres(session)) for name in names)
    statement = text(f"SELECT {columns} FROM report WHERE id IN :ids").bindparams(_IDS)  # noqa: S608
    for row in session.execute(statement, {"ids": ids}):
        yield ReportRow(*map(text_of, row))


def report_counts(session: Session) -> Iterator[tuple[str | None, str | None, int, int]]:
    """By sender and channel: all reports, and those received since the first audit entry."""
    postgres = is_postgres(session)
    since = "received_at >= (SELECT at FROM audit_entry ORDER BY id LIMIT 1)"
    statement = text(
        f"SELECT {as_text('submitted_by', postgres)}, {as_text('channel', postgres)}, "  # noqa: S608
        f"count(*), sum(CASE WHEN {since} THEN 1 ELSE 0 END) FROM report GROUP BY 1, 2"
    )
    for sender, channel, number, later in session.execute(statement):
        yield text_of(sender), text_of(channel), number, later


def photo_rows(
    session: Session, report_ids: Sequence[str]
) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Report, digest of what was sent and digest of what is kept, of photos that came."""
    names = ("report_id", "sha256", "stored_sha256")
    columns = ", ".join(as_text(name, is_postgres(session)) for name in names)
    statement = text(
        f"SELECT {columns} FROM report_photo "  # noqa: S608
        "WHERE report_id IN :ids AND stored_sha256 IS NOT NULL"
    ).bindparams(_IDS)
    for report_id, sent, kept in session.execute(statement, {"ids": report_ids}):
        yield text_of(report_id), text_of(sent), text_of(kept)


def count_photos(session: Session) -> int:
    statement = text("SELECT count(*) FROM report_photo WHERE stored_sha256 IS NOT NULL")
    return int(session.execute(statement).scalar_one())
