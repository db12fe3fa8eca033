"""Photograph the web client for the monitors' guide, in each language: `make guide`.

A service of its own runs for it on loopback, with an empty database that is thrown away; a phone
walks through it as a monitor would. Clock, place, codes and names are always the same ones, so a
second run changes a picture only where the client has changed. The words of the guide,
`docs/guide/*.md`, are written by hand.
"""

import argparse
import io
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import uvicorn
from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Geolocation,
    Page,
    Route,
    ViewportSize,
    sync_playwright,
)

from scripts.browser import CHROMIUM, FLAGS
from service.accounts.invites import create_invite
from service.installation import Installation, open_installation
from service.main import create_app
from service.schema import migrate
from service.settings import Settings
from service.vocabulary import LANGUAGES

IMAGES = Path(__file__).parents[1] / "docs" / "guide" / "images"
NAMES = ("join", "report", "details", "outbox", "safety")

# A small phone, held upright. Finer than the eye needs on a screen, enough for paper.
VIEWPORT: ViewportSize = {"width": 360, "height": 720}
SCALE = 1.5
# Text on plain ground needs few colours; the rare ones, of warnings, must be among them.
COLOURS = 20
# One edge drawn softer moves the few colours by as much, and nobody sees it; a letter moves more.
UNSEEN = 48
EDGE = "#87949a"
PATIENCE_MS = 30_000
STARTING_S = 60

IN_FOREST: Geolocation = {"latitude": 52.7012, "longitude": 23.8473, "accuracy": 12}
FIRST_REPORT_AT = datetime(2025, 11, 21, 21, 30, tzinfo=UTC)
SECOND_REPORT_AT = datetime(2025, 11, 21, 22, 5, tzinfo=UTC)
# What is random in the service is shown as one example; nothing of a picture can be used.
# The code is one of narrow letters, which is seen whole on a small phone.
CODE = "FEJT-L2KF-3TEL-JR7S-F4LT-EJ5P-T8FL"
RECEIPT = {"code": "MZ-7K4Q-2M9D-0X1A"}
DEVICE = {"pseudonym": "heron 417"}
TEAM = "north"


def make_guide(folder: Path, languages: Sequence[str] = LANGUAGES) -> list[Path]:
    """Write the pictures into the folder; returns those that are new or have changed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with _service() as (address, house), _chromium() as browser:
        for language in languages:
            with _phone(browser, address, language) as context:
                invite = create_invite(house.database, TEAM, language, "guide").code
                for name, png in _walk(context, invite):
                    path = folder / f"{language}-{name}.png"
                    if write_picture(path, png):
                        written.append(path)
    return written


def _walk(context: BrowserContext, invite: str) -> Iterator[tuple[str, bytes]]:
    """From the invitation to the settings; a picture where the guide has one."""
    context.clock.set_fixed_time(FIRST_REPORT_AT)
    page = context.new_page()
    page.goto(f"/#/join/{CODE}")
    yield "join", _picture(page)

    page.locator("input.code").fill(invite)
    page.locator("main form button").click()
    page.locator("section[aria-labelledby=key] .note.good").wait_for()

    _begin_report(page, "crossing_attempt")
    yield "report", _picture(page)
    _tell_equipment(page)
    yield "details", _picture(page, below="section[aria-labelledby=details] .group")
    _save(page)
    page.goto("/#/outbox")
    page.locator(".entry[data-state=sent]").wait_for()

    context.set_offline(True)
    context.clock.set_fixed_time(SECOND_REPORT_AT)
    _begin_report(page, "person_in_distress")
    _save(page)
    page.goto("/#/outbox")
    page.locator(".entry[data-state=waiting]").wait_for()
    yield "outbox", _picture(page)

    page.goto("/#/settings")
    _set_pin(page)
    context.set_offline(False)
    page.reload()
    page.locator("section[aria-labelledby=wipe]").wait_for()
    # Out of the way: the page is not long enough to scroll it away, and the last button must show.
    page.locator("header.bar").evaluate("bar => { bar.hidden = true; }")
    yield "safety", _picture(page)


def _begin_report(page: Page, kind: str) -> None:
    page.goto("/#/report")
    another = page.locator("main button.primary:not([type=submit])")
    if another.is_visible():
        another.click()
    page.locator(f".tile input[value={kind}]").check()
    # Until the phone has its place and has worked out the kilometre, the form says something else.
    page.locator(".ways [role=status]", has_text=" · ").wait_for()


def _tell_equipment(page: Page) -> None:
    group = page.locator("section[aria-labelledby=details] .group").first
    group.locator("> button").click()
    more = group.locator(".item .stepper button").last
    for _ in range(2):
        more.click()


def _save(page: Page) -> None:
    page.locator(".savebar button").click()
    page.locator("main .note.good").wait_for()


def _set_pin(page: Page) -> None:
    section = page.locator("section[aria-labelledby=pin]")
    for field in section.locator("input").all():
        field.fill("example only")
    section.locator("form button").click()
    section.locator(".note.good").wait_for()


def _picture(page: Page, below: str | None = None) -> bytes:
    """What the phone shows, from its top or from a part of the page on."""
    part = page.locator(below or "main").first
    part.wait_for()
    page.evaluate("() => document.activeElement?.blur()")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    top = "(part, air) => window.scrollTo(0, part.getBoundingClientRect().top + scrollY - air)"
    part.evaluate(top, 12 if below else VIEWPORT["height"])
    return page.screenshot(animations="disabled", scale="device")


def write_picture(path: Path, png: bytes) -> bool:
    """Keep the file where it shows the same to the eye; returns whether it was written."""
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    # On white paper a picture would have no edge.
    ImageDraw.Draw(shown).rectangle((0, 0, shown.width - 1, shown.height - 1), outline=EDGE)
    image = shown.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    if path.exists() and _shows(path, image.convert("RGB")):
        return False
    image.save(path, optimize=True)
    return True


def _shows(path: Path, image: Image.Image) -> bool:
    with Image.open(path) as kept:
        if kept.size != image.size:
            return False
        differences = ImageChops.difference(kept.convert("RGB"), image).getextrema()
    return all(most <= UNSEEN for _, most in differences)


@contextmanager
def _phone(browser: Browser, address: str, language: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=address,
        viewport=VIEWPORT,
        device_scale_factor=SCALE,
        locale=language,
        timezone_id="Europe/Warsaw",
        geolocation=IN_FOREST,
        permissions=["geolocation"],
        color_scheme="light",
        reduced_motion="reduce",
        # It would answer from its store, past what is put in the way below.
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.route("**/api/devices", lambda route: _answer_with(route, DEVICE))
    context.route("**/api/reports/*", lambda route: _answer_with(route, RECEIPT))
    context.route("**/*.css", _wait_for_fonts)
    yield context
    context.close()


def _answer_with(route: Route, example: dict[str, str]) -> None:
    """The service's own answer, with an example in the place of what is random."""
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), **example})


def _wait_for_fonts(route: Route) -> None:
    """A phone goes on with its own font where ours is late; a picture waits for ours."""
    answer = route.fetch()
    body = answer.text().replace("font-display:optional", "font-display:block")
    route.fulfill(response=answer, body=body)


@contextmanager
def _chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        raise SystemExit("`chromium` is missing: install it (Debian: chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def _service() -> Iterator[tuple[str, Installation]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/guide.sqlite",
            key_file=Path(folder) / "guide.key",
        )
        migrate(settings)
        house = open_installation(settings)
        try:
            with _listening(house) as address:
                yield address, house
        finally:
            house.database.close()


@contextmanager
def _listening(house: Installation) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="error"))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        _await_start(server)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _await_start(server: uvicorn.Server) -> None:
    for _ in range(STARTING_S * 10):
        if server.started:
            return
        time.sleep(0.1)
    raise SystemExit("the service did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=IMAGES)
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="all, if not said")
    said = parser.parse_args()
    for path in make_guide(said.folder, said.language or LANGUAGES):
        print(path)


if __name__ == "__main__":
    main()
