"""A report says where and when it was begun, once, whatever hurry or delay comes after."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from service.installation import Installation
from tests.browser.phone import expect_states, give_key, incidents, received, stored, write_report
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

# A town far from the first place, in another sector.
AT_HOME = {"latitude": 52.0325, "longitude": 23.1165, "accuracy": 20}
DAY_MS = 86_400_000


def begin(page: Page, words: str = "seen") -> None:
    page.goto("/#/report")
    expect(page.get_by_text("about 12 m")).to_be_visible()
    page.get_by_role("radio", name="Crossing attempt", exact=True).check()
    page.get_by_label("In your words").fill(words)


def starts(house: Installation) -> list[datetime]:
    query = "SELECT occurred_from FROM incident"
    with house.database.reading() as session:
        return [
            datetime.fromtimestamp(row[0] / 1_000_000, UTC) for row in session.execute(text(query))
        ]


def test_a_hasty_thumb_makes_one_report(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    give_key(page, house)
    begin(page)
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Saved").first).to_be_visible()
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_what_was_saved_in_a_hurry_does_not_come_back_as_a_draft(phone: BrowserContext) -> None:
    page = phone.new_page()
    for _ in range(5):
        begin(page)
        page.wait_for_timeout(285)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved").first).to_be_visible()
        page.wait_for_timeout(600)
        page.reload()
        expect(page.get_by_role("button", name="Save")).to_be_visible()
        page.wait_for_timeout(200)
        assert page.get_by_text("A report that was not finished").count() == 0


def test_a_draft_that_is_taken_up_at_home_keeps_its_place_and_time(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    page.add_init_script(f"const real = Date.now; Date.now = () => real() - {DAY_MS};")
    before = datetime.now(UTC)
    begin(page)
    page.wait_for_timeout(800)
    phone.set_geolocation(AT_HOME)
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    (incident,) = incidents(house)
    assert incident["sector"] == "BIA"
