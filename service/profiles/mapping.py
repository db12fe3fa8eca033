"""One row through a profile: a report, and what in the row the profile did not know."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.profiles.cells import Cells
from service.profiles.counts import read_cells
from service.profiles.draft import Draft, draft_of
from service.profiles.faults import RowRejected
from service.profiles.locations import location
from service.profiles.profile import Profile, Stated
from service.profiles.rows import SourceRow
from service.profiles.rules import apply_rules
from service.profiles.times import occurred
from service.profiles.words import shortened
from service.vocabulary import main_type_rank

_ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_AT_LEAST_ONE = {"low": 1, "high": None, "qualifier": "at_least"}
_MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class MappedRow:
    """`report` is a report as JSON has it; `unknown_values` are (column, value) not understood."""

    report: dict[str, Any]
    unknown_values: list[tuple[str, str]]


def map_row(row: SourceRow, profile: Profile) -> MappedRow:
    """The report that a row tells; raises `RowRejected` where it cannot become one."""
    if row.problem:
        raise RowRejected(row.problem.field, row.problem.wrong, row.problem.right)
    cells = Cells(row, profile.columns)
    when = occurred(cells, profile.time)
    draft = draft_of(cells, profile)
    apply_rules(draft, cells, profile)
    where = location(cells, profile.location)
    persons = read_cells(cells, "persons", draft.not_counted)
    attempts = read_cells(cells, "attempts", draft.not_counted)
    source = _source(cells, draft)
    report = {
        "occurred": when,
        "location": where,
        **_acts(draft),
        "equipment": [
            {"kind": item.kind, "count": item.count, "state": item.state, "by": item.by}
            for item in draft.items
        ],
        "supply": draft.supply,
        "persons": persons,
        "attempts": attempts,
        "casualties": _casualties(draft, persons),
        "outcome": draft.outcome,
        "source": source,
        "stated": _stated(cells, draft, profile.stated),
    }
    return MappedRow(report, cells.unknown)


def _acts(draft: Draft) -> dict[str, Any]:
    """The main type by precedence and the further ones; `other` only where nothing else fits."""
    told = [act for act in draft.acts if act != "other"] or list(draft.acts)
    main, *also = sorted(told, key=main_type_rank)
    return {
        "type": main,
        "by": draft.acts[main],
        "also": [{"type": act, "by": draft.acts[act]} for act in also],
    }


def _casualties(draft: Draft, persons: dict[str, Any] | None) -> list[dict[str, Any]]:
    several = persons is not None and persons["low"] != 0
    return [
        {
            "harm": harmed.harm,
            "who": harmed.who,
            **(persons if persons and several and harmed.count == "persons" else _AT_LEAST_ONE),
        }
        for harmed in draft.casualties
    ]


def _source(cells: Cells, draft: Draft) -> dict[str, Any]:
    return {
        "type": draft.claimant,
        "relayed_by": draft.relayed_by,
        "title": shortened(cells.text("title")) or None,
        "url": _url(cells),
        "document_date": document_date(cells.text("document_date")),
    }


def _url(cells: Cells) -> str | None:
    text = cells.text("url")
    if text.lower().startswith(("http://", "https://")) and len(text) <= _MAX_URL:
        return text
    if text:
        cells.note_unknown("url", text)
    return None


def document_date(text: str) -> str | None:
    """The first whole date in a cell, which may be a title that ends with one."""
    for match in _ISO_DAY.findall(text):
        try:
            return date.fromisoformat(match).isoformat()
        except ValueError:
            continue
    return None


def _stated(cells: Cells, draft: Draft, stated: Stated) -> dict[str, str | None]:
    """The source's own few words, and with them what the profile could not put into codes."""
    shown = {*stated.when, *stated.where, *stated.what}
    kept = [(column, cells.named(column)) for column in draft.not_counted]
    kept += [(column, value) for column, value in cells.unknown if column not in shown]
    return {
        "when": _joined(", ", [cells.named(column) for column in stated.when]),
        "where": _joined(", ", [cells.named(column) for column in stated.where]),
        "what": _joined(
            "; ",
            [cells.named(column) for column in stated.what]
            + [f"{column}: {value}" for column, value in kept if value],
        ),
    }


def _joined(mark: str, texts: list[str]) -> str | None:
    return shortened(mark.join(text for text in texts if text)) or None
