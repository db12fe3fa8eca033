"""Columns as they are stored, past their types.

A byte that someone has changed must come to light as it is, and must not become the driver's
error. What a column cannot hold is None.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlmodel import Session

from service.audit.chain import Recorded, microseconds_text

CHUNK: Final = 5_000


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def as_text(name: str, postgres: bool) -> str:
    # SQLite keeps anything in any column, and its driver raises on text that is not UTF-8.
    return name if postgres else f"CASE WHEN typeof({name}) = 'text' THEN CAST({name} AS BLOB) END"


def as_number(name: str, postgres: bool) -> str:
    return name if postgres else f"CASE WHEN typeof({name}) = 'integer' THEN {name} END"


def as_microseconds(name: str, postgres: bool) -> str:
    if postgres:
        return f"CASE WHEN isfinite({name}) THEN (extract(epoch FROM {name}) * 1000000)::bigint END"
    return as_number(name, postgres)


def text_of(stored: str | bytes | None) -> str | None:
    """What a column selected by `as_text` holds."""
    if isinstance(stored, bytes):
        try:
            return stored.decode()
        except UnicodeDecodeError:
            return None
    return stored


def entry_columns(postgres: bool) -> str:
    """The columns that `recorded` reads."""
    texts = ("actor", "action", "subject", "details")
    return ", ".join(
        [
            "audit_entry.id",
            as_microseconds("audit_entry.at", postgres),
            *(as_text(f"audit_entry.{name}", postgres) for name in texts),
        ]
    )


def recorded(row: Sequence[Any]) -> Recorded:
    entry_id, at, *texts = row
    actor, action, subject, details = map(text_of, texts)
    return Recorded(entry_id, microseconds_text(at), actor, action, subject, details)


def json_object(written: str | None) -> dict[str, Any]:
    """A JSON object; an empty one for anything else, which then fits nothing."""
    try:
        found = orjson.loads(written or "")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def walk(
    session: Session, statement: str, joined_by: str, key: str, after: int | None = None
) -> Iterator[Sequence[Any]]:
    """Rows in the order of a whole number, which is their first column, chunk by chunk."""
    ordered = f"ORDER BY {key} LIMIT {CHUNK}"
    first, later = f"{statement} {ordered}", f"{statement} {joined_by} {key} > :after {ordered}"
    while True:
        question = text(first if after is None else later)
        rows = session.execute(question, {} if after is None else {"after": after}).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]
