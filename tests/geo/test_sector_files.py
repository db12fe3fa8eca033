"""Another set of sectors is read from a file, or refused with line, column and reason."""

from datetime import date
from pathlib import Path

import pytest

from geo.data import read_text
from geo.errors import SectorSetInvalid
from geo.sector_files import load_sectors, parse_sectors, sector_set

GOOD = """version,valid_from,valid_to,code,name_pl,division,km_from,km_to,basis
test,2026-01-01,2026-12-31,NORTH,Północ,UPPER,0,100.5,official
test,2026-01-01,2026-12-31,SOUTH,Południe,LOWER,100.5,420.73,midpoint
"""


def test_the_bundled_file_is_the_bundled_set() -> None:
    assert parse_sectors(read_text("sectors.csv")) == sector_set()


def test_a_small_set_is_read() -> None:
    found = parse_sectors(GOOD)

    assert found.codes == ("NORTH", "SOUTH")
    assert (found.version, found.valid_to) == ("test", date(2026, 12, 31))
    assert found.sector_at(100.5) == "SOUTH"
    assert found.sectors[0].station is None


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sectors.csv"
    path.write_text(GOOD, encoding="utf-8-sig")

    assert load_sectors(path) == parse_sectors(GOOD)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sectors.csv"
    path.write_bytes(GOOD.encode("cp1250"))

    with pytest.raises(SectorSetInvalid, match="UTF-8"):
        load_sectors(path)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "reason"),
    [
        ("LOWER,100.5", "LOWER,101", 3, "km_from", "gap"),
        ("LOWER,100.5", "LOWER,100", 3, "km_from", "overlaps"),
        ("UPPER,0,", "UPPER,1,", 2, "km_from", "must be 0.00"),
        ("420.73", "420", 3, "km_to", "420.73"),
        ("420.73", "500", 3, "km_to", "420.73"),
        ("0,100.5", "0,0", 2, "km_to", "greater than km_from"),
        ("100.5,official", "nan,official", 2, "km_to", "number"),
        ("100.5,official", "much,official", 2, "km_to", "number"),
        ("official", "guess", 2, "basis", "one of"),
        ("SOUTH", "NORTH", 3, "code", "twice"),
        ("SOUTH", "sud", 3, "code", "capital"),
        ("Południe", "", 3, "name_pl", "empty"),
        ("SOUTH,Południe,LOWER", "SOUTH,Południe,", 3, "division", "capital"),
        ("test,2026-01-01,2026-12-31,S", "other,2026-01-01,2026-12-31,S", 3, "version", "same"),
        ("test,2026-01-01,2026-12-31,S", "test,2026-01-01,,S", 3, "valid_to", "same"),
        ("midpoint\n", "midpoint,extra\n", 3, "row", "more cells"),
        ("basis\n", "basis,colour\n", 1, "header", "unknown column"),
        (",basis\n", "\n", 1, "basis", "missing"),
        ("Północ", '"Północ', 3, "row", "not CSV"),
    ],
)
def test_a_bad_set_is_refused_with_line_column_and_reason(
    old: str, new: str, line: int, column: str, reason: str
) -> None:
    with pytest.raises(SectorSetInvalid, match=reason) as caught:
        parse_sectors(GOOD.replace(old, new, 1))

    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_bad_date_is_refused() -> None:
    with pytest.raises(SectorSetInvalid, match="2026-01-31"):
        parse_sectors(GOOD.replace("2026-01-01", "1.1.2026"))


def test_a_station_needs_both_numbers() -> None:
    header, *rows = GOOD.replace("basis", "basis,station_lon,station_lat").splitlines()
    text = "\n".join([header, rows[0] + ",23.5,", rows[1] + ",,"])

    with pytest.raises(SectorSetInvalid) as caught:
        parse_sectors(text)
    assert caught.value.column == "station_lat"


@pytest.mark.parametrize("text", ["", GOOD.splitlines()[0]])
def test_a_file_without_sectors_is_refused(text: str) -> None:
    with pytest.raises(SectorSetInvalid):
        parse_sectors(text)
