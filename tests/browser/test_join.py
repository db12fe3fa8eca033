"""A phone joins by an invitation, on a line that loses answers."""

import orjson
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from service.accounts.service import create_token
from service.installation import Installation
from tests.browser.phone import expect_states, received, write_report
from tests.browser.standin import problem
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

CODE = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345"


class Invites:
    """Answers of the service to a code, one after the other; the last one again and again."""

    def __init__(self, *answers: dict[str, object] | None) -> None:
        self.asked: list[dict[str, str]] = []
        self._answers = list(answers)

    def __call__(self, route: Route) -> None:
        self.asked.append(orjson.loads(route.request.post_data or "{}"))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if answer is None:
            route.abort()
        else:
            route.fulfill(**answer)  # type: ignore[arg-type]


def enrolled(house: Installation, language: str = "en") -> dict[str, object]:
    token = create_token(house.database, "monitor").token
    device = {"device_id": "1", "token": token, "pseudonym": "quiet heron", "team": "north"}
    body = orjson.dumps({**device, "language": language})
    return {"status": 201, "content_type": "application/json", "body": body}


def test_a_link_and_one_tap_give_the_phone_its_key(
    phone: BrowserContext, house: Installation
) -> None:
    invites = Invites(enrolled(house, "de"))
    phone.route("**/api/devices", invites)
    page = phone.new_page()
    write_report(page)
    page.goto(f"/#/join/{CODE}")
    assert invites.asked == []
    page.get_by_role("button", name="Join", exact=True).click()

    # In the language of the invitation, because none was chosen here.
    expect(page.get_by_text("Dieses Telefon heißt quiet heron, Team north.")).to_be_visible()
    assert CODE not in page.url
    page.go_back()
    assert CODE not in page.url
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/#/outbox")
    expect(page.locator(".entry")).to_have_attribute("data-state", "sent")
    assert len(received(house)) == 1


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_attempt(
    phone: BrowserContext, house: Installation
) -> None:
    portal = {"status": 200, "content_type": "text/html", "body": "<html>Welcome</html>"}
    invites = Invites(None, portal, enrolled(house))
    phone.route("**/api/devices", invites)
    page = phone.new_page()
    page.goto(f"/#/join/{CODE}")
    join = page.get_by_role("button", name="Join", exact=True)
    join.click()
    expect(page.get_by_role("alert")).to_contain_text("it is not used up")
    page.reload()
    join.click()
    expect(page.get_by_role("alert")).to_contain_text("it is not used up")
    join.click()
    expect(page.get_by_text("This phone is called quiet heron, team north.")).to_be_visible()
    assert len(invites.asked) == 3
    assert len({each["attempt"] for each in invites.asked}) == 1
    assert {each["code"] for each in invites.asked} == {CODE}


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (404, "invite_unknown", "No invitation has this code."),
        (409, "invite_used", "This invitation was used already."),
        (410, "invite_expired", "This invitation has expired."),
    ],
)
def test_a_code_that_is_refused_says_why(
    phone: BrowserContext, status: int, code: str, said: str
) -> None:
    phone.route("**/api/devices", Invites(problem(status, code)))
    page = phone.new_page()
    page.goto("/#/settings")
    page.get_by_role("link", name="Join with an invitation").click()
    page.get_by_label("Code or link of the invitation").fill(CODE.lower())
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(said)


def test_a_revoked_device_keeps_what_it_has_not_sent_and_joins_again(
    phone: BrowserContext, house: Installation
) -> None:
    phone.route("**/api/devices", Invites(enrolled(house)))
    phone.route(
        "**/api/reports/*",
        lambda route: route.fulfill(**problem(401, "device_revoked")),
    )
    page = phone.new_page()
    page.goto(f"/#/join/{CODE}")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("This phone is called quiet heron")).to_be_visible()
    write_report(page)
    expect_states(page, "waiting")
    expect(page.get_by_text("Without a key nothing is sent.")).to_be_visible()
    page.goto("/#/settings")
    expect(page.get_by_text("The key of this phone was revoked.")).to_be_visible()

    phone.unroute("**/api/reports/*")
    page.get_by_role("link", name="Join with an invitation").click()
    page.get_by_label("Code or link of the invitation").fill(CODE)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("This phone may send reports.")).to_be_visible()
    expect_states(page, "sent")
    assert len(received(house)) == 1
