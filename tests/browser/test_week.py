"""The week in a browser: vintages with their differences, the same figures in three shapes."""

import copy
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from service.installation import Installation
from service.vocabulary import LANGUAGES
from tests.browser.conftest import PATIENCE_MS, phone_settings
from tests.browser.test_screens import violations, widest
from tests.browser.weeks import BEFORE, WEEK, two_weeks, write_release
from tests.service.projections.stage import ON_SQLITE
from tests.service.summaries.bulletin.documents import full_week

pytestmark = [pytest.mark.slow, ON_SQLITE]

NARROW = {"width": 320, "height": 900}


@pytest.fixture
def page(phone: BrowserContext, house: Installation) -> Page:
    two_weeks(house)
    return phone.new_page()


def total(series: str) -> int:
    """A figure of the whole border as the newest vintage holds it."""
    found = [
        row["incidents"]
        for row in full_week()["cells"]
        if (row["series"], row["sector"], row["type"]) == (series, "_T", "_T")
    ]
    number: int = found[0]
    return number


def big(page: Page, place: int) -> Locator:
    return page.locator(".numbers .big").nth(place)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_the_newest_week_opens_in_its_newest_vintage_beside_the_one_before(page: Page) -> None:
    page.goto("/#/week")
    expect(page.get_by_role("heading", name=f"Week {WEEK}")).to_be_visible()
    expect(page.get_by_label("Vintage", exact=True)).to_have_value("2")
    expect(big(page, 0)).to_contain_text(str(total("reported")))
    expect(big(page, 0)).to_contain_text(f"was {total('reported') - 1}")
    expect(big(page, 1)).to_have_text(str(total("headline")))
    expect(page.get_by_text("Numbers that differ from vintage 1: 2")).to_be_visible()
    expect(row(page, "Sector and type, Białowieża")).to_contain_text("Reported")


def test_an_older_vintage_says_so_and_its_address_lasts(page: Page) -> None:
    page.goto("/#/week")
    page.get_by_label("Vintage", exact=True).select_option("1")
    expect(page).to_have_url(re.compile(re.escape(f"#/week/{WEEK}?vintage=1") + "$"))
    expect(big(page, 0)).to_have_text(str(total("reported") - 1))
    expect(page.get_by_text("This is not the newest vintage.")).to_be_visible()
    page.reload()
    expect(big(page, 0)).to_have_text(str(total("reported") - 1))
    page.get_by_role("link", name="See the newest").click()
    expect(big(page, 0)).to_contain_text(str(total("reported")))


def test_nothing_is_marked_where_nothing_is_compared(page: Page) -> None:
    page.goto(f"/#/week/{WEEK}?view=table")
    expect(row(page, "Białowieża")).to_contain_text("was")
    page.get_by_label("Mark differences from").select_option("0")
    expect(row(page, "Białowieża")).not_to_contain_text("was")
    expect(page.get_by_text("Each number that changed")).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(f"#/week/{WEEK}?against=0&view=table") + "$"))


def test_map_chart_and_table_show_the_same_figures(page: Page) -> None:
    sectors = {
        each["sector"]: each["incidents"]
        for each in full_week()["cells"]
        if (each["series"], each["type"]) == ("reported", "_T")
    }
    number = str(sectors["BIA"])
    page.goto("/#/week")
    drawn = page.locator(".drawing.map svg")
    expect(drawn.get_by_text("Białowieża")).to_be_attached()
    expect(drawn.get_by_text(number, exact=True).first).to_be_attached()
    page.get_by_role("link", name="Chart", exact=True).click()
    expect(page.locator(".drawing.strip svg").get_by_text(f"{number} (").first).to_be_attached()
    page.get_by_role("link", name="Table", exact=True).click()
    expect(row(page, "Białowieża").get_by_role("cell").first).to_contain_text(number)
    expect(row(page, "Whole border").get_by_role("cell").first).to_contain_text(
        str(total("reported"))
    )
    # Where nobody is known to have looked there is no nought.
    expect(row(page, "Sławatycze").get_by_role("cell").first).to_have_text("no data")


def test_weeks_are_stepped_through_by_the_keyboard(page: Page) -> None:
    page.goto("/#/week")
    page.get_by_role("button", name="Week before").press("Enter")
    expect(page.get_by_role("heading", name=f"Week {BEFORE}")).to_be_visible()
    expect(page.get_by_role("button", name="Week before")).to_be_disabled()
    page.get_by_role("button", name="Week after").press("Enter")
    expect(page.get_by_role("heading", name=f"Week {WEEK}")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=f"Week {BEFORE}")).to_be_visible()


@pytest.mark.parametrize("f", ["PDF", "XLSX", "CSV", "GEOJSON", "JSON"])
def test_the_vintage_is_downloaded_under_its_name(page: Page, f: str) -> None:
    page.goto(f"/#/week/{WEEK}?vintage=1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f, exact=True).click()
    name = waiting.value.suggested_filename
    assert name.startswith(f"miedza-{WEEK}-v1")
    assert name.endswith(f".{f.lower()}")


def test_a_citation_names_vintage_checksum_and_address(page: Page) -> None:
    page.goto(f"/#/week/{WEEK}?vintage=2")
    cited = page.locator(".cite")
    expect(cited.first).to_contain_text(f"weekly bulletin {WEEK}, vintage 2")
    expect(cited.first).to_contain_text(f"/api/summaries/weekly/{WEEK}?vintage=2&f=html")
    expect(cited.nth(1)).to_contain_text("SHA-256")


def test_without_a_line_what_was_read_is_shown_as_old(phone: BrowserContext, page: Page) -> None:
    page.goto("/#/week")
    expect(page.locator(".drawing.curve svg")).to_be_visible()
    phone.set_offline(True)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.get_by_text("No connection: this is what was read last.")).to_be_visible()
    expect(big(page, 0)).to_contain_text(str(total("reported")))
    page.get_by_role("button", name="Week before").click()
    expect(page.get_by_role("alert")).to_contain_text("were not read on this device before")
    phone.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(big(page, 0)).to_have_text(str(total("reported") - 1))


def test_a_week_to_come_says_when(page: Page) -> None:
    page.goto("/#/week/2099-W01")
    expect(page.get_by_text("Week 2099-W01 was not released.")).to_be_visible()
    page.get_by_role("link", name="To the newest week").click()
    expect(page.get_by_role("heading", name=f"Week {WEEK}")).to_be_visible()


def test_before_the_first_release_its_day_is_named(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/week")
    expect(page.get_by_text("No week is released yet.")).to_be_visible()
    expect(page.get_by_text("The first to come is week")).to_be_visible()


def test_a_vintage_without_earlier_weeks_draws_no_curve(
    phone: BrowserContext, house: Installation
) -> None:
    document: dict[str, Any] = copy.deepcopy(full_week()) | {"vintage": 1, "curve": []}
    write_release(house, document)
    page = phone.new_page()
    page.goto("/#/week")
    expect(page.get_by_text("This vintage holds nothing to draw here.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_view_has_a_barrier_or_is_wider_than_a_narrow_phone(
    browser: Browser, address: str, house: Installation, language: str, scheme: str
) -> None:
    two_weeks(house)
    settings = {**phone_settings(language), "viewport": NARROW, "color_scheme": scheme}
    context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    for view in ("map", "chart", "table"):
        page.goto(f"/#/week/{WEEK}?view={view}")
        page.locator(".drawing.curve svg").wait_for()
        if view != "table":
            page.locator(".drawing:not(.curve) svg").wait_for()
        assert (violations(page), widest(page)) == ([], NARROW["width"])
    context.close()
