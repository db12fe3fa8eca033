"""Strict headers: one golden set, on every route, every refusal and every failure."""

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from httpx2 import Response
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from service.headers import StrictHeaders, content_policy, permissions_policy
from service.installation import Installation
from service.main import create_app
from service.settings import Settings
from tests.conftest import People
from tests.service.answers import MARKER
from tests.service.route_table import TABLE, Row

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

CLOSED = (
    "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), "
    "display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), "
    "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), "
    "screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), "
    "xr-spatial-tracking=()"
)
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE = (
    "default-src 'none'; style-src 'sha256-...'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
GOLDEN = {
    "content-security-policy": NOTHING,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": CLOSED,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
OPEN = {**GOLDEN, "cross-origin-resource-policy": "cross-origin"}
OTHERS = ("strict-transport-security", "server", "x-powered-by")


def strict(answer: Response) -> dict[str, str]:
    """The strict headers of an answer, each of which stands there once."""
    listed = [
        (name, value)
        for name, value in answer.headers.multi_items()
        if name in GOLDEN or name in OTHERS
    ]
    found = dict(listed)
    assert len(found) == len(listed)
    policy = found["content-security-policy"]
    hashed = re.sub(r"'sha256-[A-Za-z0-9+/]{43}='", "'sha256-...'", policy)
    return {**found, "content-security-policy": hashed}


def golden(path: str, by_cors: bool, html: bool) -> dict[str, str]:
    assert not by_cors or path.startswith("/api")
    expected = OPEN if by_cors else GOLDEN
    return {**expected, "content-security-policy": PAGE} if html else expected


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.methods} {row.path}")
@ON_SQLITE
def test_every_route_has_the_golden_set_for_every_caller(
    client: TestClient, people: People, row: Row
) -> None:
    for headers in ({}, people.admin, {"Authorization": "Bearer nobody"}):
        for method, address in row.requests():
            answer = client.request(method, address, headers=headers)
            by_cors = answer.headers.get("access-control-allow-origin") == "*"
            html = answer.headers.get("content-type", "").startswith("text/html")
            assert strict(answer) == golden(row.path, by_cors, html), (method, address)


@pytest.mark.parametrize(
    ("path", "anonymous", "with_a_token"),
    [
        ("/api/policy", "cross-origin", "same-origin"),
        ("/api/docs", "cross-origin", "same-origin"),
        ("/api/collections/incidents/items", "cross-origin", "same-origin"),
        ("/api/collections/incidents-full/items", "same-origin", "same-origin"),
        ("/api/incidents/x/status", "same-origin", "same-origin"),
        ("/", "same-origin", "same-origin"),
        ("/health/live", "same-origin", "same-origin"),
    ],
)
@ON_SQLITE
def test_only_what_any_page_may_read_may_be_embedded_by_any(
    client: TestClient, people: People, path: str, anonymous: str, with_a_token: str
) -> None:
    for headers, expected in (({}, anonymous), (people.admin, with_a_token)):
        answer = client.get(path, headers=headers)
        assert answer.headers["cross-origin-resource-policy"] == expected


@pytest.fixture
def failing(house: Installation) -> Iterator[TestClient]:
    """Our application with one more address, which fails."""
    app = create_app(house)
    more = APIRouter()

    @more.get("/api/fails")
    def fail() -> None:
        raise ValueError(MARKER)

    app.include_router(more)
    with TestClient(app, raise_server_exceptions=False) as caller:
        yield caller


@ON_SQLITE
def test_refusals_and_failures_have_it_too(failing: TestClient, people: People) -> None:
    large = b" " * ((1 << 20) + 1)
    pages = failing.get("/about")
    answers = {
        304: failing.get("/about", headers={"If-None-Match": pages.headers["etag"]}),
        400: failing.get("/api/policy?x=1"),
        401: failing.post("/api/reports", json={}),
        403: failing.post("/api/reports", json={}, headers=people.partner),
        404: failing.get("/nowhere"),
        405: failing.delete("/api/policy"),
        413: failing.post("/api/reports", content=large, headers=people.monitor),
        415: failing.post("/api/reports", content=b"x", headers={"Content-Encoding": "gzip"}),
        422: failing.post("/api/reports", json={}, headers=people.monitor),
        500: failing.get("/api/fails"),
        204: failing.options("/api/policy", headers={"Access-Control-Request-Method": "GET"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        by_cors = "access-control-allow-origin" in answer.headers
        assert strict(answer) == golden("/api", by_cors, html=status == 304), status


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, None),
        ("http://miedza.example", None),
        ("https://miedza.example", "max-age=63072000; includeSubDomains"),
    ],
)
def test_only_an_https_address_asks_for_https_from_then_on(
    url: str | None, expected: str | None
) -> None:
    app = FastAPI()
    app.add_middleware(StrictHeaders, public_url=Settings(public_url=url).public_url)  # type: ignore[arg-type]
    answer = TestClient(app).get("/")
    assert answer.headers.get("strict-transport-security") == expected


def test_an_answer_keeps_what_it_brings_itself() -> None:
    app = FastAPI()
    brought = {
        "Permissions-Policy": permissions_policy("camera", "geolocation"),
        "Content-Security-Policy": content_policy("script-src 'self'"),
    }

    @app.get("/client")
    def client() -> PlainTextResponse:
        return PlainTextResponse("", headers=brought)

    app.add_middleware(StrictHeaders, public_url=None)
    answer = TestClient(app).get("/client")
    opened = CLOSED.replace("camera=()", "camera=(self)")
    assert strict(answer) == {
        **GOLDEN,
        "permissions-policy": opened.replace("geolocation=()", "geolocation=(self)"),
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    }
