"""`/about` says what this is, where to go, and what to do while nothing is published."""

import re
from datetime import UTC, datetime

from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from tests.service.features.conftest import PUBLISHED_AT
from tests.service.projections.stage import claim, submit


def test_while_nothing_is_published_it_says_what_to_do(client: TestClient) -> None:
    page = client.get("/about").text
    assert "Nothing is published yet" in page
    assert "miedza publish" in page


def test_once_something_is_published_it_says_since_when(
    house: Installation, client: TestClient
) -> None:
    submit(house, claim())
    assert "Nothing is published yet" in client.get("/about").text
    publish(house.database, house.policy, PUBLISHED_AT)
    page = client.get("/about").text
    assert "Nothing is published yet" not in page
    # The Monday of the week, not the day that only staff may know.
    assert "2025-05-12" in page
    assert "2025-05-14" not in page


def test_the_newest_released_weeks_lead_to_their_bulletins_in_each_language(
    client: TestClient, house: Installation
) -> None:
    for week in ("2025-W20", "2025-W21"):
        release_week(
            house.database, house.policy, week,
            now=datetime(2025, 6, 10, 9, tzinfo=UTC), actor="desk", reason="weekly",
        )  # fmt: skip
    page = client.get("/about").text
    assert page.index("2025-W21") < page.index("2025-W20")
    for language in ("pl", "en", "de", "be"):
        href = f"/api/summaries/weekly/2025-W21?f=html&amp;lang={language}"
        assert href in page
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_every_link_leads_somewhere(client: TestClient) -> None:
    hrefs = re.findall(r'href="([^"]+)"', client.get("/about").text)
    assert {"/api/docs", "/api/policy", "/api/collections/incidents/items"} <= set(hrefs)
    assert all(client.get(href).status_code == 200 for href in hrefs)
