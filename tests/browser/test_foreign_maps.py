"""Other people's maps: a newsroom's page on another origin draws our records by our own lines."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from service.installation import Installation
from tests.browser.conftest import PATIENCE_MS
from tests.browser.foreign import PACKAGES, foreign_origin, newsroom_page, snippets
from tests.browser.records import Expected, plant
from tests.conftest import lacking
from tests.service.projections.stage import ON_SQLITE
from tests.service.reports.test_at_once import server_in_thread

pytestmark = pytest.mark.slow

DESK = {"width": 1000, "height": 760}
PUBLIC = "/api/collections/incidents/items"
MOST_LINES = 10
SHAPES = {"sectors": 20, "border": 1, "crossings": 12}
RECORDS_OF_THE_CELL = " ".join(
    [f"Records: {Expected.in_cell}", *["2025-W20 crossing_attempt"] * Expected.in_cell]
)

OpenPage = Callable[..., Page]


@pytest.fixture
def expected(house: Installation) -> Expected:
    return plant(house)


@pytest.fixture
def address(house: Installation, expected: Expected) -> Iterator[str]:
    with server_in_thread(house) as address:
        yield address


@pytest.fixture
def newsroom(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    with foreign_origin(tmp_path) as origin:
        context = browser.new_context(base_url=origin, viewport=DESK)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        yield context
        context.close()


@pytest.fixture
def open_page(newsroom: BrowserContext, address: str, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens a page with some blocks of our lines; no error may reach its console."""
    errors: list[str] = []

    def opened(library: str, *numbers: int) -> Page:
        if not (PACKAGES / "leaflet").exists():
            lacking("the packages for development are not installed (make lint)")
        blocks = [snippets(library)[number] for number in numbers]
        (tmp_path / "map.html").write_text(newsroom_page(library, address, blocks), "utf-8")
        page = newsroom.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto("/map.html")
        return page

    yield opened
    assert errors == []


@pytest.mark.parametrize("library", ["MapLibre", "Leaflet"])
def test_each_block_of_lines_is_short(library: str) -> None:
    blocks = snippets(library)
    assert len(blocks) == 3
    assert all(len(each.splitlines()) <= MOST_LINES for each in blocks)


def place_of(address: str, kind: str) -> list[float]:
    """Where the records of one type are drawn, which is one place for each type here."""
    page = httpx2.get(f"{address}{PUBLIC}", params={"type": kind}).json()
    places = [each["geometry"]["coordinates"] for each in page["features"] if each["geometry"]]
    assert places
    assert all(place == places[0] for place in places)
    return list(places[0])


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# MapLibre.


def await_drawn(page: Page, layer: str, count: int) -> None:
    """Until as many features of a layer are on the canvas."""
    page.wait_for_function(
        """([layer, count]) => window.map.getLayer(layer) && window.map.loaded()
        && window.map.queryRenderedFeatures({ layers: [layer] }).length === count""",
        arg=[layer, count],
    )


# A shape that reaches over several tiles is found in each of them.
DISTINCT = """([layer, count]) => {
  const drawn = window.map.queryRenderedFeatures({ layers: [layer] });
  return new Set(drawn.map((each) => JSON.stringify(each.properties))).size === count;
}"""


def await_read(page: Page, count: int) -> None:
    """Until the map holds as many records, drawn once or more."""
    page.wait_for_function(
        """(count) => window.map.loaded()
        && window.map.querySourceFeatures("incidents").length === count""",
        arg=count,
    )


def click_at(page: Page, project: str, place: list[float]) -> None:
    """A click on a place of the map, which fills the whole page."""
    point = page.evaluate(project, place)
    page.mouse.click(point["x"], point["y"])


MAPLIBRE_POINT = "(place) => window.map.project(place)"
LEAFLET_POINT = "([lon, lat]) => window.map.latLngToContainerPoint([lat, lon])"


def test_maplibre_draws_the_records_and_tells_of_them(
    open_page: OpenPage, address: str, expected: Expected
) -> None:
    page = open_page("MapLibre", 0)
    await_drawn(page, "incidents", expected.all - expected.unplaced)
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("Miedza, CC BY 4.0")

    click_at(page, MAPLIBRE_POINT, place_of(address, "crossing_attempt"))
    told = page.locator(".maplibregl-popup-content")
    expect(told).to_contain_text(RECORDS_OF_THE_CELL, use_inner_text=True)


def test_maplibre_asks_for_what_it_shows(
    open_page: OpenPage, address: str, expected: Expected
) -> None:
    page = open_page("MapLibre", 0, 1)
    await_drawn(page, "incidents", expected.all - expected.unplaced)
    with page.expect_request(lambda sent: "filter=" in sent.url) as asked:
        page.evaluate("() => window.map.jumpTo({ zoom: 6 })")
    await_drawn(page, "incidents", expected.in_cell)
    assert query_of(asked.value.url)["filter"] == ["type='crossing_attempt'"]

    page.evaluate(
        "(center) => window.map.jumpTo({ center, zoom: 11 })", place_of(address, "aerial_object")
    )
    await_read(page, 0)


@ON_SQLITE
def test_maplibre_draws_areas_lines_and_crossings(open_page: OpenPage, expected: Expected) -> None:
    page = open_page("MapLibre", 0, 2)
    await_drawn(page, "incidents", expected.all - expected.unplaced)
    page.evaluate("() => window.map.jumpTo({ zoom: 6 })")
    for layer, count in SHAPES.items():
        page.wait_for_function(DISTINCT, arg=[layer, count])


@ON_SQLITE
def test_maplibre_may_show_more_than_the_world(open_page: OpenPage, expected: Expected) -> None:
    page = open_page("MapLibre", 0, 1)
    await_drawn(page, "incidents", expected.all - expected.unplaced)
    with page.expect_response(lambda answer: "bbox=" in answer.url) as answered:
        page.evaluate("() => window.map.jumpTo({ center: [170, 20], zoom: 0 })")
    assert answered.value.status == 200
    await_read(page, expected.in_cell)


# Leaflet.

CIRCLES = "path.leaflet-interactive"
GROUND = ".leaflet-overlay-pane path:not(.leaflet-interactive)"


def test_leaflet_draws_the_records_and_tells_of_them(
    open_page: OpenPage, address: str, expected: Expected
) -> None:
    page = open_page("Leaflet", 0)
    expect(page.locator(CIRCLES)).to_have_count(expected.all - expected.unplaced)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Miedza, CC BY 4.0")

    click_at(page, LEAFLET_POINT, place_of(address, "crossing_attempt"))
    told = page.locator(".leaflet-popup-content")
    expect(told).to_contain_text(RECORDS_OF_THE_CELL, use_inner_text=True)


def test_leaflet_asks_for_what_it_shows(
    open_page: OpenPage, address: str, expected: Expected
) -> None:
    page = open_page("Leaflet", 0, 1)
    expect(page.locator(CIRCLES)).to_have_count(expected.all - expected.unplaced)
    with page.expect_request(lambda sent: "filter=" in sent.url) as asked:
        page.evaluate("() => window.map.setZoom(7, { animate: false })")
    expect(page.locator(CIRCLES)).to_have_count(expected.in_cell)
    assert query_of(asked.value.url)["filter"] == ["type='crossing_attempt'"]

    page.evaluate(
        "([lon, lat]) => window.map.setView([lat, lon], 11)", place_of(address, "aerial_object")
    )
    expect(page.locator(CIRCLES)).to_have_count(0)


@ON_SQLITE
def test_leaflet_may_show_more_than_the_world(open_page: OpenPage, expected: Expected) -> None:
    page = open_page("Leaflet", 0, 1)
    expect(page.locator(CIRCLES)).to_have_count(expected.all - expected.unplaced)
    with page.expect_response(lambda answer: "bbox=" in answer.url) as answered:
        page.evaluate("() => window.map.setZoom(0, { animate: false })")
    assert answered.value.status == 200
    expect(page.locator(CIRCLES)).to_have_count(expected.in_cell)


@ON_SQLITE
def test_leaflet_draws_areas_and_lines_below_the_records(
    open_page: OpenPage, address: str, expected: Expected
) -> None:
    page = open_page("Leaflet", 0, 2)
    expect(page.locator(GROUND)).to_have_count(SHAPES["sectors"] + SHAPES["border"])
    expect(page.locator(CIRCLES)).to_have_count(expected.all - expected.unplaced)
    click_at(page, LEAFLET_POINT, place_of(address, "crossing_attempt"))
    expect(page.locator(".leaflet-popup-content")).to_be_visible()
