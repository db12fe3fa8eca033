"""A report says where and when it was begun, once, whatever hurry or delay comes after."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, expect
from sqlalchemy import text

from service.installation import Installation
from tests.browser.conftest import phone_settings
from tests.browser.phone import expect_states, give_key, incidents, received
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

# A town far from the first place, in another sector.
AT_HOME: Geolocation = {"latitude": 52.0325, "longitude": 23.1165, "accuracy": 5}
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


def a_day_later_at_home(phone: BrowserContext, page: Page) -> None:
    page.add_init_script(f"const real = Date.now; Date.now = () => real() + {DAY_MS};")
    phone.set_geolocation(AT_HOME)
    page.reload()


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
    begun = datetime.now(UTC)
    begin(page)
    page.wait_for_timeout(800)
    a_day_later_at_home(phone, page)
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_text("Where the phone was when you began")).to_be_visible()
    expect(page.get_by_role("button", name="Take where the phone is now")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    assert [each["sector"] for each in incidents(house)] == ["BIA"]
    assert abs(starts(house)[0] - begun) < timedelta(minutes=2)


def test_a_refused_report_that_is_written_again_keeps_its_place_and_time(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    begun = datetime.now(UTC)
    begin(page)
    page.get_by_role("radio", name="Border post").check()
    page.get_by_label("Number on the post").fill("99999")
    page.get_by_role("button", name="Save").click()
    expect_states(page, "refused")
    a_day_later_at_home(phone, page)
    page.goto("/#/outbox")
    page.get_by_role("button", name="Write it again").click()
    page.get_by_role("radio", name="Where I am").check()
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    assert [each["sector"] for each in incidents(house)] == ["BIA"]
    assert abs(starts(house)[0] - begun) < timedelta(minutes=2)


def test_what_is_written_again_is_kept_before_it_leaves_the_outbox(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    begin(page, words="not to be lost")
    page.get_by_role("radio", name="Border post").check()
    page.get_by_label("Number on the post").fill("99999")
    page.get_by_role("button", name="Save").click()
    expect_states(page, "refused")
    # The browser ends right behind the tap.
    page.evaluate(
        """() => {
          const again = [...document.querySelectorAll(".entry button")][0];
          again.click();
          setTimeout(() => location.replace("/about"), 60);
        }"""
    )
    page.wait_for_url("**/about")
    page.goto("/#/report")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("In your words")).to_have_value("not to be lost")


def test_until_the_position_is_found_the_button_says_so(phone: BrowserContext) -> None:
    phone.clear_permissions()
    page = phone.new_page()
    page.goto("/#/report")
    expect(page.get_by_role("button", name="Save without a position")).to_be_visible()
    page.get_by_role("radio", name="Somewhere on the border").check()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()


def test_a_position_that_the_service_would_refuse_is_told_before_it_is_saved(
    phone: BrowserContext, house: Installation
) -> None:
    phone.set_geolocation({"latitude": 52.2297, "longitude": 21.0122, "accuracy": 10})
    page = phone.new_page()
    give_key(page, house)
    page.goto("/#/report")
    expect(page.get_by_text("too far for a report")).to_be_visible()
    page.get_by_role("radio", name="Crossing attempt", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Tell the place in another way.")
    # It stays said when the draft is kept, a third of a second after the last change.
    page.wait_for_timeout(1_000)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("radio", name="Somewhere on the border").check()
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")


def test_a_time_is_that_of_poland_on_a_phone_that_is_set_to_another_zone(
    browser: Browser, address: str, house: Installation
) -> None:
    settings = {**phone_settings(), "timezone_id": "Europe/Minsk"}
    with browser.new_context(base_url=address, **settings) as abroad:  # type: ignore[arg-type]
        page = abroad.new_page()
        give_key(page, house)
        begin(page)
        page.get_by_role("radio", name="At a time").check()
        page.get_by_label("Date and time in Poland").fill("2025-11-21T22:30")
        page.get_by_role("button", name="Save").click()
        expect_states(page, "sent")
    assert starts(house) == [datetime(2025, 11, 21, 21, 30, tzinfo=UTC)]
