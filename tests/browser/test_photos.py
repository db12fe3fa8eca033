"""Photos of a report: small and bare, sent after the text, each until it has arrived."""

from base64 import b64decode
from typing import cast

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from service.installation import Installation
from service.photos.repository import count_announced
from tests.browser.line import SPOILS_THE_BODY, Line
from tests.browser.phone import expect_states, give_key
from tests.service.projections.stage import ON_SQLITE

pytestmark = [pytest.mark.slow, ON_SQLITE]

# Turned by a quarter, as a phone that is held upright notes it; and a place that must not leave it.
TURNED = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" + bytes(
    4
)
EXIF = b"Exif\x00\x00" + TURNED + b"52.7012 N 23.8473 E"


PHOTOS = "**/api/reports/*/photos/*"


def photo(page: Page, width: int = 2400, height: int = 1200, shade: int = 40) -> FilePayload:
    """A JPEG as a camera writes it, with its notes."""
    drawn = page.evaluate(
        """([width, height, shade]) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [width, height];
          const pen = canvas.getContext("2d");
          pen.fillStyle = `rgb(${shade}, 90, 90)`;
          pen.fillRect(0, 0, width, height);
          return canvas.toDataURL("image/jpeg").split(",")[1];
        }""",
        [width, height, shade],
    )
    jpeg = b64decode(drawn)
    notes = b"\xff\xe1" + (len(EXIF) + 2).to_bytes(2, "big") + EXIF
    return {
        "name": "DCIM_0001.jpg", "mimeType": "image/jpeg", "buffer": jpeg[:2] + notes + jpeg[2:],
    }  # fmt: skip


def add(page: Page, *photos: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(photos))


def size_of(page: Page, jpeg: bytes) -> list[int]:
    script = """async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      return [image.width, image.height];
    }"""
    return cast(list[int], page.evaluate(script, list(jpeg)))


def kept_photos(page: Page) -> int:
    script = """() => new Promise((done) => {
      const asked = indexedDB.open("miedza");
      asked.onsuccess = () => {
        const count = asked.result.transaction("photos").objectStore("photos").count();
        count.onsuccess = () => { asked.result.close(); done(count.result); };
      };
    })"""
    return int(page.evaluate(script))


def arrived(house: Installation) -> tuple[int, int]:
    """Photos that were announced to the service, and those that came."""
    with house.database.reading() as session:
        return count_announced(session)


def begin(page: Page, house: Installation) -> None:
    give_key(page, house)
    begin_with(page)


def begin_with(page: Page) -> None:
    page.goto("/#/report")
    page.get_by_role("radio", name="Pushback", exact=True).check()


def test_photos_leave_small_and_bare_after_the_text(
    phone: BrowserContext, house: Installation
) -> None:
    line = Line().lead(phone, "**/api/reports/**")
    page = phone.new_page()
    begin(page, house)
    add(page, photo(page), photo(page, shade=200))
    expect(page.get_by_role("img")).to_have_count(2)
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    expect(page.get_by_text("Photos sent: 2 of 2")).to_be_visible()

    assert arrived(house) == (2, 2)
    assert ["photos" in each.url for each in line.requests] == [False, True, True]
    for request in line.requests[1:]:
        jpeg = request.post_data_buffer or b""
        assert b"Exif" not in jpeg
        assert b"23.8473" not in jpeg
        assert size_of(page, jpeg) == [800, 1600]
    assert kept_photos(page) == 0


@pytest.mark.parametrize(
    "lie",
    [
        {"status": 200, "body": ""},
        {"status": 200, "content_type": "text/html", "body": "<html>Welcome</html>"},
        {"status": 502, "content_type": "text/plain", "body": "Bad Gateway"},
        {"status": 201, "content_type": "application/json", "body": '{"report_id": "5a'},
        {"status": 404, "content_type": "text/html", "body": "<html>Nothing here</html>"},
        {"status": 302, "headers": {"location": "/about"}},
    ],
)
def test_whoever_answers_on_the_way_makes_no_photo_vanish(
    phone: BrowserContext, house: Installation, lie: dict[str, object]
) -> None:
    Line([lie]).lead(phone, PHOTOS)
    page = phone.new_page()
    begin(page, house)
    add(page, photo(page))
    expect(page.get_by_role("img")).to_have_count(1)
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    expect(page.get_by_text("Photos sent: 0 of 1")).to_be_visible()
    expect(page.locator(".badge")).to_have_text("1")
    assert kept_photos(page) == 1
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Photos sent: 1 of 1")).to_be_visible()
    assert (arrived(house), kept_photos(page)) == ((1, 1), 0)


def test_a_photo_that_is_refused_says_why_and_stays_until_it_is_removed(
    phone: BrowserContext, house: Installation
) -> None:
    Line([SPOILS_THE_BODY]).lead(phone, PHOTOS)
    page = phone.new_page()
    begin(page, house)
    add(page, photo(page), photo(page, shade=200))
    expect(page.get_by_role("img")).to_have_count(2)
    page.get_by_role("button", name="Save").click()
    page.goto("/#/outbox")
    expect(
        page.get_by_text("the SHA-256 of the bytes is not the one in the address")
    ).to_be_visible()
    expect(page.get_by_text("Photos sent: 1 of 2")).to_be_visible()
    assert kept_photos(page) == 1
    page.get_by_role("button", name="Remove refused photos").click()
    expect(page.get_by_text("Photos sent: 1 of 1")).to_be_visible()
    assert kept_photos(page) == 0


def test_who_saves_data_sends_photos_by_hand(phone: BrowserContext, house: Installation) -> None:
    line = Line().lead(phone, PHOTOS)
    page = phone.new_page()
    page.goto("/#/settings")
    page.get_by_label("Send texts only").check()
    begin(page, house)
    add(page, photo(page))
    expect(page.get_by_role("img")).to_have_count(1)
    page.get_by_role("button", name="Save").click()
    expect_states(page, "sent")
    expect(page.get_by_text("Photos wait, because data is being saved.")).to_be_visible()
    assert (arrived(house), line.requests) == ((1, 0), [])
    page.get_by_role("button", name="Send photos now").click()
    expect(page.get_by_text("Photos sent: 1 of 1")).to_be_visible()
    (request,) = line.requests
    assert size_of(page, request.post_data_buffer or b"") == [512, 1024]


def test_a_draft_brings_its_photos_back_and_takes_them_along(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    add(page, photo(page))
    expect(page.get_by_role("img")).to_have_count(1)
    page.wait_for_timeout(800)
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_role("img")).to_have_count(1)
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)
    assert kept_photos(page) == 0


def test_what_is_no_photo_is_left_out_with_a_word(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/#/report")
    text: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"not a photo"}
    add(page, text, photo(page), photo(page))
    # The same photo twice is one.
    expect(page.get_by_role("img")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("could not be read as a photo")
    many = [photo(page, 40, 30, shade) for shade in range(0, 240, 30)]
    add(page, *many)
    expect(page.get_by_role("img")).to_have_count(6)
    expect(page.get_by_role("alert")).to_contain_text("at most 6 photos")
    expect(page.locator("input[type=file]")).to_be_disabled()
