"""`security.txt` names whom to tell of a weakness; `robots.txt` closes what is not public."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from service.errors import Missing
from service.installation import Installation
from service.main import create_app
from service.pages.permissions import roles_by_operation
from service.settings import Settings
from service.wellknown import SECURITY_TXT, robots_txt, security_txt
from tests.service.answers import problem

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
CONTACT = "mailto:security@miedza.example"
MORNING = datetime(2026, 11, 25, 0, 0, 1, tzinfo=UTC)
EVENING = datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC)


def settings(contact: str | None = CONTACT, url: str | None = None) -> Settings:
    return Settings(security_contact=contact, public_url=url)  # type: ignore[arg-type]


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_holds_what_rfc_9116_asks_for() -> None:
    assert fields(security_txt(settings(url="https://miedza.example"), MORNING)) == {
        "Contact": CONTACT,
        "Expires": "2027-05-24T00:00:00Z",
        "Preferred-Languages": "pl, en",
        "Canonical": "https://miedza.example/.well-known/security.txt",
        "Policy": "https://miedza.example/security",
    }


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:8000"])
def test_it_names_no_address_that_is_not_https(url: str | None) -> None:
    text = security_txt(settings(url=url), MORNING)
    assert set(fields(text)) == {"Contact", "Expires", "Preferred-Languages"}


def test_it_is_the_same_all_day_and_lasts_less_than_a_year() -> None:
    assert security_txt(settings(), MORNING) == security_txt(settings(), EVENING)
    next_day = security_txt(settings(), EVENING + timedelta(seconds=1))
    assert next_day != security_txt(settings(), EVENING)
    expires = datetime.fromisoformat(fields(next_day)["Expires"])
    assert timedelta(days=90) < expires - MORNING < timedelta(days=365)


def test_without_a_contact_it_is_not_there() -> None:
    with pytest.raises(Missing):
        security_txt(settings(contact=None), MORNING)


@pytest.mark.parametrize("contact", [CONTACT, "https://miedza.example/contact"])
def test_a_contact_is_an_address_of_mail_or_the_web(contact: str) -> None:
    assert settings(contact).security_contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "security@miedza.example",
        "http://miedza.example",
        f"{CONTACT}\nExpires: never",
        "https://",
    ],
)
def test_anything_else_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError):
        settings(contact)


@pytest.fixture
def named(house: Installation) -> Iterator[TestClient]:
    """The application of a house that names a contact."""
    told = house.settings.model_copy(update={"security_contact": CONTACT})
    app = create_app(Installation(told, house.database, house.vault, house.policy))
    with TestClient(app) as caller:
        yield caller


@ON_SQLITE
def test_it_is_served_as_text_and_not_sent_twice(named: TestClient) -> None:
    answer = named.get(SECURITY_TXT)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields(answer.text)["Contact"] == CONTACT
    again = named.get(SECURITY_TXT, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@ON_SQLITE
def test_the_policy_that_it_names_is_a_page_with_the_contact(named: TestClient) -> None:
    page = named.get("/security")
    assert page.status_code == 200
    assert f'href="{CONTACT}"' in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    hrefs = re.findall(r'href="(/[^"]*)"', page.text)
    assert hrefs
    assert all(named.get(href).status_code == 200 for href in hrefs)


@pytest.mark.parametrize("path", [SECURITY_TXT, "/security"])
@ON_SQLITE
def test_a_house_without_a_contact_says_that_nothing_is_there(
    client: TestClient, path: str
) -> None:
    problem(client.get(path), "not_found")


def _robots(text: str) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return parser


@ON_SQLITE
def test_robots_leave_alone_whatever_needs_a_key_and_may_read_the_rest(
    house: Installation,
) -> None:
    app = create_app(house)
    parser = _robots(robots_txt())
    # Robots only read: what is only written to concerns them not.
    paths = [path for path, methods in app.openapi()["paths"].items() if "get" in methods]
    keyed = {path for path, method in roles_by_operation(app) if method == "GET"}
    # The draft of a week stands at the address of the week: robots know it by its parameter. What
    # analysts read of a week stands below it, and answers nobody else.
    keyed -= {"/api/summaries/weekly/{week}", "/api/summaries/weekly/{week}/unusual"}
    paths.remove("/api/summaries/weekly/{week}/unusual")

    assert "/api/collections/incidents-full/items" in keyed
    for path in paths:
        assert parser.can_fetch("any", path) == (path not in keyed), path
    assert "Disallow: /*draft=\n" in robots_txt()


@ON_SQLITE
def test_robots_txt_is_served_as_text(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == robots_txt()
    assert answer.text.startswith("User-agent: *\nDisallow: /api/reports\n")
    assert answer.text.endswith("Allow: /\n")
