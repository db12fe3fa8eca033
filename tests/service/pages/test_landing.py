"""`/` says what this is, where to go, and what to do while nothing is published."""

import re

from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from tests.service.features.conftest import PUBLISHED_AT
from tests.service.projections.stage import claim, submit


def test_while_nothing_is_published_it_says_what_to_do(client: TestClient) -> None:
    page = client.get("/").text
    assert "Nothing is published yet" in page
    assert "miedza publish" in page


def test_once_something_is_published_it_says_since_when(
    house: Installation, client: TestClient
) -> None:
    submit(house, claim())
    assert "Nothing is published yet" in client.get("/").text
    publish(house.database, house.policy, PUBLISHED_AT)
    page = client.get("/").text
    assert "Nothing is published yet" not in page
    # The Monday of the week, not the day that only staff may know.
    assert "2025-05-12" in page
    assert "2025-05-14" not in page


def test_every_link_leads_somewhere(client: TestClient) -> None:
    hrefs = re.findall(r'href="([^"]+)"', client.get("/").text)
    assert {"/api/docs", "/api/policy", "/api/collections/incidents/items"} <= set(hrefs)
    assert all(client.get(href).status_code == 200 for href in hrefs)
