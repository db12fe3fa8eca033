"""First entries from a file: each once by its key, and what staff made of them stays."""

from pathlib import Path

import pytest

from service.context import service
from service.context.loading import SAMPLE, load, loaded_ids
from service.context.service import ContextQuestion, Deed
from service.installation import Installation
from service.profiles import FileInvalid
from service.vocabulary import LANGUAGES
from tests.service.context.samples import entry
from tests.service.projections.stage import ON_SQLITE

LINES = SAMPLE.read_text(encoding="utf-8").splitlines()
DEED = Deed("a1", "better words")


def written(folder: Path, *rows: str) -> Path:
    path = folder / "lane.csv"
    path.write_text("\n".join([LINES[0], *rows]) + "\n", encoding="utf-8")
    return path


def dates(house: Installation) -> list[str]:
    page = service.list_entries(house.database, house.cursors, ContextQuestion(), None, 100)
    return [row.dated for row in page.rows]


def test_the_entries_that_come_along_stand_in_four_languages(house: Installation) -> None:
    loaded = load(house.database)

    assert (loaded.rows, loaded.added, loaded.rejected) == (len(LINES) - 1, len(LINES) - 1, {})
    rows = service.list_entries(house.database, house.cursors, ContextQuestion(), None, 100).rows
    assert {tuple(row.titles) for row in rows} == {LANGUAGES}
    assert sorted(row.id for row in rows) == sorted(loaded_ids())
    assert all(len(set(row.titles.values())) == len(LANGUAGES) for row in rows)


def test_loading_again_adds_nothing_and_leaves_what_staff_changed(house: Installation) -> None:
    load(house.database)
    edited, withdrawn, *_ = loaded_ids()
    service.edit(house.database, edited, service.read_values(entry()), 1, DEED)
    service.withdraw(house.database, withdrawn, 1, DEED)
    before = dates(house)

    loaded = load(house.database)

    assert (loaded.added, loaded.unchanged) == (0, len(LINES) - 1)
    assert dates(house) == before


@ON_SQLITE
def test_good_rows_are_kept_and_bad_ones_explained(house: Installation, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        LINES[1],
        "Election 2020,2020-08-09,day,political,,Election,,,gazette,",
        "election-2025,2025-01,day,political,,Election,,,gazette,",
        "closing-2025,2025-09-12,day,border_regime,,Closed due to drones,,,gazette,",
        LINES[1],
        "a,b",
        LINES[2],
    )
    loaded = load(house.database, path)

    assert (loaded.rows, loaded.added, loaded.unchanged) == (7, 2, 0)
    told = {number: problems[0].field for number, problems in loaded.rejected.items()}
    assert told == {2: "key", 3: "body", 4: "titles", 5: "key", 6: "row"}
    assert dates(house) == ["2020-08-09", "2022-02-24"]


@ON_SQLITE
@pytest.mark.parametrize("text", ["", "key,date\na,b\n"])
def test_a_file_that_is_no_such_table_is_refused(
    house: Installation, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "lane.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileInvalid):
        load(house.database, path)
    with pytest.raises(FileInvalid, match="cannot be read"):
        load(house.database, tmp_path / "nothing.csv")
