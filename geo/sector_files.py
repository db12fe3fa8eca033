"""Reading a set of sectors from a CSV file, and saying clearly what is wrong with it."""

import csv
import io
import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from geo.border import border_line
from geo.data import read_text
from geo.errors import SectorSetInvalid
from geo.sectors import Sector, SectorSet

REQUIRED = ("version", "valid_from", "code", "name_pl", "division", "km_from", "km_to", "basis")
OPTIONAL = ("valid_to", "name_be", "station_lon", "station_lat", "source")
BASES = ("official", "gmina", "marks", "midpoint")

CODE = re.compile(r"[A-Z][A-Z0-9_]{1,15}")

# The last limit is written to 10 m, the border is measured to 1 m.
END_TOLERANCE_KM = 0.01


@cache
def sector_set() -> SectorSet:
    """Return the set that travels with the package.

    Returns
    -------
    SectorSet
        The 20 Border Guard stations.

    Examples
    --------
    >>> sector_set().codes[:3]
    ('PLA', 'LIP', 'NDW')
    """
    return parse_sectors(read_text("sectors.csv"))


def load_sectors(path: Path) -> SectorSet:
    """Read a set of sectors from a file.

    Parameters
    ----------
    path : pathlib.Path
        CSV in UTF-8, one sector a row from north to south, with the columns `REQUIRED` and any
        of `OPTIONAL`; `version`, `valid_from` and `valid_to` are the same in each row.

    Returns
    -------
    SectorSet

    Raises
    ------
    SectorSetInvalid
        With line, column and reason.

    Examples
    --------
    >>> path = Path(__file__).parent / "data" / "sectors.csv"
    >>> load_sectors(path) == sector_set()
    True
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SectorSetInvalid(1, "version", "the file must be UTF-8") from fault
    return parse_sectors(text)


def parse_sectors(text: str) -> SectorSet:
    """Read a set of sectors from CSV text.

    Parameters
    ----------
    text : str
        As `load_sectors` reads it from a file.

    Returns
    -------
    SectorSet

    Raises
    ------
    SectorSetInvalid
        With line, column and reason.
    """
    rows = _rows(text)
    sectors: list[Sector] = []
    for row in rows:
        sectors.append(row.sector())
        _check_place(row, sectors)
    _check_end(rows[-1], sectors[-1])
    for row in rows[1:]:
        row.check_same_set(rows[0])
    return SectorSet(
        version=rows[0].text("version"),
        valid_from=rows[0].day("valid_from"),
        valid_to=rows[0].day("valid_to") if rows[0].cell("valid_to") else None,
        sectors=tuple(sectors),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sector file, whose cells are read with a check."""

    line: int
    cells: dict[str, str | None]

    def wrong(self, column: str, reason: str) -> SectorSetInvalid:
        """Return the fault of a cell."""
        return SectorSetInvalid(self.line, column, reason)

    def cell(self, column: str) -> str:
        """Return a cell's text, which may be empty."""
        return (self.cells.get(column) or "").strip()

    def text(self, column: str) -> str:
        """Return a cell's text, which must be there."""
        if not self.cell(column):
            raise self.wrong(column, "is empty")
        return self.cell(column)

    def code(self, column: str) -> str:
        """Return a code in capital ASCII letters."""
        if not CODE.fullmatch(self.cell(column)):
            raise self.wrong(column, "must be 2 to 16 capital letters A to Z, digits or _")
        return self.cell(column)

    def number(self, column: str) -> float:
        """Return a finite number."""
        try:
            number = float(self.cell(column))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(column, "must be a number with a decimal point")
        return number

    def day(self, column: str) -> date:
        """Return a date."""
        try:
            return date.fromisoformat(self.cell(column))
        except ValueError as fault:
            raise self.wrong(column, "must be a date such as 2026-01-31") from fault

    def station(self) -> tuple[float, float] | None:
        """Return where the station stands, if the file says it."""
        if not (self.cell("station_lon") or self.cell("station_lat")):
            return None
        return self.number("station_lon"), self.number("station_lat")

    def sector(self) -> Sector:
        """Return the row as a sector."""
        if self.cell("basis") not in BASES:
            raise self.wrong("basis", f"must be one of {', '.join(BASES)}")
        return Sector(
            code=self.code("code"),
            name=self.text("name_pl"),
            name_be=self.cell("name_be"),
            division=self.code("division"),
            km_from=self.number("km_from"),
            km_to=self.number("km_to"),
            basis=self.cell("basis"),
            source=self.cell("source"),
            station=self.station(),
        )

    def check_same_set(self, first: "_Row") -> None:
        """Refuse a row of another set."""
        for column in ("version", "valid_from", "valid_to"):
            if self.cell(column) != first.cell(column):
                raise self.wrong(column, "must be the same in each row")


def _rows(text: str) -> list[_Row]:
    """Return the rows of a file whose columns are known."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = reader.fieldnames or []
        for column in columns:
            if column not in REQUIRED + OPTIONAL:
                known = ", ".join(REQUIRED + OPTIONAL)
                raise SectorSetInvalid(1, "header", f"holds an unknown column; known are {known}")
        for column in REQUIRED:
            if column not in columns:
                raise SectorSetInvalid(1, column, "is missing")
        rows = [_Row(reader.line_num, cells) for cells in reader]
    except csv.Error as fault:
        raise SectorSetInvalid(reader.reader.line_num, "row", "is not CSV") from fault
    for row in rows:
        if None in row.cells:
            raise row.wrong("row", "has more cells than the header")
    if not rows:
        raise SectorSetInvalid(1, "code", "the file holds no sector")
    return rows


def _check_place(row: _Row, sectors: list[Sector]) -> None:
    """Refuse a sector that does not begin where the one before it ends."""
    *before, sector = sectors
    if sector.code in {known.code for known in before}:
        raise row.wrong("code", "stands in the file twice")
    expected = before[-1].km_to if before else 0.0
    if sector.km_from > expected:
        raise row.wrong("km_from", f"leaves a gap; it must be {expected:.2f}")
    if sector.km_from < expected:
        raise row.wrong("km_from", f"overlaps the sector before; it must be {expected:.2f}")
    if sector.km_to <= sector.km_from:
        raise row.wrong("km_to", "must be greater than km_from")


def _check_end(row: _Row, last: Sector) -> None:
    """Refuse a set that ends before the border does, or after it."""
    length_km = border_line().length_km
    if abs(last.km_to - length_km) > END_TOLERANCE_KM:
        raise row.wrong("km_to", f"must be {length_km:.2f}, where the border ends")
