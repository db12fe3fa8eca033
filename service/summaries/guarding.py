"""The guarded table of the next vintage, and the proof that nobody can work out more from it."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Final

from sqlmodel import Session

from service.errors import ReleaseUnsafe
from service.summaries import members, repository
from service.summaries.order import Row
from service.summaries.rows import Counted, event_row
from service.summaries.vintage import GUARDED, Release

_PACKAGE: Final = "service.summaries.guarded"


def guarded_table(
    session: Session, week: str, k: int, vintages: Sequence[Release], counted: members.Members
) -> Row:
    """What counts without ever becoming a record, as far as it may print.

    `counted` are the records of the new vintage, by the ids of their incidents. The first vintage
    counts what is guarded, later ones repeat it as long as it printed anything. Raises
    `ReleaseUnsafe` if a number could be narrowed to fewer than `k` values by who knows all records
    and all earlier vintages.
    """
    earlier = [vintage for vintage in vintages if GUARDED in vintage.read()]
    tables = [vintage.read()[GUARDED] for vintage in earlier]
    protect, counts = _part("protect"), _part("counts")
    severe = counts.count_guarded(map(event_row, repository.severe_rows(session, week)))
    number = len(vintages) + 1
    if tables:
        table: Row = protect.protect_again(tables[-1], severe, k, number)
    else:
        table = protect.protect(severe, k, number)
    # What was printed under a looser rule stays printed: it cannot be held to a stricter one.
    held = min([k, *(each["k"] for each in tables)])
    _refuse_unsafe([*tables, table], held, _became_records(session, week, earlier, counted))
    return table


def _refuse_unsafe(tables: Sequence[Row], k: int, moved: Sequence[Iterable[Counted]]) -> None:
    findings = _part("check").check(tables, k, moved)
    if findings:
        problems = tuple(finding.as_problem(k) for finding in findings)
        raise ReleaseUnsafe("numbers that are no records could be worked out", problems)


def _became_records(
    session: Session, week: str, vintages: Sequence[Release], counted: members.Members
) -> list[list[Counted]]:
    """For each vintage, the new one last, its records that were severe when an earlier one counted.

    Only a sensitivity that two people lowered makes a record of a severe incident.
    """
    if not vintages:
        return [[]]
    shown = [members.members_of(session, week, vintage.vintage) for vintage in vintages]
    shown.append(counted)
    everyone = {key for each in shown for key in each}
    lowered = repository.lowered_since(session, everyone, vintages[0].released_at)
    rows = {row["id"]: event_row(row) for row in repository.full_rows(session, lowered)}
    return [[rows[key] for key in sorted(rows) if key in each] for each in shown]


def _part(name: str) -> Any:
    # By its name: it loads a solver, which a server that releases nothing need not hold.
    return import_module(f"{_PACKAGE}.{name}")
