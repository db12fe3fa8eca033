"""`miedza import` and `context load`: what is taken, and what is explained."""

from pathlib import Path

import orjson
import pytest

from service.context.loading import SAMPLE as CONTEXT
from service.demo import SAMPLE, TOTALS
from service.installation import Installation
from tests.service.commands import Command, answer
from tests.service.projections.stage import reading


def test_import_answers_in_json_with_the_promised_members(
    installed: Command, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    arguments = ("import", SAMPLE, "--profile", "communiques", "--rejects", rejects, "--json")

    first = answer(installed(*arguments))

    expected = {"rows": 76, "imported": 75, "unchanged": 0, "rejected": 1, "unknown_values": {}}
    assert first == expected
    assert answer(installed(*arguments)) == {**expected, "imported": 0, "unchanged": 75}
    assert rejects.exists()


def test_import_shows_a_table_and_tells_the_rejects_file_on_standard_error(
    house: Installation, installed: Command, tmp_path: Path
) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(SAMPLE.read_bytes())

    result = installed("import", path, "--profile", "communiques", "--dry-run")

    assert result.exit_code == 0
    assert "nothing was stored" in result.stdout
    assert "would be imported" in result.stdout
    assert f"{path}.rejects.csv" in result.stderr.replace("\n", "")
    assert "76/?" in result.stderr
    assert reading(house, "SELECT id FROM report") == []


def test_import_shows_the_words_that_the_profile_does_not_know_without_obeying_them(
    installed: Command, tmp_path: Path
) -> None:
    header, row = SAMPLE.read_text(encoding="utf-8").splitlines()[:2]
    strange = row.replace("testimony_violence_and_pushback", "[bold]strange\u200b")
    path = tmp_path / "rows.csv"
    path.write_text(f"{header}\n{strange}\n", encoding="utf-8")

    result = installed("import", path, "--profile", "communiques", "--dry-run")

    assert "[bold]strange�" in result.stdout


def test_import_takes_totals_by_a_profile_of_totals(installed: Command, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    arguments = ("import", TOTALS, "--profile", "official-totals", "--rejects", rejects, "--json")

    first, second = answer(installed(*arguments)), answer(installed(*arguments))

    rows = first["rows"]
    expected = {"rows": rows, "imported": rows, "unchanged": 0, "rejected": 0, "unknown_values": {}}
    assert first == expected
    assert second == {**expected, "imported": 0, "unchanged": rows}
    assert not rejects.exists()


def test_context_load_adds_the_first_entries_once(installed: Command) -> None:
    first = answer(installed("context", "load", "--json"))

    assert first == {"rows": 7, "added": 7, "unchanged": 0, "rejected": {}}
    assert answer(installed("context", "load", "--json")) == {**first, "added": 0, "unchanged": 7}


def test_context_load_explains_what_it_does_not_take(installed: Command, tmp_path: Path) -> None:
    path = tmp_path / "lane.csv"
    header = CONTEXT.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(
        f"{header}\nelection,2025,day,political,,Election,,,gazette,\n", encoding="utf-8"
    )

    result = installed("context", "load", path)

    assert result.exit_code == 1
    assert "row 1: " in result.stderr
    assert "is not written like 2025-11-21" in result.stderr
    assert "every row was rejected" in result.stderr


def test_an_import_in_which_every_row_is_rejected_fails(installed: Command, tmp_path: Path) -> None:
    header, row = SAMPLE.read_text(encoding="utf-8").splitlines()[:2]
    path = tmp_path / "rows.csv"
    path.write_text(f"{header}\n{row.replace('2021', 'once', 1)}\n", encoding="utf-8")

    result = installed("import", path, "--profile", "communiques", "--json")

    assert result.exit_code == 1
    assert orjson.loads(result.stdout)["rejected"] == 1
    assert "every row was rejected" in result.stderr


@pytest.mark.parametrize("profile", ["communiques", "unheard-of"])
def test_a_file_or_profile_that_is_not_there_fails_in_one_line(
    installed: Command, tmp_path: Path, profile: str
) -> None:
    result = installed("import", tmp_path / "away.csv", "--profile", profile)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("miedza: ")
    assert "Traceback" not in result.output
