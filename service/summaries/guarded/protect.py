"""From the true counts of a week to the member `guarded` of its release."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.summaries.guarded.amounts import AmountChoice, choose_amounts
from service.summaries.guarded.choice import Choice, choose
from service.summaries.guarded.counts import (
    AMOUNTS,
    HEADLINE,
    INCIDENTS,
    MEASURES,
    REPORTED,
    Cell,
    GuardedCounts,
)
from service.summaries.guarded.system import System, statements_of
from service.summaries.order import Row, in_order
from service.summaries.rows import TOTAL

# SDMX: the status of a value as to confidentiality.
FREE: Final = "F"
CONFIDENTIAL: Final = "C"
_SERIES: Final = (HEADLINE, REPORTED)


def protect(counts: GuardedCounts, k: int, vintage: int = 1) -> dict[str, Any]:
    """The table as it prints, with what a reader can work out of each number that does not.

    Which rows are there depends on printed numbers alone; a cell without a row is not printed.
    """
    choice = choose(counts, k)
    rows = _with_intervals([*_incident_rows(choice, counts), *_amount_rows(choice, counts)], counts)
    in_measures = sorted(rows, key=lambda row: MEASURES.index(row["measure"]))
    return {
        "counted_in_vintage": vintage,
        "k": k,
        "rows": in_order(in_measures, ("series", "sector", "type")),
    }


def protect_again(
    before: Mapping[str, Any], counts: GuardedCounts, k: int, vintage: int
) -> dict[str, Any]:
    """The table of a later vintage: the earlier one, or a new count where that printed nothing.

    Two counts that print would tell what came between them. One that printed nothing said only
    that there were fewer than k in all, which leaves k values of it, and of what came since.
    """
    if prints(before):
        return dict(before)
    again = protect(counts, k, vintage)
    return again if prints(again) else dict(before)


def prints(table: Mapping[str, Any]) -> bool:
    return any(row["value"] is not None for row in table["rows"])


def _with_intervals(rows: list[Row], counts: GuardedCounts) -> list[Row]:
    """Beside each number that does not print, all that the printed ones tell of it."""
    systems = {
        measure: System(statements_of(rows, measure), counts.sectors, counts.types)
        for measure in MEASURES
    }
    return [
        row if row["value"] is not None else _with_interval(row, systems[row["measure"]])
        for row in rows
    ]


def _with_interval(row: Row, system: System) -> Row:
    least, most = system.interval(Cell(row["series"], row["sector"], row["type"]))
    return {**row, "least": least, "most": most}


def _incident_rows(choice: Choice, counts: GuardedCounts) -> Iterator[Row]:
    span = None if choice.headline is not None else choice.span
    small = None if choice.reported is not None else (0, choice.k - 1)
    yield _row(HEADLINE, TOTAL, TOTAL, INCIDENTS, choice.headline, span)
    yield _row(REPORTED, TOTAL, TOTAL, INCIDENTS, choice.reported, small)
    for sector, type_ in _margin_places(counts):
        column = choice.column(sector, type_)
        yield _row(HEADLINE, sector, type_, INCIDENTS, column.headline)
        yield _row(REPORTED, sector, type_, INCIDENTS, column.reported)
    for place, number in choice.cells.items():
        yield _row(REPORTED, *place, INCIDENTS, number)


def _amount_rows(choice: Choice, counts: GuardedCounts) -> Iterator[Row]:
    """A row for each printed count of incidents but for those of cells within the table."""
    for measure in AMOUNTS:
        amounts = choose_amounts(counts, choice, measure)
        if choice.reported is not None:
            yield _row(REPORTED, TOTAL, TOTAL, measure, amounts.reported)
        if choice.headline is not None:
            yield _row(HEADLINE, TOTAL, TOTAL, measure, amounts.headline)
        yield from _amount_margins(choice, amounts, counts, measure)


def _amount_margins(
    choice: Choice, amounts: AmountChoice, counts: GuardedCounts, measure: str
) -> Iterator[Row]:
    for sector, type_ in _margin_places(counts):
        incidents, column = choice.column(sector, type_), amounts.column(sector, type_)
        if incidents.reported is not None:
            yield _row(REPORTED, sector, type_, measure, column.reported)
        if incidents.headline is not None:
            yield _row(HEADLINE, sector, type_, measure, column.headline)


def _margin_places(counts: GuardedCounts) -> Iterator[tuple[str, str]]:
    yield from ((TOTAL, type_) for type_ in counts.types)
    yield from ((sector, TOTAL) for sector in counts.sectors)


def _row(
    series: str,
    sector: str,
    type_: str,
    measure: str,
    value: int | None,
    span: tuple[int, int] | None = None,
) -> Row:
    least, most = span or (value, value)
    return {
        "series": series,
        "sector": sector,
        "type": type_,
        "measure": measure,
        "value": value,
        "least": least,
        "most": most,
        "conf_status": CONFIDENTIAL if value is None else FREE,
    }
