"""A PIN hides what the phone keeps, loses none of it, and lets the wipe through."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from service.installation import Installation
from tests.browser.phone import (
    expect_states,
    give_key,
    keep_offline,
    received,
    set_pin,
    stored,
    write_report,
)
from tests.browser.test_photos import photo
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

PIN = "4711-wisent"
WORDS = "not to be read by a finder"
# Everything that the phone has stored, bytes included, as one text.
DUMP = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open("miedza");
    asked.onsuccess = () => done(asked.result);
  });
  const found = [];
  const shown = (value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? new TextDecoder("latin1").decode(value)
      : value && typeof value === "object"
        ? Object.entries(value).map(([name, each]) => name + "=" + shown(each)).join(";")
        : String(value);
  for (const name of database.objectStoreNames) {
    const all = database.transaction(name).objectStore(name).getAll();
    await new Promise((done) => { all.onsuccess = done; });
    found.push(...all.result.map(shown));
  }
  database.close();
  return found.join("\\n");
}"""


def enter(page: Page, pin: str = PIN) -> None:
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Unlock").click()


def tell_all(page: Page, phone: BrowserContext, house: Installation) -> None:
    """A key, a report that waits and a draft with a photo, without a line."""
    give_key(page, house)
    phone.set_offline(True)
    write_report(page, words=WORDS)
    page.goto("/#/report")
    page.get_by_role("button", name="Another report").click()
    page.get_by_label("In your words").fill(f"{WORDS} either")
    page.locator("input[type=file]").set_input_files(photo(page, 64, 64))
    expect(page.locator(".photos img")).to_be_visible()
    page.wait_for_timeout(600)


def dump(page: Page) -> Any:
    return page.evaluate(DUMP)


def test_what_is_kept_cannot_be_read_without_the_pin_and_is_sent_with_it(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    keep_offline(page)
    tell_all(page, phone, house)
    before = dump(page)
    assert WORDS in before
    assert "mdz_" in before
    assert "JFIF" in before

    set_pin(page, PIN)
    after = dump(page)
    assert all(secret not in after for secret in (WORDS, "mdz_", "JFIF", "crossing_attempt", PIN))

    page.reload()
    phone.set_offline(False)
    for screen in ("report", "outbox", "settings", "join"):
        page.goto(f"/#/{screen}")
        expect(page.get_by_role("heading", name="Enter the PIN")).to_be_visible()
    enter(page, "4711-bison")
    expect(page.get_by_text("That is not the PIN.")).to_be_visible()
    assert received(house) == []

    enter(page)
    expect_states(page, "sent")
    assert len(received(house)) == 1
    page.goto("/#/report")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("In your words")).to_have_value(f"{WORDS} either")
    expect(page.locator(".photos img")).to_be_visible()
    assert WORDS not in dump(page)


def test_another_tab_is_locked_at_once_and_keeps_what_is_typed_in_it(
    phone: BrowserContext, house: Installation
) -> None:
    page, other = phone.new_page(), phone.new_page()
    give_key(page, house)
    other.goto("/#/report")
    other.get_by_label("In your words").fill(WORDS)
    set_pin(page, PIN)
    expect(other.get_by_role("heading", name="Enter the PIN")).to_be_visible()
    other.wait_for_timeout(600)
    assert WORDS not in dump(page)
    enter(other)
    expect(other.get_by_label("In your words")).to_have_value(WORDS)
    other.get_by_role("radio", name="Pushback", exact=True).check()
    other.get_by_role("button", name="Save").click()
    expect_states(other, "sent")


def test_a_pin_that_is_taken_away_leaves_everything(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    keep_offline(page)
    tell_all(page, phone, house)
    set_pin(page, PIN)
    page.get_by_role("button", name="Remove the PIN").click()
    expect(page.get_by_role("button", name="Set the PIN")).to_be_visible()
    page.reload()
    expect_states(page, "waiting")
    phone.set_offline(False)
    expect_states(page, "sent")
    page.goto("/#/report")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.locator(".photos img")).to_be_visible()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [("12345", "12345", "at least 6 characters"), (PIN, f"{PIN}!", "not the same")],
)
def test_a_pin_that_is_short_or_mistyped_is_not_set(
    phone: BrowserContext, first: str, second: str, said: str
) -> None:
    page = phone.new_page()
    page.goto("/#/settings")
    page.get_by_label("New PIN").fill(first)
    page.get_by_label("The same again").fill(second)
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    page.reload()
    expect(page.get_by_role("button", name="Set the PIN")).to_be_visible()


def test_the_wipe_asks_for_no_pin(phone: BrowserContext, house: Installation) -> None:
    page = phone.new_page()
    give_key(page, house)
    set_pin(page, PIN)
    page.reload()
    page.get_by_role("button", name="Hold to delete").hover()
    page.mouse.down()
    page.wait_for_url("about:blank")
    page.goto("/about")
    assert stored(phone)["databases"] == []
