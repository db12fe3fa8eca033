"""Importing a table of totals: good rows kept, bad ones explained, nothing twice."""

import csv
from pathlib import Path

import pytest

from service.demo import TOTALS, TOTALS_PROFILE
from service.imports.service import ImportResult
from service.imports.totals import import_totals, total_ids
from service.installation import Installation
from service.official import service as official
from service.official.service import TotalQuestion
from service.profiles import TotalsProfile, load_totals_profile
from tests.service.projections.stage import reading


@pytest.fixture
def profile() -> TotalsProfile:
    return load_totals_profile(TOTALS_PROFILE)


@pytest.fixture
def rejects(tmp_path: Path) -> Path:
    return tmp_path / "rejects.csv"


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.imported, result.unchanged, result.rejected


def lines() -> list[str]:
    return TOTALS.read_text(encoding="utf-8").splitlines()


def written(folder: Path, *rows: str) -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join([lines()[0], *rows]) + "\n", encoding="utf-8")
    return path


def test_the_sample_is_good_to_the_last_row_and_can_be_cited(
    house: Installation, profile: TotalsProfile, rejects: Path
) -> None:
    result = import_totals(house.database, TOTALS, profile, rejects=rejects)

    number = len(lines()) - 1
    assert counts(result) == (number, number, 0, 0)
    rows = official.list_public(house.database, house.cursors, TotalQuestion(), None, 500).rows
    assert len(rows) == number
    assert all(row.source_url and row.source_title and row.stated for row in rows)
    assert sorted(row.id for row in rows) == sorted(total_ids(TOTALS, profile))
    assert {row.actor for row in rows} == {"import:official-totals"}


def test_a_second_import_adds_nothing_whatever_the_order(
    house: Installation, profile: TotalsProfile, rejects: Path, tmp_path: Path
) -> None:
    import_totals(house.database, TOTALS, profile, rejects=rejects)
    again = written(tmp_path, *reversed(lines()[1:]))

    result = import_totals(house.database, again, profile, rejects=rejects)

    assert (result.imported, result.unchanged) == (0, len(lines()) - 1)


def test_bad_rows_are_explained_and_the_others_stored(
    house: Installation, profile: TotalsProfile, rejects: Path, tmp_path: Path
) -> None:
    good = lines()[1]
    rows = (
        good,
        good.replace("206,2021-11-27", "many,2021-11-27"),
        good.replace("2021-11-26,,", "2021-11-26,open,").replace("206,2021-11-27", "206,"),
        good.replace("Polish Border Guard", "Somebody"),
        good,
        "a,b",
    )
    result = import_totals(house.database, written(tmp_path, *rows), profile, rejects=rejects)

    assert counts(result) == (6, 1, 1, 4)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        told = {row["row"]: (row["field"], row["reason"]) for row in csv.DictReader(file)}
    assert told["2"] == ("number", "is not one number")
    assert told["3"] == ("body", "a total without `to` needs `source.document_date`")
    assert told["4"] == ("claimant", "is not known to the profile")
    assert told["6"][0] == "row"


def test_a_dry_run_counts_as_the_real_one_would_and_stores_nothing(
    house: Installation, profile: TotalsProfile, rejects: Path, tmp_path: Path
) -> None:
    import_totals(house.database, written(tmp_path, lines()[1]), profile, rejects=rejects)
    path = written(tmp_path, *lines()[1:4], lines()[2])

    tried = import_totals(house.database, path, profile, rejects=rejects, dry_run=True)

    assert len(reading(house, "SELECT id FROM official_total")) == 1
    assert counts(tried) == (4, 2, 2, 0)
    assert tried == import_totals(house.database, path, profile, rejects=rejects)


def test_a_corrected_total_stays_corrected_when_its_file_comes_again(
    house: Installation, profile: TotalsProfile, rejects: Path, tmp_path: Path
) -> None:
    path = written(tmp_path, lines()[1])
    import_totals(house.database, path, profile, rejects=rejects)
    (total_id,) = total_ids(path, profile)
    official.withdraw(house.database, total_id, actor="a1", reason="not theirs")

    result = import_totals(house.database, path, profile, rejects=rejects)

    assert (result.imported, result.unchanged) == (0, 1)
    assert official.list_public(house.database, house.cursors, TotalQuestion(), None, 5).rows == []


def test_an_import_is_recorded_with_its_counts(
    house: Installation, profile: TotalsProfile, rejects: Path, tmp_path: Path
) -> None:
    import_totals(house.database, written(tmp_path, *lines()[1:3]), profile, rejects=rejects)

    entries = reading(house, "SELECT action, actor, subject FROM audit_entry ORDER BY id")
    assert [entry["action"] for entry in entries] == ["total.recorded", "import.done"]
    assert {entry["actor"] for entry in entries} == {"import:official-totals"}
