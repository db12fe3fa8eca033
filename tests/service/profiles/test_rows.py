"""A row's key: the whole row, and nothing but the row."""

from service.profiles import SourceRow, read_csv

ROW = SourceRow(1, {"date": "2021", "place": "Mielnik", "note": ""})


def test_the_key_is_that_of_the_content_not_of_the_place_in_the_file() -> None:
    assert SourceRow(9, dict(reversed(ROW.cells.items()))).key == ROW.key


def test_an_added_empty_column_makes_no_new_row() -> None:
    assert SourceRow(1, {**ROW.cells, "new": ""}).key == ROW.key


def test_a_corrected_row_is_a_new_one() -> None:
    assert SourceRow(1, {**ROW.cells, "date": "2022"}).key != ROW.key


def test_the_same_value_in_another_column_is_another_row() -> None:
    assert SourceRow(1, {"date": "2021", "note": "Mielnik"}).key != ROW.key


def test_ragged_rows_differ_by_what_is_beyond_the_header() -> None:
    one, other = read_csv(b"a\n1,2\n1,3\n")
    assert one.key != other.key


def test_the_key_is_a_sha256_in_hex() -> None:
    assert len(ROW.key) == 64
    assert int(ROW.key, 16) >= 0
