"""A place that is picked on the map: the cross stays, the map moves under it."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from service.installation import Installation
from tests.browser.conftest import IN_FOREST
from tests.browser.phone import expect_states, give_key, incidents, keep_offline
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]


def open_map(page: Page) -> Locator:
    """The form with its map, once it is drawn."""
    page.goto("/#/report")
    page.get_by_role("radio", name="Crossing attempt", exact=True).check()
    page.get_by_role("radio", name="On the map", exact=True).check()
    frame = page.locator(".pick-place")
    expect(frame).to_have_attribute("data-state", "ready")
    frame.scroll_into_view_if_needed()
    return frame


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()


def drag(page: Page, frame: Locator, right: int, down: int) -> None:
    """By a hand that stops before it lets go, so that nothing glides on."""
    box = frame.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.wait_for_timeout(300)
    page.mouse.up()


def test_what_lies_under_the_cross_is_the_place(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    give_key(page, house)
    frame = open_map(page)
    expect(page.get_by_text("Move the map until the cross")).to_be_visible()
    drag(page, frame, right=-80, down=0)
    expect(page.get_by_text("about 556 m")).to_be_visible()
    expect(page.get_by_text("kilometre")).to_be_visible()
    save(page)
    expect_states(page, "sent")
    (incident,) = incidents(house)
    assert incident["location_method"] == "map_pick"
    # The map began at the phone and was drawn to the left: 80 pixels of 23 m farther east.
    assert incident["lat"] == pytest.approx(IN_FOREST["latitude"], abs=0.0002)
    assert incident["lon"] - IN_FOREST["longitude"] == pytest.approx(0.02747, abs=0.001)


def test_it_is_picked_by_the_keyboard_too(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    give_key(page, house)
    frame = open_map(page)
    canvas = frame.locator("canvas")
    canvas.focus()
    canvas.press("ArrowUp")
    expect(page.get_by_text("about 556 m")).to_be_visible()
    save(page)
    expect_states(page, "sent")
    (incident,) = incidents(house)
    assert incident["lat"] > IN_FOREST["latitude"]
    assert incident["lon"] == pytest.approx(IN_FOREST["longitude"], abs=0.0002)


def test_coordinates_move_the_map_and_are_sent_as_they_were_typed(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    open_map(page)
    page.get_by_label("coordinates").fill("N 52°42.60' E 023°55.20'")
    expect(page.get_by_text("about 10 m")).to_be_visible()
    save(page)
    expect_states(page, "sent")
    (incident,) = incidents(house)
    assert (incident["location_method"], incident["lon"], incident["lat"]) == (
        "map_pick",
        23.92,
        52.71,
    )


def test_without_a_place_the_form_says_what_it_needs(phone: BrowserContext) -> None:
    page = phone.new_page()
    open_map(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Move the map to the place")
    field = page.get_by_label("coordinates")
    field.fill("by the river")
    field.blur()
    expect(page.get_by_text("cannot be read as latitude")).to_be_visible()


def test_a_place_far_from_the_border_is_told_before_it_is_saved(phone: BrowserContext) -> None:
    page = phone.new_page()
    open_map(page)
    page.get_by_label("coordinates").fill("23.8473, 52.7012")
    expect(page.get_by_text("the wrong way round")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("too far from the border")


def test_a_draft_brings_its_place_back(phone: BrowserContext) -> None:
    page = phone.new_page()
    open_map(page)
    page.get_by_label("coordinates").fill("52.71, 23.92")
    expect(page.get_by_text("about 557 m")).to_be_visible()
    page.wait_for_timeout(1_500)
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    expect(page.locator(".pick-place")).to_have_attribute("data-state", "ready")
    expect(page.get_by_text("about 557 m")).to_be_visible()


def test_the_map_is_there_without_a_line(phone: BrowserContext) -> None:
    page = phone.new_page()
    keep_offline(page, "picker", "opening", "maplibre-gl-worker", "shapes", "places")
    phone.set_offline(True)
    page.reload()
    frame = open_map(page)
    drag(page, frame, right=-80, down=0)
    expect(page.get_by_text("kilometre")).to_be_visible()
