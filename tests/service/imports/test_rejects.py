"""The rejects file: complete, readable, harmless, and written only when it is needed."""

import csv
from pathlib import Path

import pytest

from service.errors import InputInvalid, Problem
from service.imports.rejects import RejectsFile
from service.profiles import SourceRow

BAD_DAY = Problem("day", "is not a date", "YYYY-MM-DD")
SOURCE = Path("rows.csv")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reject(path: Path, *rows: SourceRow, problems: tuple[Problem, ...] = (BAD_DAY,)) -> None:
    with RejectsFile(path, source=SOURCE) as bad_rows:
        for row in rows:
            bad_rows.add(row, problems)


def test_a_bad_row_stands_there_with_its_number_field_reason_and_what_would_be_right(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(7, {"day": "soon", "where": "Białowieża"}))

    (row,) = read(path)
    assert row == {
        "row": "7",
        "field": "day",
        "reason": "is not a date",
        "right": "YYYY-MM-DD",
        "day": "soon",
        "where": "Białowieża",
        "spare": "",
    }


def test_the_columns_are_those_of_all_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(1, {"day": "x"}), SourceRow(2, {"where": "y"}))

    assert [(row["day"], row["where"]) for row in read(path)] == [("x", ""), ("", "y")]


def test_what_stood_beyond_the_columns_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(1, {"day": "x"}, spare=("more", "still more")))

    assert read(path)[0]["spare"] == "more still more"


def test_several_problems_stand_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(1, {}), problems=(BAD_DAY, Problem("where", "is empty")))

    (row,) = read(path)
    assert row["field"] == "day; where"
    assert row["reason"] == "is not a date; is empty"
    assert row["right"] == "YYYY-MM-DD"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(1, {"day": cell, "=head": "x"}))

    (row,) = read(path)
    assert row["day"] == f"'{cell}"
    assert "'=head" in row


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    reject(path, SourceRow(1, {"lon": "-23.5"}))

    assert read(path)[0]["lon"] == "-23.5"


def test_without_bad_rows_no_file_is_written(tmp_path: Path) -> None:
    reject(tmp_path / "rejects.csv")

    assert list(tmp_path.iterdir()) == []


def test_bad_rows_are_written_even_when_the_import_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    bad_rows = RejectsFile(path, source=SOURCE)
    bad_rows.add(SourceRow(1, {"day": "x"}), (BAD_DAY,))
    bad_rows.__exit__(ZeroDivisionError, ZeroDivisionError(), None)

    assert len(read(path)) == 1


def test_the_imported_file_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("day\n")

    with pytest.raises(InputInvalid, match="another file"):
        RejectsFile(tmp_path / "." / "rows.csv", source=source)

    assert source.read_text() == "day\n"


def test_a_folder_that_is_not_there_is_said_before_the_import(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="no folder"):
        RejectsFile(tmp_path / "away" / "rejects.csv", source=SOURCE)


def test_a_file_that_cannot_be_written_is_said_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="cannot be written"):
        reject(tmp_path, SourceRow(1, {"day": "x"}))
