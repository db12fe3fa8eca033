"""A phone joins by an invitation, on a line that loses answers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import text

from service.accounts.devices import list_devices, revoke_device
from service.accounts.invites import LIFETIME, create_invite, redeem
from service.installation import Installation
from tests.browser.line import LOSES_THE_ANSWER, Line
from tests.browser.phone import expect_states, received, write_report
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

DEVICES = "**/api/devices"
PORTAL = {"status": 200, "content_type": "text/html", "body": "<html>Welcome</html>"}


def invite(house: Installation, language: str = "en", age: timedelta = timedelta()) -> str:
    made_at = datetime.now(UTC) - age
    return create_invite(house.database, "north", language, "analyst", made_at).code


def pseudonym(house: Installation) -> str:
    with house.database.reading() as session:
        return str(session.execute(text("SELECT pseudonym FROM device")).scalar_one())


def test_a_link_and_one_tap_give_the_phone_its_key(
    phone: BrowserContext, house: Installation
) -> None:
    line, code = Line().lead(phone, DEVICES), invite(house, "de")
    page = phone.new_page()
    write_report(page)
    page.goto(f"/#/join/{code}")
    assert line.requests == []
    page.get_by_role("button", name="Join", exact=True).click()

    # In the language of the invitation, because none was chosen here.
    expect(page.get_by_text("Dieses Telefon heißt")).to_be_visible()
    expect(page.get_by_text(f"{pseudonym(house)}, Team north.")).to_be_visible()
    assert code not in page.url
    page.go_back()
    assert code not in page.url
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/#/outbox")
    expect(page.locator(".entry")).to_have_attribute("data-state", "sent")
    assert len(received(house)) == 1


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_attempt(
    phone: BrowserContext, house: Installation
) -> None:
    line = Line([LOSES_THE_ANSWER, PORTAL]).lead(phone, DEVICES)
    page = phone.new_page()
    page.goto(f"/#/join/{invite(house)}")
    join = page.get_by_role("button", name="Join", exact=True)
    join.click()
    expect(page.get_by_role("alert")).to_contain_text("it is not used up")
    page.reload()
    join.click()
    expect(page.get_by_role("alert")).to_contain_text("it is not used up")
    join.click()
    said = f"This phone is called {pseudonym(house)}, team north."
    expect(page.get_by_text(said)).to_be_visible()
    assert len(line.requests) == 3
    assert len({each.post_data for each in line.requests}) == 1


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("unknown", "No invitation has this code."),
        ("used", "This invitation was used already."),
        ("expired", "This invitation has expired."),
    ],
)
def test_a_code_that_is_refused_says_why(
    phone: BrowserContext, house: Installation, kind: str, said: str
) -> None:
    code = invite(house, age=LIFETIME if kind == "expired" else timedelta())
    if kind == "used":
        redeem(house.database, code, uuid4())
    if kind == "unknown":
        code = code[:-1] + ("2" if code[-1] != "2" else "3")
    page = phone.new_page()
    page.goto("/#/settings")
    page.get_by_role("link", name="Join with an invitation").click()
    page.get_by_label("Code or link of the invitation").fill(code.lower())
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(said)


def test_a_revoked_device_keeps_what_it_has_not_sent_and_joins_again(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    page.goto(f"/#/join/{invite(house)}")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("This phone is called")).to_be_visible()
    (device,) = list_devices(house.database)
    revoke_device(house.database, device.device_id, "lost in the forest", "analyst")
    write_report(page)
    expect_states(page, "waiting")
    expect(page.get_by_text("Without a key nothing is sent.")).to_be_visible()
    page.goto("/#/settings")
    expect(page.get_by_text("The key of this phone was revoked.")).to_be_visible()

    page.get_by_role("link", name="Join with an invitation").click()
    page.get_by_label("Code or link of the invitation").fill(invite(house))
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("This phone may send reports.")).to_be_visible()
    expect_states(page, "sent")
    assert len(received(house)) == 1
