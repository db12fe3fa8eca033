"""`/api/docs` tells everything that the OpenAPI document and the error catalogue hold."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.errors import CATALOGUE
from tests.conftest import People
from tests.service.projections.stage import ON_SQLITE

pytestmark = ON_SQLITE

_ARTICLE = re.compile(r"<article>(.*?)</article>", re.DOTALL)
# Parameters without which an endpoint answers nobody.
_NEEDED = {"/api/locate": {"lon": "23.8", "lat": "52.7"}, "/api/places": {"q": "Narewka"}}
_TAG = re.compile(r"<[^>]+>")


def text_of(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


@pytest.fixture
def articles(client: TestClient) -> dict[str, str]:
    """The text of each endpoint's article, by `METHOD path`."""
    found = {}
    for article in _ARTICLE.findall(client.get("/api/docs").text):
        text = text_of(article)
        method, path, _ = text.split(" ", 2)
        found[f"{method} {path}"] = text
    return found


def operations(client: TestClient) -> dict[str, dict[str, Any]]:
    paths = client.get("/api/openapi.json").json()["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def test_every_endpoint_stands_there_with_what_it_does(
    client: TestClient, articles: dict[str, str]
) -> None:
    described = operations(client)
    assert set(articles) == set(described)
    for name, operation in described.items():
        first_words = operation["description"].replace("`", " ").split()[:4]
        assert " ".join(first_words) in articles[name], name


def test_every_parameter_stands_there(client: TestClient, articles: dict[str, str]) -> None:
    for name, operation in operations(client).items():
        for parameter in operation.get("parameters", []):
            assert f" {parameter['name']} " in articles[name], (name, parameter["name"])


def test_who_may_call_is_told(articles: dict[str, str]) -> None:
    assert "For everyone" in articles["GET /api/collections/incidents/items"]
    full = articles["GET /api/collections/incidents-full/items"]
    assert "role partner with the scope incidents:read, analyst or admin" in full
    assert "role monitor, analyst or admin" in articles["PUT /api/reports/{report_id}"]
    assert "role analyst or admin" in articles["POST /api/incidents/{incident_id}/status"]


def test_what_is_told_about_keys_is_true(
    client: TestClient, people: People, articles: dict[str, str]
) -> None:
    reads = [name.removeprefix("GET ") for name in articles if name.startswith("GET ")]
    for path in (each for each in reads if "{" not in each):
        parameters = _NEEDED.get(path, {})
        open_to_all = client.get(path, params=parameters).status_code == 200
        assert open_to_all == ("For everyone" in articles[f"GET {path}"]), path


def test_each_endpoint_has_a_line_to_try(articles: dict[str, str]) -> None:
    for name, text in articles.items():
        _, _, line = text.rpartition(" curl ")
        assert "http://testserver/" in line, name
        assert ("Bearer TOKEN" in line) == ("For everyone" not in text), name
        assert "{" not in line, name
    assert articles["GET /api/locate"].endswith(
        "curl 'http://testserver/api/locate?lon=23.8473&lat=52.7012'"
    )
    assert articles["PUT /api/reports/{report_id}"].endswith(
        "curl -X PUT -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' "
        "--data-binary @FILE http://testserver/api/reports/REPORT_ID"
    )


def test_the_lines_to_try_without_a_key_work(client: TestClient, articles: dict[str, str]) -> None:
    for name, text in articles.items():
        address = text.rpartition(" curl ")[2].strip("'")
        if (
            name.startswith("GET ")
            and "For everyone" in text
            and not re.search("[A-Z]{3}", address)
        ):
            assert client.get(address).status_code == 200, name


def test_the_members_of_a_body_are_told(articles: dict[str, str]) -> None:
    put = articles["PUT /api/reports/{report_id}"]
    for member in ("occurred (required)", "location (required)", "equipment", "narrative"):
        assert member in put
    assert "reason (required)" in articles["POST /api/incidents/{incident_id}/status"]


@pytest.mark.parametrize("path", ["/api/docs", "/api/errors"])
def test_every_error_stands_in_the_catalogue_where_its_type_leads(
    client: TestClient, path: str
) -> None:
    page = client.get(path).text
    for code, entry in CATALOGUE.items():
        assert f'<code id="{code}">{code}</code>' in page
        assert entry.title in unescape(page)
        assert f"<td>{entry.status}</td>" in page


def test_the_type_of_a_problem_is_an_address_that_answers(client: TestClient) -> None:
    found = client.get("/api/collections/nothing/items").json()
    page, _, anchor = found["type"].partition("#")
    assert f'id="{anchor}"' in client.get(page).text


def test_every_link_within_the_page_leads_somewhere(client: TestClient) -> None:
    page = client.get("/api/docs").text
    for href in re.findall(r'href="([^"]+)"', page):
        if href.startswith("#"):
            assert f'id="{href[1:]}"' in page
        else:
            assert client.get(href).status_code == 200
