"""A newer client waits until it is let in, and takes over all that was kept."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.client.files import STATIC
from service.installation import Installation
from tests.browser.conftest import PATIENCE_MS, phone_settings
from tests.browser.phone import expect_states, keep_offline, write_report
from tests.cluster import free_port
from tests.service.projections.stage import ON_SQLITE
from tests.service.reports.test_at_once import server_in_thread

pytestmark = [pytest.mark.slow, ON_SQLITE]


@pytest.fixture
def newer(built_client: None, tmp_path: Path) -> Path:
    """The same client under another version."""
    folder = tmp_path / "newer"
    shutil.copytree(STATIC, folder)
    worker = folder / "sw.js"
    text = worker.read_text(encoding="utf-8")
    changed = text.replace('"version":"', '"version":"newer-', 1)
    assert changed != text
    worker.write_text(changed, encoding="utf-8")
    for coded in folder.glob("sw.js.*"):
        coded.unlink()
    return folder


def caches(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => caches.keys()")
    return found


def test_a_newer_client_is_offered_and_takes_over_what_waits(
    browser: Browser, house: Installation, newer: Path
) -> None:
    port = free_port()
    with browser.new_context(
        base_url=f"http://127.0.0.1:{port}",
        **phone_settings(),  # type: ignore[arg-type]
    ) as phone:
        phone.set_default_timeout(PATIENCE_MS)
        page, other = phone.new_page(), phone.new_page()
        with server_in_thread(house, port=port):
            keep_offline(page)
            write_report(page)
            page.goto("/#/report")
            page.get_by_role("button", name="Another report").click()
            page.get_by_label("In your words").fill("not yet saved")
            other.goto("/#/outbox")
        with server_in_thread(house, newer, port):
            page.evaluate("async () => (await navigator.serviceWorker.ready).update()")
            offer = page.get_by_role("button", name="Use it now")
            expect(offer).to_be_visible()
            # Nothing was taken from under the page that is open.
            expect(page.get_by_label("In your words")).to_have_value("not yet saved")
            assert len(caches(page)) == 2
            offer.click()
            expect(page.get_by_role("button", name="Go on with it")).to_be_visible()
            expect(offer).to_be_hidden()
            expect(other.get_by_role("button", name="Use it now")).to_be_visible()
            (cache,) = caches(page)
            assert cache.startswith("miedza-newer-")
            expect_states(page, "waiting")
        page.reload()
        expect_states(page, "waiting")
