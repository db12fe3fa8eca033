"""What an earlier version of the client kept is there after an update, and is sent."""

import pytest
from playwright.sync_api import BrowserContext, expect

from service.accounts.service import create_token
from service.installation import Installation
from tests.browser.phone import expect_states, received
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

# The first version of the store, as it was before photos, with a draft, a report and a key.
FIRST_VERSION = """([token]) => new Promise((done, fail) => {
  const asked = indexedDB.open("miedza", 1);
  asked.onerror = () => fail(asked.error);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("drafts", { keyPath: "id" });
    asked.result.createObjectStore("outbox", { keyPath: "id" });
    asked.result.createObjectStore("settings");
  };
  asked.onsuccess = async () => {
    const form = {
      type: "pushback", when: { kind: "now" }, where: { by: "here" }, by: "unknown",
      persons: null, attempts: null, equipment: [], supplier: null, basis: null, harmed: {},
      outcome: "unknown", text: "written before the update",
    };
    const body = JSON.stringify({
      occurred: { from: "2025-11-21T21:30:00Z", precision: "exact" },
      location: { method: "border" }, type: "death", source: { type: "field_monitor" },
    });
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
    const sha256 = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
    const names = ["drafts", "outbox", "settings"];
    const writing = asked.result.transaction(names, "readwrite");
    writing.objectStore("drafts").put({ id: crypto.randomUUID(), keptAt: Date.now(), form });
    writing.objectStore("outbox").put({
      id: crypto.randomUUID(), type: "death", savedAt: Date.now(), body, sha256, form,
      state: "waiting", tries: 3, nextTry: 0, code: null, refusal: null,
    });
    writing.objectStore("settings").put({ token, refused: null }, "key");
    writing.oncomplete = () => { asked.result.close(); done(null); };
  };
})"""


def test_an_update_keeps_drafts_reports_and_key_of_the_first_version(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    # A page of the same address that opens no store.
    page.goto("/about")
    page.evaluate(FIRST_VERSION, [create_token(house.database, "monitor").token])
    expect_states(page, "sent")
    assert len(received(house)) == 1
    page.goto("/#/report")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("In your words")).to_have_value("written before the update")


def test_what_was_sent_is_taken_off_the_phone_when_asked(
    phone: BrowserContext, house: Installation
) -> None:
    page = phone.new_page()
    page.goto("/about")
    page.evaluate(FIRST_VERSION, [create_token(house.database, "monitor").token])
    expect_states(page, "sent")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove what was sent from this list").click()
    expect(page.locator(".entry")).to_have_count(0)
