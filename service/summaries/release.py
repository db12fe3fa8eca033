"""The content of a release: what public records already show, and one guarded number per series.

Every figure but one is a count of rows of the public table, so that it tells nothing that the
records do not; sums of persons, attempts and items take in published claims alone, whose numbers
stand on a public page. The one other figure, what counts without being a public record, is a band.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from typing import Any, Final

import orjson

from service.audit.chain import Seal
from service.projections.policy import Policy
from service.projections.policy import document as policy_document
from service.summaries import figures
from service.summaries.calendar import periods_overlapping
from service.summaries.draft import heading
from service.summaries.order import Row, in_order
from service.summaries.rows import SERIES, TOTAL, Counted, UndatedCount

NOTES: Final = (
    "Sectors, types and kinds of equipment are those of the public records.",
    "A cell that is not listed has no public record; it does not say that nothing happened.",
    "Sums of persons, attempts and items take in published claims alone; `banded` records are in "
    "no sum, because their numbers are public only as bands.",
    "What counts without being a public record is one number for the whole border and week, given "
    "as an interval and counted once, for the vintage named beside it.",
    "Encampments are listed where a public record dates them to this week; others are not counted "
    "here.",
)
# What makes a vintage another document without making its content another.
_OF_THE_VINTAGE: Final = ("vintage", "released_at", "reason", "audit")
_NOT_SHOWN: Final = "not_shown_as_records"


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


def release_content(
    week: str,
    records: Sequence[Counted],
    states: Sequence[Counted],
    undated: Iterable[UndatedCount],
    policy: Policy,
) -> dict[str, Any]:
    """Everything a vintage says but for the guarded number; a pure function of public records."""
    return {
        **heading(week),
        "policy": policy_document(policy),
        "notes": list(NOTES),
        "cells": record_table(records),
        "mentioned": figures.mentioned_table(records),
        "equipment_named": equipment_table(records),
        "supply": figures.supply_table(records),
        "precision": figures.precision_table(records),
        "states": state_table(states),
        "undated": figures.undated_counts(periods_overlapping(week), undated),
    }


def record_table(records: Iterable[Counted]) -> list[Row]:
    """Public records by sector and type."""
    rows = [
        {
            "series": key.series,
            "sector": key.sector,
            "type": key.type,
            "additive": True,
            "incidents": tally.incidents,
            "banded": tally.banded,
            **tally.quantities(),
        }
        for key, tally in figures.tally_events(records).items()
        if key.equipment == TOTAL
    ]
    return in_order(rows, ("series", "sector", "type"))


def equipment_table(records: Iterable[Counted]) -> list[Row]:
    """Public records by the kinds they name, whoever held them; it does not add up."""
    counted: Counter[tuple[str, ...]] = Counter()
    for record in records:
        margins = ((record.sector, TOTAL), (record.type, TOTAL), set(record.kinds))
        counted.update(product(record.series, *margins))
    return figures.counted_rows(counted, ("series", "sector", "type", "equipment"), additive=False)


def state_table(states: Iterable[Counted]) -> list[Row]:
    counted: Counter[tuple[str, ...]] = Counter()
    for state in states:
        counted.update(product(state.series, (state.sector, TOTAL)))
    rows = figures.counted_rows(counted, ("series", "sector"), additive=True)
    return [
        {("encampments" if name == "incidents" else name): value for name, value in row.items()}
        for row in rows
    ]


def guarded_number(hidden: Mapping[str, int], policy: Policy, vintage: int) -> dict[str, Any]:
    """For each series the band of k values that holds the number of incidents not shown."""
    return {
        "counted_in_vintage": vintage,
        **{series: band(hidden[series], policy.table_min_incidents) for series in SERIES},
    }


def band(number: int, k: int) -> dict[str, int]:
    """The interval of k whole numbers in steps of k: 0-4, 5-9, ... for k = 5."""
    least = number // k * k
    return {"least": least, "most": least + k - 1}


def make_release(
    content: Mapping[str, Any],
    guarded: Mapping[str, Any],
    vintage: int,
    released_at: datetime,
    reason: str,
    head: Seal,
) -> Release:
    """The vintage as it is written for good; `head` pins the audit trail up to its release."""
    document = canonical(
        {
            **content,
            _NOT_SHOWN: guarded,
            "vintage": vintage,
            "released_at": released_at.astimezone(UTC).isoformat(timespec="seconds"),
            "reason": reason,
            "audit": {"seq": head.seq, "hash": head.hash},
        }
    )
    digest = sha256(document).hexdigest()
    return Release(content["week"], vintage, released_at, digest, document.decode())


def guarded_number_of(release: Release) -> dict[str, Any]:
    """The number that a vintage gave, for the next vintage to repeat.

    Two counts of the same week, taken before and after a record became public, would narrow each
    other; a later vintage therefore repeats the first one's.
    """
    number: dict[str, Any] = orjson.loads(release.document)[_NOT_SHOWN]
    return number


def says_the_same(release: Release, content: Mapping[str, Any]) -> bool:
    """Whether a vintage holds this content, whatever its number, date and reason."""
    released = orjson.loads(release.document)
    for member in (*_OF_THE_VINTAGE, _NOT_SHOWN):
        # Vintages from before the audit trail print no head.
        released.pop(member, None)
    return canonical(released) == canonical(content)


def canonical(document: Mapping[str, Any]) -> bytes:
    """One way to write a document: UTF-8, members sorted, no white space."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
