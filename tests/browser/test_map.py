"""The map in a browser: filters, the address, the keyboard, a key, downloads, ten thousand records.

What is drawn is asked of the list and the address, which the map shares; that it is drawn at all is
seen in the colours of the canvas.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import orjson
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from service.accounts.service import create_token
from service.installation import Installation
from service.vocabulary import LANGUAGES
from tests.browser.conftest import phone_settings
from tests.browser.phone import keep_offline
from tests.browser.records import Expected, plant, plant_many
from tests.browser.test_screens import violations, widest
from tests.browser.weeks import write_release
from tests.service.projections.stage import ON_SQLITE
from tests.service.summaries.bulletin.documents import full_week

pytestmark = [pytest.mark.slow, ON_SQLITE]

NARROW, DESK = {"width": 320, "height": 900}, {"width": 1440, "height": 900}
# The map library is large, and is drawn by software here.
PATIENCE_MS = 60_000
MANY = 12_000


@pytest.fixture
def expected(house: Installation) -> Expected:
    return plant(house)


@pytest.fixture
def desk(browser: Browser, address: str, expected: Expected) -> Iterator[BrowserContext]:
    """A wide screen with a mouse."""
    settings = {**phone_settings(), "viewport": DESK}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Page:
    return desk.new_page()


def open_map(page: Page, query: str = "") -> None:
    page.goto(f"/#/map{query}")
    expect(page.locator(".map-frame")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    expect(page.locator("p.map-status")).not_to_contain_text("…", timeout=PATIENCE_MS)


def status(page: Page) -> Locator:
    return page.locator("p.map-status")


def query(page: Page) -> str:
    return unquote(page.url.partition("#/map")[2])


def entries(page: Page) -> Locator:
    return page.locator(".entry-button")


def open_filter(page: Page, name: str) -> Locator:
    chooser = page.locator("details.chooser", has_text=name).first
    chooser.locator("summary").click()
    return chooser


# What is shown.


def test_records_stand_in_the_list_and_those_without_a_place_beside_it(
    page: Page, expected: Expected
) -> None:
    open_map(page)
    expect(status(page)).to_have_text(f"{expected.all} of {expected.all} records")
    expect(entries(page)).to_have_count(expected.all - expected.unplaced)
    expect(entries(page).filter(has_text=expected.cell)).to_have_count(expected.in_cell)
    page.get_by_text("2 records have no place on the map").click()
    expect(page.locator(".unplaced .entry")).to_have_count(expected.unplaced)
    expect(page.get_by_text("Pushback")).to_have_count(0)


def test_the_map_is_drawn(page: Page) -> None:
    open_map(page)
    page.wait_for_timeout(500)
    seen = page.locator(".map-frame canvas").screenshot()
    assert len(seen) > 20_000


def test_a_phone_asks_no_other_address(desk: BrowserContext, address: str) -> None:
    page, asked = desk.new_page(), []
    desk.on("request", lambda each: asked.append(each.url))
    open_map(page)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    # The glyphs come from the page's fonts.
    assert not any("pbf" in url or "tiles" in url for url in asked)


# Filters and the address.


def test_each_filter_narrows_the_list_and_stands_in_the_address(
    page: Page, expected: Expected
) -> None:
    open_map(page)
    chooser = open_filter(page, "Type")
    chooser.get_by_role("checkbox", name="Barrier damaged").check()
    expect(status(page)).to_have_text(f"1 of {expected.all} records")
    assert query(page) == "?type=barrier_damaged"

    chooser.get_by_role("checkbox", name="Barrier damaged").uncheck()
    open_filter(page, "Equipment").get_by_role("checkbox", name="Ladder").check()
    expect(status(page)).to_have_text(f"{expected.in_cell} of {expected.all} records")
    assert query(page) == "?equipment=ladder"

    page.get_by_role("button", name="Clear all filters").first.click()
    open_filter(page, "Sector").get_by_role("checkbox", name="Narewka").check()
    expect(status(page)).to_have_text(f"2 of {expected.all} records")

    page.get_by_role("button", name="Clear all filters").first.click()
    page.get_by_label("Verified or corroborated").check()
    expect(status(page)).to_have_text(f"{expected.verified} of {expected.all} records")
    assert query(page) == "?series=headline"


def test_weeks_are_chosen_by_the_keyboard(page: Page, expected: Expected) -> None:
    open_map(page)
    page.get_by_role("slider", name="First week").press("End")
    expect(status(page)).to_have_text(f"1 of {expected.all} records")
    assert query(page) == "?week=2025-W22"
    page.get_by_role("slider", name="First week").press("ArrowLeft")
    page.get_by_role("slider", name="First week").press("ArrowLeft")
    expect(status(page)).to_have_text(f"7 of {expected.all} records")
    expect(page.get_by_text("1 record names no week")).to_be_visible()
    page.get_by_role("button", name="All weeks").click()
    expect(status(page)).to_have_text(f"{expected.all} of {expected.all} records")
    assert query(page) == ""


def test_weeks_are_chosen_by_drawing_across_the_bars(page: Page, expected: Expected) -> None:
    open_map(page)
    bars = page.locator(".weeks-bars").bounding_box()
    assert bars
    middle = bars["y"] + bars["height"] / 2
    page.mouse.move(bars["x"] + bars["width"] * 0.99, middle)
    page.mouse.down()
    page.mouse.move(bars["x"] + bars["width"] * 0.7, middle, steps=3)
    page.mouse.up()
    expect(status(page)).to_have_text(f"7 of {expected.all} records")
    assert query(page) == "?week=2025-W20..2025-W22"


def test_an_address_shows_the_same_to_a_colleague(page: Page, expected: Expected) -> None:
    open_map(page, "?week=2025-W20..2025-W21&type=crossing_attempt&at=23.8500,52.7000,9.50")
    expect(status(page)).to_have_text(f"{expected.in_cell} of {expected.all} records")
    expect(page.locator("details.chooser").first).to_contain_text("Crossing attempt")
    assert query(page).startswith("?week=2025-W20..2025-W21&type=crossing_attempt&at=23.8")


def test_what_no_record_fits_is_said_with_a_way_out(page: Page, expected: Expected) -> None:
    open_map(page, "?type=tunnel")
    expect(page.get_by_text("No record fits these filters.")).to_be_visible()
    page.locator(".note").get_by_role("button", name="Clear all filters").click()
    expect(status(page)).to_have_text(f"{expected.all} of {expected.all} records")


# List and map lead to each other.


def test_an_entry_of_the_list_moves_the_map_and_chooses_its_place(
    page: Page, expected: Expected
) -> None:
    # The sector of Krynki lies outside.
    open_map(page, "?at=23.5,51.7,9.00")
    entries(page).filter(has_text="Krynki").focus()
    page.wait_for_url(re.compile(r"at=23\.\d+%2C53\.\d"), timeout=PATIENCE_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sector Krynki")).to_be_focused()
    expect(entries(page)).to_have_count(1)
    page.go_back()
    expect(entries(page)).to_have_count(expected.all - expected.unplaced)


def test_enter_on_the_map_chooses_what_lies_in_its_middle(page: Page, expected: Expected) -> None:
    open_map(page, "?at=23.9065,52.6764,9.00")
    page.locator(".map-frame canvas").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"10 km cell {expected.cell}")).to_be_focused()
    expect(entries(page)).to_have_count(expected.in_cell)
    page.get_by_role("button", name="Show all places").click()
    expect(entries(page)).to_have_count(expected.all - expected.unplaced)


def test_a_click_on_the_map_does_the_same(page: Page, expected: Expected) -> None:
    open_map(page, "?at=23.9065,52.6764,9.00")
    page.locator(".map-frame canvas").click()
    expect(page.get_by_role("heading", name=f"10 km cell {expected.cell}")).to_be_visible()


def test_a_sector_shows_its_released_figures(page: Page, house: Installation) -> None:
    write_release(house, full_week())
    open_map(page)
    page.get_by_text("By sector").click()
    page.get_by_role("button", name="Białowieża", exact=True).press("Enter")
    chosen = page.locator(".chosen")
    expect(chosen.get_by_role("heading", name="Sector Białowieża")).to_be_focused()
    expect(chosen).to_contain_text("km 165.61 to 192.01")


# With a key.


def test_a_key_shows_exact_places_and_goes_with_the_tab(
    desk: BrowserContext, house: Installation
) -> None:
    page = desk.new_page()
    token = create_token(house.database, "analyst").token
    page.goto("/#/map?records=full")
    expect(page.get_by_text("Exact records need a staff key.")).to_be_visible()

    page.goto("/#/settings")
    page.get_by_text("Staff key").click()
    page.get_by_label("Key (begins with mdz_)").fill("nonsense")
    page.get_by_role("button", name="Use key").click()
    expect(page.get_by_text("This is no key.")).to_be_visible()
    page.get_by_label("Key (begins with mdz_)").fill(token)
    page.get_by_role("button", name="Use key").click()
    expect(page.get_by_text("A key is in use in this tab.")).to_be_visible()

    open_map(page, "?records=full&at=23.8473,52.7012,12.00")
    expect(entries(page).filter(has_text="within about 12 m")).to_have_count(5)
    expect(entries(page).filter(has_text="Pushback")).to_have_count(1)
    page.locator(".map-frame canvas").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One record")).to_be_visible()
    # Nothing of it lies where another tab, or the next visit, could find it.
    kept = page.evaluate("async () => JSON.stringify([{ ...localStorage }, await caches.keys()])")
    assert token not in kept
    other = desk.new_page()
    other.goto("/#/map?records=full")
    expect(other.get_by_text("Exact records need a staff key.")).to_be_visible()


def test_a_key_that_is_refused_is_said(desk: BrowserContext, house: Installation) -> None:
    page = desk.new_page()
    token = create_token(house.database, "monitor").token
    page.add_init_script(f"sessionStorage.setItem('miedza-staff-key', '{token}')")
    page.goto("/#/map?records=full")
    expect(page.get_by_role("alert")).to_contain_text("This key may not read exact records")


# Files.


def test_what_is_shown_is_what_is_downloaded(page: Page, tmp_path: Path) -> None:
    open_map(page, "?equipment=wire_cutters")
    with page.expect_download() as saved:
        page.get_by_role("button", name="GeoJSON").click()
    content = orjson.loads(Path(saved.value.path()).read_bytes())
    (feature,) = content["features"]
    assert saved.value.suggested_filename == "miedza-incidents.geojson"
    assert feature["properties"]["type"] == "barrier_damaged"
    assert content["licence"] == "CC-BY-4.0"
    assert "OpenStreetMap" in content["attribution"]

    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["id"], row["equipment"]) == (feature["id"], "wire_cutters")


# Without a line.


def test_what_was_read_is_there_without_a_line(desk: BrowserContext, expected: Expected) -> None:
    page = desk.new_page()
    keep_offline(page)
    open_map(page)
    desk.set_offline(True)
    page.reload()
    expect(page.get_by_text("No connection. These records were read on")).to_be_visible()
    expect(status(page)).to_have_text(f"{expected.all} of {expected.all} records")


def test_a_failure_is_said_and_can_be_tried_again(desk: BrowserContext) -> None:
    page = desk.new_page()
    items = re.compile("/api/collections/incidents/items")
    desk.route(items, lambda route: route.fulfill(status=200, body="<html>log in</html>"))
    page.goto("/#/map")
    expect(page.get_by_role("alert")).to_contain_text("The records could not be read.")
    desk.unroute(items)
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_contain_text("records")


# Everyone.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_has_no_barrier_and_fits_a_narrow_phone(
    browser: Browser, address: str, expected: Expected, language: str, scheme: str
) -> None:
    settings = {**phone_settings(language), "viewport": NARROW, "color_scheme": scheme}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    open_map(page, f"?place=cell:{expected.cell}&week=2025-W15..2025-W21")
    for folded in page.locator("main summary").all():
        folded.click()
    assert (violations(page), widest(page)) == ([], NARROW["width"])
    context.close()


def test_the_map_is_not_loaded_before_it_is_asked_for(desk: BrowserContext) -> None:
    page, asked = desk.new_page(), []
    desk.on("request", lambda each: asked.append(each.url))
    page.goto("/#/report")
    page.locator(".tile").first.wait_for()
    page.wait_for_load_state("networkidle")
    scripts: list[str] = page.evaluate("() => [...document.scripts].map((each) => each.src)")
    assert scripts
    assert not any("drawing" in each for each in scripts)


# Ten thousand.


def test_ten_thousand_records_answer_at_once(
    browser: Browser, address: str, house: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    """Our own part of an answer, from the event to the page that is to be painted.

    Printed, and bounded only against a mistake of another order: the machine may be busy.
    """
    plant_many(house, MANY)
    settings = {**phone_settings(), "viewport": DESK}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    token = create_token(house.database, "analyst").token
    page.add_init_script(f"sessionStorage.setItem('miedza-staff-key', '{token}')")
    open_map(page, "?records=full")
    expect(status(page)).to_have_text(re.compile(r"^(1\d,\d{3}) of \1 records$"))
    times = [
        answer_ms(page, "document.querySelector('input[name=types]').click()"),
        answer_ms(page, "document.querySelectorAll('input[name=series]')[1].click()"),
        answer_ms(page, "document.querySelector('input[name=types]').click()"),
        answer_ms(page, "document.querySelectorAll('input[name=series]')[0].click()"),
    ]
    with capsys.disabled():
        sys.stderr.write(
            f"\n{MANY} incidents, answers in ms: {', '.join(f'{each:.0f}' for each in times)}\n"
        )
    assert min(times) < 1_000
    context.close()


def answer_ms(page: Page, act: str) -> float:
    """From an act until the page has what it answers, before it is painted."""
    page.wait_for_timeout(1_500)
    taken: float = page.evaluate(
        f"""async () => {{
          const said = document.querySelector('p.map-status');
          const before = said.textContent;
          const start = performance.now();
          {act};
          while (said.textContent === before) await new Promise((done) => setTimeout(done, 0));
          return performance.now() - start;
        }}"""
    )
    return taken


def test_a_map_that_is_resized_keeps_nobody_from_leaving_it(page: Page) -> None:
    open_map(page)
    # The map is told of its new size a moment later, and where it lies then.
    page.set_viewport_size({"width": 700, "height": 900})
    page.evaluate("() => { location.hash = '#/settings'; }")
    page.wait_for_timeout(1_000)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert page.url.endswith("#/settings")
