"""The chain as lines of JSON, from which anyone can recompute it by docs/audit.md."""

from collections.abc import Callable, Iterator

import orjson

from service.audit import repository
from service.audit.repository import SealedRow
from service.audit.stored import CHUNK
from service.database import Database
from service.errors import Missing

Progress = Callable[[int, int], None]


def export_lines(
    database: Database, after: int = 0, progress: Progress | None = None
) -> Iterator[bytes]:
    """One line per sealed entry behind the number `after`; the texts are those that are hashed.

    Raises `Missing` for a damaged seal, which has no line; `verify` says what happened to it.
    """
    with database.reading() as session:
        last = repository.newest_seal(session).seq
        for row in repository.sealed_rows(session, after):
            yield _line(row)
            if progress and row.seq % CHUNK == 0:
                progress(row.seq - after, last - after)
        if progress and last > after:
            progress(last - after, last - after)


def _line(row: SealedRow) -> bytes:
    entry = row.entry
    if entry is None or row.hash is None or any(entry.unusable()):
        raise Missing(f"the entry of seal {row.seq} is damaged: run `miedza audit verify`")
    document = {
        "seq": row.seq,
        "hash": row.hash,
        "id": entry.id,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
    }
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
