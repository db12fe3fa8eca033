"""Location rules: place, then sector, then border; never away."""

from collections.abc import Callable
from typing import Any

import pytest

from service.profiles import Profile, SourceRow
from service.profiles.cells import Cells
from service.profiles.locations import location

Where = Callable[..., tuple[dict[str, Any], list[tuple[str, str]]]]


@pytest.fixture
def where(communiques: Profile) -> Where:
    def read(
        place: str = "", sector_guess: str = "", coord_basis: str = ""
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        cells = {"place": place, "sector_guess": sector_guess, "coord_basis": coord_basis}
        view = Cells(SourceRow(1, cells), communiques.columns)
        return location(view, communiques.location), view.unknown

    return read


def place(name: str, *sectors: str) -> dict[str, Any]:
    return {"method": "place", "place": name} | ({"sectors": [*sectors]} if sectors else {})


def sector(code: str) -> dict[str, Any]:
    return {"method": "sector", "sectors": [code]}


BORDER = {"method": "border"}
MIDDLE = "sector midpoint"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Usnarz Górny", "SZU", "place"), place("Usnarz Górny", "SZU")),
        (("near  Usnarz Górny", "SZU", "place"), place("Usnarz Górny", "SZU")),
        (("near Olchówka, 9 km from border", "NAR", "place"), place("Olchówka", "NAR")),
        (("river Narewka near Janowo", "NAR", "place"), place("river Narewka Janowo", "NAR")),
        (("Dworczysko and Knyszyn Forest", "", ""), place("Dworczysko and Knyszyn Forest")),
        (("Białowieża", "BIA", MIDDLE), sector("BIA")),
        (("Michałowo station area, Świsłocz", "MIC", MIDDLE), sector("MIC")),
        (("Mielnik", "", MIDDLE), place("Mielnik")),
        (("", "KRY", "place"), sector("KRY")),
        (("", "KRY", ""), sector("KRY")),
        (("place not named, Belarusian side", "", ""), BORDER),
        (("between the fences, place not named", "DUB", ""), sector("DUB")),
        (("Nadbużański division, place not named", "", ""), sector("NADBUZANSKI")),
        (("", "", ""), BORDER),
    ],
)
def test_a_row_is_placed_by_the_best_its_source_knew(
    where: Where, cells: tuple[str, str, str], expected: dict[str, Any]
) -> None:
    assert where(*cells) == (expected, [])


def test_an_unknown_sector_falls_back_to_the_place_and_is_counted(where: Where) -> None:
    assert where("Mielnik", "XYZ", MIDDLE) == (place("Mielnik"), [("sector_guess", "XYZ")])


def test_an_unknown_basis_falls_back_to_the_place_and_is_counted(where: Where) -> None:
    assert where("Mielnik", "MIE", "guess") == (place("Mielnik", "MIE"), [("coord_basis", "guess")])


def test_a_sector_is_known_in_any_case(where: Where) -> None:
    assert where("", "bia", MIDDLE) == (sector("BIA"), [])


POINTS = """
[columns]
date = "date"
type = "type"
basis = "basis"
lon = "x"
lat = "y"
accuracy_m = "acc"
marker = "post"

[location.basis]
gps = "gnss"
post = "border_marker"
river = "border"
"" = "map_pick"

[type.words.attempt]
acts = ["crossing_attempt"]
"""


@pytest.mark.parametrize(
    ("cells", "expected", "unknown"),
    [
        (
            {"basis": "gps", "x": "23.8473", "y": "52.7012", "acc": "12"},
            {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12.0},
            [],
        ),
        (
            {"x": "23,8473", "y": "52,7012"},
            {"method": "map_pick", "lon": 23.8473, "lat": 52.7012},
            [],
        ),
        ({"basis": "post", "post": "412"}, {"method": "border_marker", "marker": 412}, []),
        ({"basis": "post", "post": "412.5"}, BORDER, []),
        ({"basis": "river", "x": "23", "y": "52"}, BORDER, []),
        ({"x": "NaN", "y": "52"}, BORDER, [("x", "NaN")]),
        ({"x": "1e999", "y": "52"}, BORDER, [("x", "1e999")]),
        ({"x": "23", "y": ""}, BORDER, []),
    ],
)
def test_coordinates_and_markers_are_read_where_the_basis_says_so(
    profile_from: Callable[[str], Profile],
    cells: dict[str, str],
    expected: dict[str, Any],
    unknown: list[tuple[str, str]],
) -> None:
    profile = profile_from(f'title = "Points"\n{POINTS}')
    view = Cells(SourceRow(1, cells), profile.columns)
    assert location(view, profile.location) == expected
    assert view.unknown == unknown
