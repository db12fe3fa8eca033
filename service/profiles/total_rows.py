"""One row through a profile of totals: a total as JSON has it, or the reason why it is none."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from service.profiles.faults import RowRejected
from service.profiles.mapping import document_date
from service.profiles.rows import SourceRow
from service.profiles.times import read_dates
from service.profiles.totals import TotalColumns, TotalsProfile
from service.profiles.words import find_code, shortened, squeezed

_DAY = timedelta(days=1)
# Thousands may be set apart by a space, a comma or a point, as each language does it.
_VALUE = re.compile(r"(\D*?) ?(\d{1,3}(?:[ ,.]\d{3})+|\d{1,9})(\+?)", re.ASCII)


class _Cells:
    """The cells of a row by role."""

    def __init__(self, row: SourceRow, columns: TotalColumns) -> None:
        self._row = row
        self._columns = columns

    def column(self, role: str) -> str:
        return str(getattr(self._columns, role) or role)

    def text(self, role: str) -> str:
        return squeezed(self._row.cells.get(self.column(role), ""))

    def coded(self, role: str, words: Mapping[str, str]) -> str:
        """The code of a word; raises `RowRejected` for one that the profile does not know."""
        code = find_code(words, self.text(role))
        if code is None:
            known = ", ".join(words)
            raise RowRejected(self.column(role), "is not known to the profile", f"one of: {known}")
        return code

    def coded_or(self, role: str, words: Mapping[str, str], empty: str | None) -> str | None:
        return self.coded(role, words) if self.text(role) else empty


def map_total(row: SourceRow, profile: TotalsProfile) -> dict[str, Any]:
    """The total that a row tells; raises `RowRejected` where it tells none."""
    if row.problem:
        raise RowRejected(row.problem.field, row.problem.wrong, row.problem.right)
    cells = _Cells(row, profile.columns)
    first, to = _period(cells, profile)
    value, qualifier = _value(cells, profile)
    return {
        "claimant": cells.coded("claimant", profile.claimant.words),
        "measure": cells.coded("measure", profile.measure.words),
        "unit": cells.coded("unit", profile.unit.words),
        "area": _area(cells.coded("area", profile.area.words)),
        "from": first,
        "to": to,
        "day_basis": cells.coded_or("day_basis", profile.day_basis.words, "unknown"),
        "value": value,
        "qualifier": qualifier,
        "source": {
            "title": shortened(cells.text("title")) or None,
            "url": cells.text("url") or None,
            "document_date": document_date(cells.text("document_date")),
            "relayed_by": cells.coded_or("relayed_by", profile.relayed_by.words, None),
        },
        "stated": shortened(cells.text("stated")) or None,
    }


def _period(cells: _Cells, profile: TotalsProfile) -> tuple[date, date | None]:
    """First and last day; without an end the first cell stands for the whole of its period."""
    first = read_dates(cells.text("first"), cells.column("first"))
    end = cells.text("to")
    if end.casefold() in (word.casefold() for word in profile.period.open):
        return first.first, None
    last = read_dates(end, cells.column("to")) if end else first
    return first.first, last.after - _DAY


def _value(cells: _Cells, profile: TotalsProfile) -> tuple[int, str]:
    match = _VALUE.fullmatch(cells.text("value"))
    if match is None:
        raise RowRejected(cells.column("value"), "is not one number", "such as 206 or over 37,000")
    word, digits, more = match.groups()
    qualifier = find_code(profile.value.qualifiers, word) if word else "exact"
    if qualifier is None:
        known = ", ".join(profile.value.qualifiers) or "no word"
        raise RowRejected(
            cells.column("value"), "has a word that the profile does not know", f"one of: {known}"
        )
    return int(re.sub(r"\D", "", digits)), "at_least" if more and not word else qualifier


def _area(code: str) -> dict[str, str | None]:
    kind, _, named = code.partition(":")
    return {"type": kind, "code": named or None}
