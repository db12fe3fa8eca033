"""One row, one report: nothing the profile does not know loses the row."""

from typing import Any

import orjson
import pytest

from service.errors import Problem
from service.profiles import MappedRow, Profile, RowRejected, SourceRow, map_row
from service.reports.schemas import REPORT

BASE = {"day": "2021-11-12", "what": "attempt", "source": "office"}


def mapped(profile: Profile, **cells: str) -> MappedRow:
    return map_row(SourceRow(1, {**BASE, **cells}), profile)


def test_the_barest_row_has_every_member_of_a_report(small: Profile) -> None:
    assert mapped(small).report == {
        "occurred": {
            "from": "2021-11-12T00:00:00+01:00",
            "to": "2021-11-13T00:00:00+01:00",
            "precision": "day",
        },
        "location": {"method": "border"},
        "type": "crossing_attempt",
        "by": "people_crossing",
        "also": [],
        "equipment": [],
        "supply": None,
        "persons": None,
        "attempts": None,
        "casualties": [],
        "outcome": "unknown",
        "source": {
            "type": "pl_authority",
            "relayed_by": None,
            "title": None,
            "url": None,
            "document_date": None,
        },
        "stated": {"when": "2021-11-12", "where": None, "what": "attempt"},
    }


@pytest.mark.parametrize(
    ("cells", "member", "code", "unknown"),
    [
        ({"what": "riot"}, "type", "other", ("what", "riot")),
        ({"source": "blog"}, "source", "other", ("source", "blog")),
        ({"things": "drone:1"}, "equipment", "other", ("things", "drone")),
        ({"things": "ladder:lots"}, "equipment", "ladder", ("things", "ladder:lots")),
        ({"who": "strangers", "what": "attack"}, "by", "unknown", ("who", "strangers")),
        ({"people": "crowd"}, "persons", None, ("people", "crowd")),
        ({"hour": "dusk"}, "occurred", "day", ("hour", "dusk")),
    ],
)
def test_an_unknown_word_is_coded_kept_and_counted(
    small: Profile, cells: dict[str, str], member: str, code: str | None, unknown: tuple[str, str]
) -> None:
    row = mapped(small, **cells)
    assert _code(row.report[member]) == code
    assert row.unknown_values == [unknown]
    assert unknown[1] in " ".join(filter(None, row.report["stated"].values()))
    REPORT.validate_json(orjson.dumps(row.report))


def _code(value: Any) -> Any:
    if isinstance(value, list):
        return value[0]["kind"]
    if isinstance(value, dict):
        return value.get("type") or value.get("precision")
    return value


def test_other_gives_way_to_any_type_that_fits(communiques: Profile) -> None:
    row = map_row(
        SourceRow(1, {"date": "2022", "type": "something_new", "equipment": "tunnel:1"}),
        communiques,
    )
    assert (row.report["type"], row.report["also"]) == ("tunnel", [])
    assert row.unknown_values == [("type", "something_new")]


def test_aid_is_no_equipment_and_no_unknown_word(communiques: Profile) -> None:
    cells = {"date": "2022", "type": "attempt", "equipment": "food:?;life_vest:4"}
    row = map_row(SourceRow(1, cells), communiques)
    assert (row.report["equipment"], row.unknown_values) == ([], [])


def test_an_address_that_is_none_is_kept_as_words(communiques: Profile) -> None:
    cells = {"date": "2022", "type": "attempt", "source_url": "javascript:alert(1)"}
    row = map_row(SourceRow(1, cells), communiques)
    assert row.report["source"]["url"] is None
    assert row.unknown_values == [("source_url", "javascript:alert(1)")]
    assert row.report["stated"]["what"] == "attempt; source_url: javascript:alert(1)"


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("RMF24 2021-10-25", "2021-10-25"),
        ("Bild 2021-11-24 (40, wooden ladder)", "2021-11-24"),
        ("Dziennik.pl 2021-10", None),
        ("Item 2021-02-30 of 2021-03-01", "2021-03-01"),
        ("No. 12021-10-251", None),
    ],
)
def test_the_document_is_dated_by_a_whole_date_in_its_title(
    communiques: Profile, title: str, date: str | None
) -> None:
    cells = {"date": "2021", "type": "attempt", "source_title": title}
    assert map_row(SourceRow(1, cells), communiques).report["source"]["document_date"] == date


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ("2", {"low": 2, "high": 2, "qualifier": "exact"}),
        ("", {"low": 1, "high": None, "qualifier": "at_least"}),
        ("0", {"low": 1, "high": None, "qualifier": "at_least"}),
    ],
)
def test_a_death_is_at_least_one_whatever_the_number_says(
    communiques: Profile, persons: str, expected: dict[str, Any]
) -> None:
    cells = {"date": "2021", "type": "death", "persons_min": persons, "persons_max": persons}
    (harmed,) = map_row(SourceRow(1, cells), communiques).report["casualties"]
    assert harmed == {"harm": "dead", "who": "people_crossing", **expected}


def test_very_long_words_still_make_a_valid_report(communiques: Profile) -> None:
    long = "x" * 5_000
    cells = {"date": "2021", "type": long, "place": long, "source_title": long, "supplier": long}
    row = map_row(SourceRow(1, cells), communiques)
    REPORT.validate_json(orjson.dumps(row.report))


def test_a_damaged_row_is_rejected_with_its_reason(small: Profile) -> None:
    row = SourceRow(7, BASE, Problem("row", "has 2 cells", "3 cells, as the header"))
    with pytest.raises(RowRejected) as refusal:
        map_row(row, small)
    assert refusal.value.problems == (Problem("row", "has 2 cells", "3 cells, as the header"),)
