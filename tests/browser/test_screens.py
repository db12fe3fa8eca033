"""Every screen in every language: axe finds nothing, and it fits a narrow phone."""

import gzip
import re
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from service.client.files import client_files
from service.vocabulary import LANGUAGES
from tests.browser.conftest import PATIENCE_MS, phone_settings
from tests.browser.phone import set_pin
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

RULES = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
FIRST_LOAD_BYTES = 60_000
# High enough for the whole form: axe takes what scrolls under the save bar for text on the bar.
NARROW, WIDE = {"width": 320, "height": 4_000}, {"width": 1440, "height": 900}


def violations(page: Page) -> list[Any]:
    page.evaluate(RULES)
    found: list[Any] = page.evaluate(
        "async () => (await axe.run(document)).violations.map((each) => "
        "[each.id, each.nodes.map((node) => node.failureSummary)])"
    )
    return found


def widest(page: Page) -> int:
    number: int = page.evaluate("() => document.documentElement.scrollWidth")
    return number


def fill_everything(page: Page, place: str) -> None:
    """The form with all its parts open, and one of the ways to tell a place."""
    page.goto("/#/report")
    page.locator(".tiles .plain").click()
    page.locator(".tile input").first.check()
    page.locator(".ways input[value=part]").check()
    page.locator(f".ways input[value={place}]").check()
    if place == "map":
        expect(page.locator(".pick-place")).to_have_attribute("data-state", "ready")
    page.locator(".group > button").first.click()
    page.locator(".stepper button").nth(1).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_has_a_barrier_or_is_wider_than_a_narrow_phone(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    settings = {**phone_settings(language), "viewport": NARROW, "color_scheme": scheme}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    fill_everything(page, "map" if scheme == "light" else "marker")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert (violations(page), widest(page)) == ([], NARROW["width"])

    page.locator(".savebar button").click()
    page.locator("form .note.bad").wait_for()
    assert (violations(page), widest(page)) == ([], NARROW["width"])

    page.locator(".ways input[value=border]").check()
    page.locator(".savebar button").click()
    page.locator(".note.good").wait_for()
    assert violations(page) == []

    page.goto("/#/outbox")
    page.locator(".entry").wait_for()
    assert (violations(page), widest(page)) == ([], NARROW["width"])

    page.goto("/#/settings")
    page.locator("input[type=password]").first.fill("wrong")
    page.locator("form button").first.click()
    page.locator(".note.bad").wait_for()
    assert (violations(page), widest(page)) == ([], NARROW["width"])

    page.goto("/#/join/NOT-A-CODE")
    page.locator("input.code").wait_for()
    assert (violations(page), widest(page)) == ([], NARROW["width"])

    set_pin(page, "a long one")
    page.reload()
    page.locator("input[type=password]").fill("another")
    page.locator("form button").click()
    page.locator(".note.bad").wait_for()
    assert (violations(page), widest(page)) == ([], NARROW["width"])
    context.close()


def test_axe_would_have_found_something(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    page.locator(".tile").first.wait_for()
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [each[0] for each in violations(page)] == ["button-name"]


def test_a_wide_screen_at_200_percent_needs_no_sideways_scrolling(
    browser: Browser, address: str
) -> None:
    # Twice as large on half the points is what a browser's zoom does.
    half = {"width": WIDE["width"] // 2, "height": WIDE["height"] // 2}
    settings = {**phone_settings(), "viewport": half, "device_scale_factor": 2}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    page = context.new_page()
    fill_everything(page, "marker")
    assert widest(page) == half["width"]
    context.close()


def test_the_language_is_switched_without_a_reload_and_remembered(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    page.get_by_label("In your words").fill("stays as it is")
    page.get_by_role("combobox").first.select_option("be")
    expect(page.get_by_role("heading", name="Паведамленне")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("stays as it is")
    page.reload()
    expect(page.get_by_role("heading", name="Паведамленне")).to_be_visible()


def test_the_language_that_was_chosen_last_is_spoken_whichever_comes_first(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, **phone_settings(), service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    held: list[Route] = []
    # Playwright marks the function that it is given, which no method can bear.
    context.route("**/assets/pl-*.js", lambda route: held.append(route))  # noqa: PLW0108
    page.goto("/#/report")
    language = page.get_by_role("combobox").first
    language.select_option("pl")
    page.wait_for_timeout(200)
    language.select_option("de")
    expect(page.get_by_role("heading", name="Meldung")).to_be_visible()
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    context.close()


MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(each);
  const moves = /[1-9]/.test(transitionDuration) || animationName !== "none";
  return moves || scrollBehavior === "smooth";
}).map((each) => each.className)"""
# The address holds where the map has come to rest.
ZOOM = """() => {
  document.querySelector(".maplibregl-ctrl-zoom-in").click();
  return new Promise((done) => setTimeout(() => done(location.hash), 150));
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_who_wants_no_motion(
    browser: Browser, address: str, motion: Literal["reduce", "no-preference"]
) -> None:
    settings = {**phone_settings(), "reduced_motion": motion}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    page = context.new_page()
    for screen in ("report", "outbox", "week", "settings", "map"):
        page.goto(f"/#/{screen}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate(MOVING) == []
    expect(page.locator(".map-frame")).to_have_attribute("data-state", "ready")
    assert ("at=" in page.evaluate(ZOOM)) == (motion == "reduce")
    page.evaluate("() => { document.body.style.transition = 'opacity 1s'; }")
    assert page.evaluate(MOVING) == [""]
    context.close()


@pytest.mark.parametrize(
    ("language", "shape"), [("pl", r"\d{1,2} \w{3} 20\d\d"), ("be", r"\d\d\.\d\d\.20\d\d")]
)
def test_a_date_is_written_as_in_the_language_even_where_the_browser_knows_none(
    browser: Browser, address: str, language: str, shape: str
) -> None:
    context = browser.new_context(base_url=address, **phone_settings(language))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/#/report")
    page.locator("input[name=type]").first.check()
    expect(page.locator("main").get_by_text(re.compile(shape))).to_be_visible()
    context.close()


def test_the_form_works_by_the_keyboard_alone(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    page.locator(".tile").first.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name === 'type'"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved").first).to_be_visible()


def test_the_first_load_of_the_form_is_small(phone: BrowserContext) -> None:
    """What the page, its script and its styles weigh on the line, fonts aside."""
    page = phone.new_page()
    page.goto("/#/report")
    page.locator(".tile").first.wait_for()
    loaded: list[str] = page.evaluate(
        "() => performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)"
    )
    kinds = (".js", ".css")
    first = [path for path in loaded if path.startswith("/assets/") and path.endswith(kinds)]
    first = [path for path in first if not path.startswith(("/assets/border", "/assets/places"))]
    weighed = sum(len(gzip.compress(client_files()[path].bodies[-1].content)) for path in first)
    assert 0 < weighed <= FIRST_LOAD_BYTES


def test_no_request_leaves_our_own_address(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    asked: list[str] = []
    phone.on("request", lambda each: asked.append(each.url))
    fill_everything(page, "marker")
    page.goto("/#/outbox")
    page.goto("/#/settings")
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
