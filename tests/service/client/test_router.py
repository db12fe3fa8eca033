"""The built client is served by a list of its files, strictly, and no byte twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.client.files import client_files
from service.installation import Installation
from tests.conftest import NO_CLIENT, application
from tests.service.answers import problem
from tests.service.client.conftest import SCRIPT, SECRET
from tests.service.projections.stage import ON_SQLITE

pytestmark = ON_SQLITE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def browser(house: Installation, built: Path) -> Iterator[TestClient]:
    with TestClient(application(house, built), raise_server_exceptions=False) as caller:
        caller.headers["Accept-Encoding"] = "identity"
        yield caller


@pytest.mark.parametrize(
    ("path", "media_type", "kept"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/app.webmanifest", "application/manifest+json; charset=utf-8", "no-cache"),
        ("/icons/icon.svg", "image/svg+xml", "no-cache"),
        (
            "/assets/index-1a2b.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
    ],
)
def test_each_file_says_what_it_is_and_how_long_it_holds(
    browser: TestClient, path: str, media_type: str, kept: str
) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == kept
    again = browser.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_only_our_own_scripts_run_and_only_our_own_pages_ask_for_the_position(
    browser: TestClient,
) -> None:
    for path in ("/", "/sw.js", "/assets/index-1a2b.js"):
        headers = browser.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert "geolocation=(self)" in headers["permissions-policy"]
        assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000", None),
        ("identity", None),
    ],
)
def test_a_browser_gets_the_smallest_form_that_it_takes(
    browser: TestClient, accepted: str, encoding: str | None
) -> None:
    request = browser.build_request(
        "GET", "/assets/index-1a2b.js", headers={"Accept-Encoding": accepted}
    )
    answer = browser.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    raw = b"".join(answer.iter_raw())
    assert raw == {"br": b"as brotli", "gzip": b"as gzip"}.get(str(encoding), SCRIPT)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../secret.js",
        "/assets/..%2Fsecret.js",
        "/assets/..%2F..%2Fsecret.js",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.js",
        "/assets/..%5csecret.js",
        "/assets/index-1a2b.js.br",
        "/assets/index-1a2b.js%00",
        "/icons/..%2Findex.html",
        "/index.html",
        "/secret.js",
    ],
)
def test_no_address_leads_to_a_file_that_is_not_listed(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert SECRET not in answer.content


def test_a_file_of_another_version_is_a_problem_not_a_page(browser: TestClient) -> None:
    problem(browser.get("/assets/index-0000.js"), "not_found")


def test_without_a_client_the_first_page_is_the_one_about_this_service(
    house: Installation,
) -> None:
    assert client_files(NO_CLIENT) == {}
    with TestClient(application(house)) as caller:
        assert caller.get("/").text == caller.get("/about").text
