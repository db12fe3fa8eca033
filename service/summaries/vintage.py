"""A vintage: the content of a release, made final, with its number, date, status and checksum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from service.audit.chain import Seal
from service.summaries.diff import changed_cells
from service.summaries.order import Row
from service.summaries.schedule import next_step
from service.weeks import local_day

# What makes a vintage another document without making its content another.
_OF_THE_VINTAGE: Final = (
    "vintage", "released_at", "schedule", "status", "next", "changes", "reason", "audit",
)  # fmt: skip
NOT_SHOWN: Final = "not_shown_as_records"
FINAL: Final = "final"


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """One vintage in the list of releases."""

    week: str
    vintage: int
    released_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Release(ReleaseEntry):
    """One vintage with its document, canonical JSON as it was written."""

    document: str

    def read(self) -> dict[str, Any]:
        content: dict[str, Any] = orjson.loads(self.document)
        return content


@dataclass(frozen=True, slots=True)
class Issue:
    """How a vintage comes to be: by which step, when, and why."""

    step: str
    at: datetime
    reason: str


def make_release(
    content: Mapping[str, Any],
    guarded: Mapping[str, Any],
    issue: Issue,
    head: Seal,
    before: Release | None = None,
    changes: Sequence[Row] = (),
) -> Release:
    """The vintage as it is written for good; `head` pins the audit trail up to its release."""
    vintage = 1 if before is None else before.vintage + 1
    earlier = None if before is None else before.read()
    final = issue.step == FINAL or is_final(earlier)
    document = canonical(
        {
            **content,
            NOT_SHOWN: guarded,
            "cells": _with_status(content["cells"], earlier, final),
            "changes": list(changes),
            "vintage": vintage,
            "released_at": issue.at.astimezone(UTC).isoformat(timespec="seconds"),
            "schedule": issue.step,
            "status": _status(vintage, final),
            "next": _next(content["week"], local_day(issue.at), final),
            "reason": issue.reason,
            "audit": {"seq": head.seq, "hash": head.hash},
        }
    )
    digest = sha256(document).hexdigest()
    return Release(content["week"], vintage, issue.at, digest, document.decode())


def is_final(document: Mapping[str, Any] | None) -> bool:
    """Whether the last scheduled release was made: what comes later is a revision of it."""
    return document is not None and (
        document.get("schedule") == FINAL or document.get("status") == FINAL
    )


def _status(vintage: int, final: bool) -> str:
    if final:
        return FINAL
    return "provisional" if vintage == 1 else "revised"


def _next(week: str, today: date, final: bool) -> Row | None:
    coming = None if final else next_step(week, today)
    return None if coming is None else {"schedule": coming[0], "on": coming[1].isoformat()}


def _with_status(cells: Sequence[Row], before: Mapping[str, Any] | None, final: bool) -> list[Row]:
    """Each cell with its status of SDMX: L no data, R revised, P provisional, A final."""
    changed = set() if before is None else {
        (cell["series"], cell["sector"], cell["type"])
        for cell in changed_cells(before, {"cells": cells}, ("cells",))
    }  # fmt: skip

    def status(cell: Row) -> str:
        if cell["incidents"] is None:
            return "L"
        if (cell["series"], cell["sector"], cell["type"]) in changed:
            return "R"
        return "A" if final else "P"

    return [{**cell, "obs_status": status(cell)} for cell in cells]


def guarded_number_of(release: Release) -> dict[str, Any]:
    """The number that a vintage gave, for the next vintage to repeat.

    Two counts of the same week, taken before and after a record became public, would narrow each
    other; a later vintage therefore repeats the first one's.
    """
    number: dict[str, Any] = release.read()[NOT_SHOWN]
    return number


def says_the_same(release: Release, content: Mapping[str, Any]) -> bool:
    """Whether a vintage holds this content, whatever its number, date and reason."""
    released = release.read()
    for member in (*_OF_THE_VINTAGE, NOT_SHOWN):
        released.pop(member, None)
    for cell in released["cells"]:
        cell.pop("obs_status", None)
    return canonical(released) == canonical(content)


def canonical(document: Mapping[str, Any]) -> bytes:
    """One way to write a document: UTF-8, members sorted, no white space."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
