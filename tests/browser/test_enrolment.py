"""From the invitation to the photo in the vault: a phone and the service, with nobody between."""

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from sqlalchemy import text

from service.accounts.devices import revoke_device
from service.accounts.invites import create_invite
from service.installation import Installation
from tests.browser.phone import expect_states, received, write_report
from tests.browser.test_photos import add, begin_with, kept_photos, photo
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]


def test_an_invited_phone_sends_a_report_with_photos_and_can_be_revoked(
    phone: BrowserContext, house: Installation
) -> None:
    code = create_invite(house.database, "north", "en", "analyst").code
    page = phone.new_page()
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    phone.route("**/api/devices", lose)
    page.goto(f"/#/join/{code}")
    join = page.get_by_role("button", name="Join", exact=True)
    join.click()
    expect(page.get_by_role("alert")).to_contain_text("it is not used up")
    assert len(lost) == 1
    phone.unroute("**/api/devices")
    join.click()
    expect(page.get_by_text("This phone may send reports.")).to_be_visible()
    expect(page.get_by_text("team north")).to_be_visible()

    begin_with(page)
    add(page, photo(page), photo(page, shade=200))
    expect(page.get_by_role("img")).to_have_count(2)
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    expect(page.get_by_text("Photos sent: 2 of 2")).to_be_visible()
    assert kept_photos(page) == 0
    with house.database.reading() as session:
        kept = "SELECT count(*) FROM report_photo WHERE stored_sha256 IS NOT NULL"
        assert session.execute(text(kept)).scalar_one() == 2
        (device,) = session.execute(text("SELECT id FROM device")).scalars()

    revoke_device(house.database, device, "lost in the forest", "analyst")
    write_report(page, words="kept until somebody decides")
    expect_states(page, "waiting", "sent")
    expect(page.get_by_text("Without a key nothing is sent.")).to_be_visible()
    page.goto("/#/settings")
    expect(page.get_by_text("The key of this phone was revoked.")).to_be_visible()
    assert len(received(house)) == 1
