"""What a person does with the client, and what the service then holds."""

from typing import Any

import orjson
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from service.accounts.service import create_token
from service.installation import Installation


def give_key(page: Page, house: Installation) -> str:
    """Enter a monitor's key in the settings; returns its id."""
    made = create_token(house.database, "monitor")
    page.goto("/#/settings")
    page.get_by_label("Key, as you were given it").fill(made.token)
    page.get_by_role("button", name="Keep the key").click()
    expect(page.get_by_text("This phone may send reports.")).to_be_visible()
    return made.key_id


def set_pin(page: Page, pin: str) -> None:
    """In whatever language the settings are."""
    page.goto("/#/settings")
    section = page.locator("section[aria-labelledby=pin]")
    for field in section.locator("input").all():
        field.fill(pin)
    section.locator("form button").click()
    expect(section.locator(".note.good")).to_be_visible()


def begin_report(page: Page) -> None:
    """An empty form, also after a report was saved."""
    page.goto("/#/report")
    another = page.get_by_role("button", name="Another report")
    if another.is_visible():
        another.click()


def write_report(page: Page, kind: str = "Crossing attempt", words: str = "") -> None:
    """The two taps, and words where there are some."""
    begin_report(page)
    page.get_by_role("radio", name=kind, exact=True).check()
    if words:
        page.get_by_label("In your words").fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()


def states(page: Page) -> list[str]:
    """The states of the outbox as it is shown, the newest first."""
    page.goto("/#/outbox")
    expect(page.get_by_role("heading", name="Outbox")).to_be_visible()
    return [str(each.get_attribute("data-state")) for each in page.locator(".entry").all()]


def expect_states(page: Page, *wanted: str) -> None:
    page.goto("/#/outbox")
    entries = page.locator(".entry")
    expect(entries).to_have_count(len(wanted))
    for place, state in enumerate(wanted):
        expect(entries.nth(place)).to_have_attribute("data-state", state)


def received(house: Installation) -> list[dict[str, Any]]:
    """What the service holds of each report, in the order of their coming."""
    query = "SELECT id, receipt_code FROM report ORDER BY received_at, id"
    with house.database.reading() as session:
        return [dict(row) for row in session.execute(text(query)).mappings()]


def incidents(house: Installation) -> list[dict[str, Any]]:
    query = "SELECT type, location_method, lon, lat, sector, persons_low FROM incident ORDER BY id"
    with house.database.reading() as session:
        return [dict(row) for row in session.execute(text(query)).mappings()]


def keep_offline(page: Page, *parts: str) -> None:
    """Wait until the client lies on the phone, with these parts that it asks for later."""
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wanted = page.evaluate(
        """async (parts) => {
          for (let turn = 0; turn < 300; turn++) {
            const names = (await caches.keys()).filter((name) => name.startsWith("miedza-"));
            if (names.length) {
              const cache = await caches.open(names[0]);
              const kept = (await cache.keys()).map((each) => new URL(each.url).pathname);
              const has = (part) => kept.some((path) => path.includes(part));
              if (kept.includes("/") && parts.every(has)) return true;
            }
            await new Promise((done) => setTimeout(done, 100));
          }
          return false;
        }""",
        ["border", *parts],
    )
    assert wanted, "the client was not kept for a day without a line"


def stored(context: BrowserContext) -> dict[str, Any]:
    """All that the phone keeps of us, over all kinds of storage."""
    found: dict[str, Any] = orjson.loads(
        context.pages[0].evaluate(
            """async () => {
              const root = await navigator.storage.getDirectory();
              const files = [];
              for await (const name of root.keys()) files.push(name);
              return JSON.stringify({
                databases: (await indexedDB.databases()).map((each) => each.name),
                caches: await caches.keys(),
                files,
                local: { ...localStorage },
                session: { ...sessionStorage },
                workers: (await navigator.serviceWorker.getRegistrations()).length,
              });
            }"""
        )
    )
    return found
