"""Basic CQL2 and its advanced comparisons, asked of rows on each database."""

import pytest

from service.cql2.language import Language
from tests.service.cql2.stage import Stage

ROWS = (
    {"name": "Białowieża", "note": "białowieża", "kind": "ladder", "count": 2, "ratio": 0.5},
    {"name": "Narewka", "note": "Narewka", "kind": "rope", "count": 5, "least": 7, "seen": True},
    {"name": "100%_[x]*?", "note": "a\\b", "kind": "boat", "count": -1, "least": -1, "seen": False},
    {},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("count = 2", {1}),
        ("count <> 2", {2, 3}),
        ("count > -1 AND count <= 5", {1, 2}),
        ("2 < count", {2}),
        ("ratio >= 0.5", {1}),
        ("count < 2.5", {1, 3}),
        ("count < 1e30 AND count > -123456789012345678901", {1, 2, 3}),
        ("count = least", {3}),
        ("name = note", {2}),
        ("seen = TRUE", {2}),
        ("seen <> TRUE", {3}),
        ("name = 'Narewka' OR kind = 'ladder'", {1, 2}),
        ("NOT (name = 'Narewka' OR kind = 'ladder')", {3}),
        ("kind = 'rope' OR count = 2 AND kind = 'boat'", {2}),
        ("name IS NULL", {4}),
        ("geometry IS NULL AND period IS NULL AND NOT count IS NULL", {1, 2, 3}),
        ("name > 'M'", {2}),
        ("TRUE", {1, 2, 3, 4}),
        ("FALSE OR count = 2", {1}),
        ("\"name\" = 'Narewka'", {2}),
        ("kind IN ('rope', 'boat')", {2, 3}),
        ("kind NOT IN ('rope', 'boat')", {1}),
        ("count IN (2, 5, 9)", {1, 2}),
        ("count IN (least, 5)", {2, 3}),
        ("count BETWEEN 2 AND 5", {1, 2}),
        ("count NOT BETWEEN 2 AND 5", {3}),
        ("name LIKE 'Bia%'", {1}),
        ("name LIKE 'bia%'", set()),
        ("name NOT LIKE 'Bia%'", {2, 3}),
        ("name LIKE 'Bia_owie_a'", {1}),
        ("name LIKE '100\\%\\_[x]*?'", {3}),
        ("name LIKE '%[x]%'", {3}),
        ("name LIKE '%]*?'", {3}),
        ("note LIKE 'a\\\\b'", {3}),
        ("note LIKE 'a\\\\b\\'", set()),
        ("note LIKE '%\\'", set()),
        ("CASEI(name) = CASEI('BIAŁOWIEŻA')", {1}),
        ("CASEI(name) = CASEI(note)", {1, 2}),
        ("CASEI(name) LIKE CASEI('%ŁOWIEŻ%')", {1}),
        ("CASEI(name) IN (CASEI('narewka'), CASEI('BiałowieżA'))", {1, 2}),
        ("CASEI(kind) = CASEI('LADDER')", {1}),
        ("name = 'it''s'", set()),
    ],
)
def test_a_comparison_finds_the_rows_that_it_says(stage: Stage, text: str, found: set[int]) -> None:
    stage.fill(*ROWS)

    assert stage.ask(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(count > 2) AND (kind = 'rope')", {2}),
        ("(name ILIKE 'BIA%')", {1}),
        ("(name NOT ILIKE 'BIA%')", {2, 3}),
        ("(count != 2)", {2, 3}),
    ],
)
def test_the_draft_that_gdal_writes_is_understood(stage: Stage, text: str, found: set[int]) -> None:
    stage.fill(*ROWS)

    assert stage.ask(text, Language.DRAFT) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CASEI(name) = CASEI('STRASSE')", {1}),
        ("CASEI(name) = CASEI('ΟΔΌΣ')", {2}),
        ("CASEI(name) = CASEI('МЯЖА')", {3}),
        ("CASEI(name) LIKE CASEI('ŻÓŁ_')", {4}),
    ],
)
def test_capitals_of_each_script_of_the_region_are_known(
    stage: Stage, text: str, found: set[int]
) -> None:
    stage.fill({"name": "Straße"}, {"name": "οδός"}, {"name": "мяжа"}, {"name": "żółw"})

    assert stage.ask(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tags = 'pl'", {1, 2}),
        ("tags <> 'pl'", {3}),
        ("tags IN ('by', 'night')", {2}),
        ("A_CONTAINS(tags, ('pl', 'by'))", {2}),
        ("A_CONTAINS(tags, ('pl'))", {1, 2}),
        ("A_CONTAINEDBY(tags, ('pl', 'night'))", {1, 3}),
        ("A_CONTAINS(('pl', 'night'), tags)", {1, 3}),
        ("A_EQUALS(tags, ('pl'))", {1}),
        ("A_EQUALS(tags, ())", {3}),
        ("A_OVERLAPS(tags, ['by', 'night'])", {2}),
        ("NOT A_OVERLAPS(tags, ('by'))", {1, 3}),
    ],
)
def test_a_list_of_codes_is_asked_for_what_it_holds(
    stage: Stage, text: str, found: set[int]
) -> None:
    stage.fill({"tags": ["pl"]}, {"tags": ["pl", "by"]}, {"tags": []}, {})

    assert stage.ask(text) == found
