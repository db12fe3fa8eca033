"""Lists of features and single ones as a person reads them."""

import re
from html import unescape

from starlette.testclient import TestClient

from service.features.html.items import MOST_ROWS
from service.installation import Installation
from service.projections.publisher import publish
from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC, PUBLISHED_AT, Planted, released
from tests.service.features.html.conftest import Open
from tests.service.projections.stage import claim, submit

WEEKS = "/api/collections/sector-weeks/items"


def said(page: str) -> str:
    """The words of a page without its markup."""
    body = page.partition("<main>")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def ids_in(page: str, path: str = PUBLIC) -> list[str]:
    """The features that the rows lead to."""
    return re.findall(rf'<th scope="row"><a href="http://testserver{path}/([^"]+)"', page)


def href_of(page: str, rel: str) -> str | None:
    found = re.search(rf'<a href="([^"]+)" rel="{rel}">', page)
    return unescape(found[1]) if found else None


def heads(page: str) -> dict[str, tuple[str | None, str | None]]:
    """The heads of the table: where each leads, and which order it tells."""
    found = re.findall(
        r'<th(?: scope="col"| aria-sort="(\w+)")+>(?:<a href="([^"]+)">)?([^<]+)<', page
    )
    return {name: (unescape(href) or None, told or None) for told, href, name in found}


def test_codes_are_shown_with_their_labels(open_page: Open, planted: Planted) -> None:
    page = open_page(PUBLIC).text
    words = said(page)
    for label in ("Crossing attempt", "Telescopic ladder", "Narewka", "Polish authority"):
        assert label in words
    assert "<code>ladder_telescopic</code>" in page


def test_a_page_holds_what_the_geojson_holds_and_nothing_else(
    client: TestClient, open_page: Open, planted: Planted
) -> None:
    features = client.get(PUBLIC).json()["features"]
    page = open_page(PUBLIC).text
    assert ids_in(page) == [feature["id"] for feature in features]
    for feature in features:
        one = open_page(f"{PUBLIC}/{feature['id']}").text
        for words in (said(page), said(one)):
            for value in feature["properties"].values():
                for each in value if isinstance(value, list) else [value]:
                    assert each is None or str(each) in words
            for number in (feature["geometry"] or {}).get("coordinates", ()):
                assert str(number) in words
    fine = set(re.findall(r"\d+\.\d{3,}", said(page)))
    told = {str(n) for each in features for n in (each["geometry"] or {}).get("coordinates", ())}
    assert fine == told


def test_what_is_not_stated_is_said_so_on_its_own_page(open_page: Open, planted: Planted) -> None:
    words = said(open_page(f"{PUBLIC}/{planted.public['month']}").text)
    assert "Who handed the equipment over not stated" in words
    assert "no point is known, or any point would be invented" in words


def test_fifty_stand_on_a_page_until_another_number_is_asked_for(
    house: Installation, open_page: Open, client: TestClient
) -> None:
    submit(house, *(claim() for _ in range(60)))
    publish(house.database, house.policy, PUBLISHED_AT)
    first = open_page(PUBLIC).text
    following = href_of(first, "next")
    assert following is not None
    second = open_page(following).text
    assert (len(ids_in(first)), len(ids_in(second))) == (50, 10)
    assert (href_of(first, "prev"), href_of(second, "next")) == (None, None)
    back = href_of(second, "prev")
    assert back is not None
    assert ids_in(open_page(back).text) == ids_in(first)
    everything = [feature["id"] for feature in client.get(PUBLIC).json()["features"]]
    assert ids_in(first) + ids_in(second) == everything
    assert ids_in(open_page(f"{PUBLIC}?limit=60").text) == everything


def test_a_page_has_an_end_whatever_is_asked_for(
    house: Installation, open_page: Open, client: TestClient
) -> None:
    submit(house, *(claim() for _ in range(MOST_ROWS + 1)))
    publish(house.database, house.policy, PUBLISHED_AT)
    page = open_page(f"{PUBLIC}?limit=10000").text
    assert len(ids_in(page)) == MOST_ROWS
    following = href_of(page, "next")
    assert following is not None
    assert len(ids_in(open_page(following).text)) == 1


def test_the_json_of_a_page_holds_the_same_features(
    client: TestClient, open_page: Open, planted: Planted
) -> None:
    page = open_page(f"{PUBLIC}?limit=2").text
    found = re.search(r'<link rel="alternate" type="[^"]+" href="([^"]+)">', page)
    assert found is not None
    answer = client.get(unescape(found[1])).json()
    assert [feature["id"] for feature in answer["features"]] == ids_in(page)


def test_a_list_is_narrowed_and_widened_by_links(open_page: Open, planted: Planted) -> None:
    page = open_page(PUBLIC).text
    narrower = f"http://testserver{PUBLIC}?type=barrier_damaged"
    assert f'href="{narrower}"' in page
    narrowed = open_page(narrower).text
    assert ids_in(narrowed) == [planted.public["sector"]]
    assert "type Barrier damaged" in said(narrowed)
    found = re.search(r'<a href="([^"]+)" aria-label="Take away type">', narrowed)
    assert found is not None
    assert ids_in(open_page(unescape(found[1])).text) == ids_in(page)


def test_a_list_is_sorted_by_the_heads_of_its_columns(
    client: TestClient, open_page: Open, planted: Planted
) -> None:
    page = open_page(f"{PUBLIC}?sector=NAR,BIA").text
    assert heads(page)["Equipment"] == (None, None)
    assert heads(page)["When"][1] is None
    for word, sortby, other in (
        ("ascending", "type", "-type"),
        ("descending", "-type", "type"),
        ("ascending", "type", "-type"),
    ):
        href, _ = heads(page)["What"]
        assert href == f"http://testserver{PUBLIC}?sector=BIA,NAR&sortby={sortby}"
        page = open_page(href).text
        turned, told = heads(page)["What"]
        assert (told, str(turned).rpartition("=")[2]) == (word, other)
        assert [told for _, told in heads(page).values() if told] == [word]
        features = client.get(href).json()["features"]
        assert ids_in(page) == [feature["id"] for feature in features]
        assert f"sorted by type, {word}" in said(page)


def test_the_order_is_kept_by_what_narrows_and_taken_away_alone(
    open_page: Open, planted: Planted
) -> None:
    page = open_page(f"{PUBLIC}?type=crossing_attempt&sortby=-week,sector").text
    assert "sorted by week, descending, then sector, ascending" in said(page)
    narrower = f"http://testserver{PUBLIC}?type=crossing_attempt&sector=BIA&sortby=-week,sector"
    assert f'href="{narrower.replace("&", "&amp;")}"' in page
    for name, left in (("type", "sortby=-week,sector"), ("the order", "type=crossing_attempt")):
        found = re.search(rf'<a href="([^"]+)" aria-label="Take away {name}">', page)
        assert found is not None
        assert unescape(found[1]) == f"http://testserver{PUBLIC}?{left}"


def test_a_layer_has_plain_heads(open_page: Open) -> None:
    page = open_page("/api/collections/sectors/items").text
    assert {href for href, _ in heads(page).values()} == {None}


def test_an_empty_list_says_what_to_do_next(
    house: Installation, open_page: Open, people: People
) -> None:
    empty = said(open_page(PUBLIC).text)
    assert "Nothing is published yet" in empty
    assert "policy" in empty
    assert "No week is released yet" in said(open_page(WEEKS).text)
    assert "There is no incident yet" in said(open_page(FULL, **people.partner).text)
    assert "No feature matches" in said(open_page(f"{PUBLIC}?type=tunnel").text)
    assert "No feature matches" in said(
        open_page("/api/collections/border/items?bbox=0,0,1,1").text
    )


def test_hits_are_counted_and_not_shown(open_page: Open, planted: Planted) -> None:
    page = open_page(f"{PUBLIC}?resultType=hits").text
    assert f"{len(planted.public)} match" in said(page)
    assert ids_in(page) == []


def test_weekly_figures_say_no_data_apart_from_nought(
    house: Installation, open_page: Open, planted: Planted
) -> None:
    released(house, "2025-W20")
    words = said(open_page(f"{WEEKS}?week=2025-W20").text)
    assert "Białowieża" in words
    assert "no data" in words


def test_licence_and_credit_stand_on_every_list(open_page: Open, planted: Planted) -> None:
    for collection in ("incidents", "sectors", "border", "crossings"):
        page = open_page(f"/api/collections/{collection}/items").text
        assert "OpenStreetMap contributors" in said(page)
        assert re.search(r'<a href="https://(creativecommons|opendatacommons)\.org/', page)
