"""A report from a forest: two taps, without a line, received once, never lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from service.accounts.invites import create_invite
from service.accounts.service import revoke_token
from service.installation import Installation
from tests.browser.conftest import LastingPhone
from tests.browser.phone import (
    begin_report,
    expect_states,
    give_key,
    incidents,
    keep_offline,
    received,
    stored,
    write_report,
)
from tests.browser.test_photos import add, arrived, kept_photos, photo
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

LIES = {
    "nothing at all": {"status": 200, "body": ""},
    "a portal's page": {
        "status": 200,
        "content_type": "text/html",
        "body": "<html>Welcome to the hotel</html>",
    },
    "a gateway's fault": {"status": 502, "content_type": "text/plain", "body": "Bad Gateway"},
    "half a receipt": {
        "status": 201,
        "content_type": "application/json",
        "body": '{"id": "5a1f2f4e-8c1b-4b0a-9d55-0f6f3',
    },
    "another receipt": {
        "status": 201,
        "content_type": "application/json",
        "body": '{"id": "5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b", "sha256": "0", "code": "MZ-1"}',
    },
    "another place": {"status": 302, "headers": {"location": "/about"}},
}


def test_two_taps_send_a_report_with_the_place_of_the_phone(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    page.goto("/#/report")
    expect(page.get_by_text("about 12 m")).to_be_visible()
    expect(page.get_by_text("Białowieża, kilometre 176.0, 3233 m into Poland")).to_be_visible()
    page.get_by_role("radio", name="Crossing attempt", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It is sent as soon as there is a line.")).to_be_visible()

    expect_states(page, "sent")
    (report,) = received(house)
    expect(page.get_by_text(report["receipt_code"])).to_be_visible()
    (incident,) = incidents(house)
    assert (incident["type"], incident["sector"]) == ("crossing_attempt", "BIA")
    assert (incident["lon"], incident["lat"]) == (23.8473, 52.7012)


def test_reports_with_photos_outlive_the_browser_and_are_received_once(
    lasting_phone: LastingPhone, house: Installation
) -> None:
    code = create_invite(house.database, "north", "en", "analyst").code
    page = lasting_phone.switch_on()
    keep_offline(page)
    page.goto(f"/#/join/{code}")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("This phone may send reports.")).to_be_visible()
    lasting_phone.switch_off()

    page = lasting_phone.switch_on(online=False)
    for number, kind in enumerate(("Crossing attempt", "Pushback", "Equipment found")):
        begin_report(page)
        add(page, photo(page, shade=10 * number), photo(page, shade=100 + 10 * number))
        expect(page.get_by_role("img")).to_have_count(2)
        write_report(page, kind, words=f"the report of number {number}")
    expect_states(page, "waiting", "waiting", "waiting")
    lasting_phone.lose_power()

    page = lasting_phone.switch_on(online=False)
    expect_states(page, "waiting", "waiting", "waiting")
    assert received(house) == []
    lasting_phone.set_online(True)
    expect_states(page, "sent", "sent", "sent")
    expect(page.get_by_text("Photos sent: 2 of 2")).to_have_count(3)
    assert len(received(house)) == 3
    assert (arrived(house), kept_photos(page)) == ((6, 6), 0)
    assert sorted(each["type"] for each in incidents(house)) == [
        "crossing_attempt", "equipment_found", "pushback",
    ]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_whoever_answers_on_the_way_makes_no_report_vanish(
    phone: BrowserContext, house: Installation, lie: str
) -> None:
    page = phone.new_page()
    give_key(page, house)
    lies: list[str] = []

    def answer(route: Route) -> None:
        lies.append(route.request.url)
        route.fulfill(**LIES[lie])  # type: ignore[arg-type]

    phone.route("**/api/reports/**", answer)
    write_report(page)
    page.goto("/#/outbox")
    expect(page.get_by_text("tries: 1")).to_be_visible()
    expect_states(page, "waiting")
    assert lies
    assert received(house) == []

    phone.unroute("**/api/reports/**")
    page.get_by_role("button", name="Send now").click()
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_an_answer_that_was_lost_makes_no_second_report(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/api/reports/**", swallow)
    write_report(page)
    page.goto("/#/outbox")
    expect(page.get_by_text("tries: 1")).to_be_visible()
    phone.unroute("**/api/reports/**")
    page.get_by_role("button", name="Send now").click()
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_two_tabs_send_each_report_once(phone: BrowserContext, house: Installation) -> None:
    one = phone.new_page()
    give_key(one, house)
    phone.set_offline(True)
    for _ in range(3):
        write_report(one)
    sent: list[str] = []
    phone.on("request", lambda each: sent.append(each.url) if each.method == "PUT" else None)
    phone.set_offline(False)
    other = phone.new_page()
    other.goto("/#/outbox")
    expect_states(other, "sent", "sent", "sent")
    expect_states(one, "sent", "sent", "sent")
    assert len(received(house)) == 3
    assert len(sent) == len(set(sent)) == 3


def test_what_the_service_refuses_says_why_and_can_be_written_again(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    give_key(page, house)
    page.goto("/#/report")
    page.get_by_role("radio", name="Crossing attempt", exact=True).check()
    page.get_by_role("radio", name="Border post").check()
    page.get_by_label("Number on the post").fill("99999")
    page.get_by_role("button", name="Save").click()
    expect_states(page, "refused")
    expect(page.get_by_text("marker")).to_be_visible()

    page.get_by_role("button", name="Write it again").click()
    page.get_by_label("Number on the post").fill("412")
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_a_revoked_phone_keeps_what_it_has_not_sent(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    revoke_token(house.database, give_key(page, house))
    write_report(page, words="kept until somebody decides")
    expect_states(page, "waiting")
    page.goto("/#/settings")
    expect(page.get_by_text("The key of this phone was revoked.")).to_be_visible()
    give_key(page, house)
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_without_a_key_reports_wait_for_one(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    write_report(page)
    expect(page.get_by_text("once the phone has a key")).to_be_visible()
    expect_states(page, "waiting")
    give_key(page, house)
    expect_states(page, "sent")


def test_a_draft_comes_back_only_when_it_is_asked_for(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    page.get_by_label("In your words").fill("half a sent")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.get_by_text("A report that was not finished is kept here.")).to_be_visible()
    expect(page.get_by_label("In your words")).to_have_value("")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("In your words")).to_have_value("half a sent")


def test_a_form_that_is_not_complete_says_what_it_needs(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    page.get_by_role("radio", name="Sector", exact=True).check()
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Choose what happened.")
    expect(alert).to_contain_text("Choose a sector.")
    expect(alert).to_be_focused()


def test_a_full_phone_says_so_and_loses_nothing(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    session = phone.new_cdp_session(page)
    origin = page.url.split("/#")[0]
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    page.get_by_role("radio", name="Pushback", exact=True).check()
    page.get_by_label("In your words").fill("words " * 600)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was saved")
    expect(page.get_by_label("In your words")).to_have_value("words " * 600)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    page.get_by_role("button", name="Save").click()
    expect_states(page, "waiting")


def test_the_wipe_leaves_nothing(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    keep_offline(page)
    give_key(page, house)
    phone.set_offline(True)
    write_report(page, words="not to be found")
    page.get_by_role("combobox").first.select_option("pl")
    page.get_by_role("combobox").first.select_option("en")
    assert stored(phone)["databases"] == ["miedza"]
    page.goto("/#/settings")
    button = page.get_by_role("button", name="Hold to delete")
    button.click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert stored(phone)["databases"] == ["miedza"]

    button.hover()
    page.mouse.down()
    page.wait_for_url("about:blank")
    phone.set_offline(False)
    page.goto("/about")
    assert stored(phone) == {
        "databases": [], "caches": [], "files": [], "local": {}, "session": {}, "workers": 0,
    }  # fmt: skip


def test_the_wipe_reaches_other_tabs(phone: BrowserContext, house: Installation) -> None:
    """A tab that was left open would send, keep what is typed, and make the database anew."""
    page, other = phone.new_page(), phone.new_page()
    give_key(page, house)
    other.goto("/#/report")
    other.get_by_label("In your words").fill("not to be found")
    page.get_by_role("button", name="Hold to delete").hover()
    page.mouse.down()
    page.wait_for_url("about:blank")
    other.wait_for_url("about:blank")
    page.goto("/about")
    # Longer than the pause of a sender.
    page.wait_for_timeout(6_000)
    assert stored(phone)["databases"] == []


def test_a_phone_whose_clock_was_set_back_goes_on_sending(
    phone: BrowserContext, house: Installation
) -> None:
    page: Page = phone.new_page()
    give_key(page, house)
    phone.route("**/api/reports/**", lambda route: route.abort())
    write_report(page)
    page.goto("/#/outbox")
    expect(page.get_by_text("tries: 1")).to_be_visible()
    phone.unroute("**/api/reports/**")
    page.add_init_script("const real = Date.now; Date.now = () => real() - 3 * 86_400_000;")
    page.reload()
    expect_states(page, "sent")
    assert len(received(house)) == 1


def test_what_waits_for_more_than_a_day_is_said_loudly(phone: BrowserContext) -> None:
    page = phone.new_page()
    write_report(page)
    page.goto("/#/outbox")
    expect(page.get_by_text("The oldest unsent report")).to_have_class("quiet")
    page.add_init_script("const real = Date.now; Date.now = () => real() + 2 * 86_400_000;")
    page.reload()
    expect(page.get_by_text("The oldest unsent report")).to_have_class("note bad")
