"""The maps' API in a browser: axe finds nothing, nothing is wider than the screen, all is ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from service.installation import Installation
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_screens import violations, widest
from tests.service.features.conftest import Planted, planted, released
from tests.service.projections.stage import ON_SQLITE
from tests.service.reports.test_at_once import server_in_thread

pytestmark = [pytest.mark.slow, ON_SQLITE]

__all__ = ["planted"]

ITEMS = "/api/collections/incidents/items"
PAGES = [
    "/api",
    "/api/conformance",
    "/api/collections",
    "/api/collections/incidents",
    "/api/collections/incidents/schema",
    "/api/collections/incidents/queryables",
    "/api/collections/incidents/sortables",
    ITEMS,
    f"{ITEMS}?limit=2&sector=BIA,NAR",
    f"{ITEMS}?sortby=-type,week&sector=BIA,NAR",
    f"{ITEMS}?week=2001-W01",
    "/api/collections/sector-weeks/items",
    "/api/collections/sectors/items/BIA",
    "/api/collections/border/items",
    "/api/collections/crossings/items",
]
# Targets that are nearer to each other than a fingertip (WCAG 2.2, 2.5.8); those within a
# sentence are exempt.
CROWDED = """() => {
  const middles = [...document.querySelectorAll("li a, th a, nav a, summary")]
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0)
    .map(([each, box]) => [each, box.left + box.width / 2, box.top + box.height / 2, box]);
  const small = (box) => box.width < 24 || box.height < 24;
  const near = ([, x, y, one], [, u, v, other]) =>
    Math.hypot(x - u, y - v) < 24 && (small(one) || small(other));
  return middles.filter((one, at) => middles.some((other, i) => i > at && near(one, other)))
    .map(([each]) => each.textContent);
}"""


@pytest.fixture
def address(house: Installation, planted: Planted) -> Iterator[str]:
    released(house, "2025-W20")
    with server_in_thread(house) as address:
        yield address


def open_everything(page: Page) -> None:
    """What is folded away is there for a reader as well."""
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (768, "dark"), (1440, "light"), (1440, "dark")]
)
def test_no_page_has_a_barrier_or_is_wider_than_the_screen(
    browser: Browser, address: str, width: int, scheme: Any
) -> None:
    viewport: Any = {"width": width, "height": 900}
    context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    for path in PAGES:
        page.goto(path)
        assert (path, widest(page)) == (path, width)
        open_everything(page)
        assert (path, violations(page), widest(page)) == (path, [], width)
        assert (path, page.evaluate(CROWDED)) == (path, [])
    # A page is one answer: no style sheet, no picture, no tile, no script.
    assert {request.resource_type for request in asked} == {"document"}
    context.close()


def test_axe_would_have_found_something(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto(ITEMS)
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [each[0] for each in violations(page)] == ["button-name"]
    page.close()


def test_a_person_walks_from_the_landing_page_to_one_record(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/api")
    page.get_by_role("link", name="Look at the collections").click()
    page.get_by_role("link", name="Look at the features: Incidents").click()
    page.get_by_text("Narrow this list").click()
    page.get_by_role("link", name="Barrier damaged").click()
    assert page.locator("tbody").count() == 1
    page.locator("tbody th a").click()
    assert page.locator("h1").inner_text() == "2025-W21, Barrier damaged, Narewka"
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Features").click()
    assert page.locator("tbody").count() > 1
    page.close()
