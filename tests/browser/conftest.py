"""Debian's Chromium, driven by Playwright, and the service with its client on loopback."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from hatch_build import build_client
from scripts.browser import CHROMIUM, FLAGS
from service.client.files import client_files
from service.installation import Installation
from tests.conftest import lacking
from tests.service.reports.test_at_once import server_in_thread

# Longer than anything takes on a slow and busy machine.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
# Two points near Białowieża, as a phone would tell them.
IN_FOREST = {"latitude": 52.7012, "longitude": 23.8473, "accuracy": 12}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        lacking("a browser is not installed (Debian: chromium)")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def built_client() -> None:
    """The client as it is installed, built anew where its source is newer."""
    build_client()
    client_files.cache_clear()


@pytest.fixture
def address(house: Installation, built_client: None) -> Iterator[str]:
    with server_in_thread(house) as address:
        yield address


def phone_settings(language: str = "en") -> dict[str, object]:
    return {
        "viewport": {"width": 390, "height": 800},
        "locale": language,
        "timezone_id": "Europe/Warsaw",
        "geolocation": IN_FOREST,
        "permissions": ["geolocation"],
    }


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A phone in the forest that has never been here."""
    context = browser.new_context(base_url=address, **phone_settings())  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def lasting_phone(playwright: Playwright, address: str, tmp_path: Path) -> Iterator["LastingPhone"]:
    """A phone that is switched off and on: its storage lies in a folder."""
    made = LastingPhone(playwright, address, tmp_path / "profile")
    yield made
    made.switch_off()


class LastingPhone:
    def __init__(self, playwright: Playwright, address: str, folder: Path) -> None:
        self._playwright, self._address, self._folder = playwright, address, folder
        self._context: BrowserContext | None = None

    def switch_on(self, *, online: bool = True) -> Page:
        self._context = self._playwright.chromium.launch_persistent_context(
            self._folder,
            executable_path=CHROMIUM,
            args=list(FLAGS),
            base_url=self._address,
            **phone_settings(),  # type: ignore[arg-type]
        )
        self._context.set_default_timeout(PATIENCE_MS)
        self._context.set_offline(not online)
        return self._context.new_page()

    def set_online(self, online: bool) -> None:
        assert self._context is not None
        self._context.set_offline(not online)

    def switch_off(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    def lose_power(self) -> None:
        """The browser has no time to put anything away."""
        for pid in self._browsers():
            os.kill(pid, signal.SIGKILL)
        self.switch_off()

    def _browsers(self) -> list[int]:
        """The first process of the browser that this phone has started."""
        ours = f"--user-data-dir={self._folder}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                words = entry.read_bytes().split(b"\0")
                if ours in words and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(entry.parent.name))
        assert found, "the browser was not found"
        return found
