"""Files: the format shows in the content, and a file must fit its profile."""

from pathlib import Path

import pytest

from service.profiles import FileInvalid, Profile, read_rows

HEADER = "day,hour,where,what,people,things,who,source"


def test_a_csv_is_read_whatever_its_name(small: Profile, tmp_path: Path) -> None:
    path = tmp_path / "export.dat"
    path.write_text(f"{HEADER}\n2021,,Mielnik,attempt,3,,,office\n", encoding="utf-8")
    (row,) = read_rows(path, small)
    assert row.cells["where"] == "Mielnik"


def test_geojson_is_known_by_its_first_letter(small: Profile, tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(
        b'\xef\xbb\xbf\n {"type": "FeatureCollection", "features":'
        b' [{"type": "Feature", "properties": {"day": "2021"}, "geometry": null}]}'
    )
    assert [row.cells for row in read_rows(path, small)] == [{"day": "2021"}]


def test_a_csv_without_the_profiles_columns_is_refused(small: Profile, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("day,what\n2021,attempt\n", encoding="utf-8")
    with pytest.raises(FileInvalid, match=r"no column hour, people, .*add it, even empty"):
        list(read_rows(path, small))


def test_a_file_that_is_not_there_is_a_reasoned_refusal(small: Profile, tmp_path: Path) -> None:
    with pytest.raises(FileInvalid, match=r"missing\.csv cannot be read: No such file"):
        list(read_rows(tmp_path / "missing.csv", small))
