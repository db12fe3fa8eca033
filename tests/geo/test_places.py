"""The gazetteer: names in all their forms, and never the wrong place."""

import pytest

from geo.places import find_place, fold, places, search_places
from geo.sector_files import sector_set


def found(name: str) -> str | None:
    place = find_place(name)
    return place.name if place else None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Białowieża", "Białowieża"),
        ("BIAŁOWIEŻA", "Białowieża"),
        ("bialowieza", "Białowieża"),
        ("Белавежа", "Białowieża"),
        ("w Czeremsze", "Czeremcha"),
        ("pod Narewką", "Narewka"),
        ("koło Białowieży", "Białowieża"),
        ("near Kuźnica", "Kuźnica"),
        ("w pobliżu Krynek", "Krynki"),
        ("w okolicach Mielnika", "Mielnik"),
        ("koło Usnarza Górnego", "Usnarz Górny"),
        ("W Dubiczach Cerkiewnych", "Dubicze Cerkiewne"),
        ("Białowieża station area", "Białowieża"),
        ("Michałowo station area, Świsłocz", "Michałowo"),
        ("placówka SG w Krynkach", "Krynki"),
        ("Border Guard station in Terespol", "Terespol"),
        ("near Olchówka, 9 km from border", "Olchówka"),
        ("Bobrowniki (source text garbles the name), Świsłocz", "Bobrowniki"),
        ("Kuźnica-Bruzgi crossing", "Kuźnica-Bruzgi crossing"),
        ("Kuźnica - Bruzgi", "Kuźnica-Bruzgi crossing"),
        ("obozowisko w Kuźnicy", "Kuźnica camp"),
        ("Гродно", "Hrodna"),
        ("Brześć nad Bugiem", "Brest"),
        ("у Гродна", "Hrodna"),
        ("  Nowy   Dwór ", "Nowy Dwór"),
        ("Nurzec Stacja", "Nurzec-Stacja"),
    ],
)
def test_a_place_is_found_as_reports_say_it(said: str, name: str) -> None:
    assert found(said) == name


@pytest.mark.parametrize(
    "said",
    [
        "Janowo",
        "w Janowie",
        "nad Narewką",
        "nad Świsłoczą",
        "Świsłocz",
        "Grudki",
        "Dubicze",
        "Białowieża region",
        "Hajnówka hospital, then Połowce",
        "near Przewłoka, Hajnówka county",
        "Dworczysko and Knyszyn Forest",
        "place not named",
        "Bia",
        "near",
        "w",
        "",
        "., -",
        "w " * 50_000 + "Krynkach",
    ],
    ids=lambda said: said[:30] or "empty",
)
def test_what_may_mean_another_place_is_not_found(said: str) -> None:
    assert found(said) is None


def test_similar_names_are_different_places() -> None:
    assert found("Janów") == "Janów"
    assert found("Janów Podlaski") == "Janów Podlaski"
    assert found("w Janowie Podlaskim") == "Janów Podlaski"


def test_no_two_places_share_a_name_or_form() -> None:
    owners: dict[str, str] = {}
    for place in places():
        for name in (place.name, place.name_be, *place.forms):
            if name:
                assert owners.setdefault(fold(name), place.name) == place.name


def test_every_name_and_form_finds_its_own_place() -> None:
    for place in places():
        for name in (place.name, place.name_be, *place.forms):
            if name:
                assert find_place(name) == place


def test_sectors_of_places_are_sectors_of_the_set() -> None:
    named = {place.sector for place in places() if place.sector}

    assert named == set(sector_set().codes)


def test_belarusian_names_hold_no_letters_of_its_neighbours() -> None:
    for place in places():
        assert not set(place.name_be.casefold()) & set("иґїє"), place.name


def test_a_search_begins_with_names_that_begin_so() -> None:
    assert [place.name for place in search_places("kuz")] == [
        "Kuźnica-Bruzgi crossing",
        "Kuźnica camp",
        "Kuźnica",
    ]


def test_a_search_finds_the_middle_of_a_name_after_its_beginnings() -> None:
    names = [place.name for place in search_places("podlask")]

    assert names == ["Janów Podlaski", "Leśna Podlaska", "Biała Podlaska"]


def test_a_search_in_belarusian_puts_belarusian_names_first() -> None:
    assert search_places("Бе", lang="be")[0].name == "Białowieża"


def test_a_search_is_limited() -> None:
    assert len(search_places("a", limit=3)) == 3


@pytest.mark.parametrize("q", ["", "  ", "-", "xyzzy"])
def test_a_search_for_nothing_or_for_an_unknown_text_is_empty(q: str) -> None:
    assert search_places(q) == []


def test_a_place_is_labelled_in_the_language_of_its_reader() -> None:
    (place,) = search_places("krynki")

    assert (place.label("pl"), place.label("be"), place.label("de")) == (
        "Krynki",
        "Крынкі",
        "Krynki",
    )


def test_a_place_without_a_belarusian_name_keeps_its_own() -> None:
    (place,) = search_places("topiło")

    assert place.label("be") == "Topiło"
