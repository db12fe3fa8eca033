"""Counts: what a source's numbers say, and that a missing number is never zero."""

from typing import Any

import pytest

from service.profiles import Profile, SourceRow
from service.profiles.cells import Cells
from service.profiles.counts import read_cells, read_count
from service.profiles.items import NamedCount, split_items


def count(low: int | None, high: int | None, qualifier: str) -> dict[str, Any]:
    return {"low": low, "high": high, "qualifier": qualifier}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", count(5, 5, "exact")),
        ("0", count(0, 0, "exact")),
        ("60+", count(60, None, "at_least")),
        ("30-40", count(30, 40, "about")),
        ("~20", count(20, 20, "about")),
        ("about 20", count(20, 20, "about")),
        ("40-30", None),
        ("-5", None),
        ("5.5", None),
        ("many", None),
        ("100001", None),
        ("٥", None),
    ],
)
def test_a_number_is_read_with_its_qualifier(text: str, expected: dict[str, Any] | None) -> None:
    assert read_count(text) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("16", "16", count(16, 16, "exact")),
        ("30", "40", count(30, 40, "about")),
        ("20", "", count(20, None, "at_least")),
        ("?", "20", count(None, 20, "at_most")),
        ("0", "0", count(0, 0, "exact")),
        ("", "", None),
        ("?", "?", None),
    ],
)
def test_two_cells_are_one_count(
    communiques: Profile, low: str, high: str, expected: dict[str, Any] | None
) -> None:
    cells = Cells(SourceRow(1, {"persons_min": low, "persons_max": high}), communiques.columns)
    assert read_cells(cells, "persons", []) == expected
    assert cells.unknown == []


@pytest.mark.parametrize(("low", "high"), [("many", "20"), ("40", "30"), ("10", "200000")])
def test_numbers_that_cannot_be_are_counted_as_unknown(
    communiques: Profile, low: str, high: str
) -> None:
    cells = Cells(SourceRow(1, {"persons_min": low, "persons_max": high}), communiques.columns)
    assert read_cells(cells, "persons", []) is None
    assert cells.unknown == [("persons_min", low), ("persons_max", high)]


def test_a_single_column_takes_a_number_with_its_qualifier(small: Profile) -> None:
    cells = Cells(SourceRow(1, {"people": "60+"}), small.columns)
    assert read_cells(cells, "persons", []) == count(60, None, "at_least")


def test_columns_that_a_rule_set_aside_are_not_counted(communiques: Profile) -> None:
    cells = Cells(SourceRow(1, {"persons_min": "8", "persons_max": "10"}), communiques.columns)
    assert read_cells(cells, "persons", ["persons_min", "persons_max"]) is None
    assert cells.unknown == []


def test_a_list_cell_is_its_words_with_their_numbers() -> None:
    assert split_items("ladder:2; wire_cutters:? ;rope;;") == [
        NamedCount("ladder", "2"),
        NamedCount("wire_cutters", "?"),
        NamedCount("rope", ""),
    ]
