"""`/api/summaries/weekly`: vintages for everyone, drafts for analysts, clear answers otherwise."""

import csv
import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from service.weeks import WARSAW, week_name, week_start
from tests.conftest import People
from tests.service.projections.stage import body, claim, move, submit
from tests.service.summaries.samples import cell

WEEK = "2025-W20"
PATH = f"/api/summaries/weekly/{WEEK}"
NOW = datetime(2025, 5, 27, 10, 0, tzinfo=UTC)


def release(house: Installation, week: str = WEEK, now: datetime = NOW) -> str:
    publish(house.database, house.policy, now)
    return release_week(
        house.database, house.policy, week, now=now, actor="desk", reason="first"
    ).sha256


def test_everyone_gets_the_newest_vintage_exactly_as_stored(
    client: TestClient, house: Installation
) -> None:
    submit(house, claim())
    digest = release(house)
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert sha256(answer.content).hexdigest() == digest
    assert answer.headers["etag"] == f'"{digest}"'
    assert answer.headers["miedza-vintage"] == "1"
    assert 'rel="license"' in answer.headers["link"]


@pytest.mark.parametrize("role", ["monitor", "partner", "analyst"])
def test_a_token_changes_nothing_of_what_is_released(
    client: TestClient, house: Installation, people: People, role: str
) -> None:
    release(house)
    assert client.get(PATH, headers=getattr(people, role)).content == client.get(PATH).content


def test_an_unchanged_week_is_a_304(client: TestClient, house: Installation) -> None:
    digest = release(house)
    for tags in (f'"{digest}"', f'W/"{digest}"', f'"other", "{digest}"', "*"):
        answer = client.get(PATH, headers={"If-None-Match": tags})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{digest}"'
    assert client.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_request_tells_the_checksum_alone(client: TestClient, house: Installation) -> None:
    digest = release(house)
    answer = client.head(PATH)
    assert (answer.status_code, answer.headers["etag"]) == (200, f'"{digest}"')


def test_a_named_vintage_is_kept_for_ever_and_the_newest_is_asked_for_again(
    client: TestClient, house: Installation
) -> None:
    gone, _ = submit(house, claim(), claim())
    release(house)
    first = client.get(PATH).content
    move(house, gone, "withdrawn")
    release(house, now=NOW + timedelta(days=7))
    assert client.get(PATH).json()["vintage"] == 2
    assert "immutable" in client.get(f"{PATH}?vintage=1").headers["cache-control"]
    assert client.get(PATH).headers["cache-control"] == "public, no-cache"
    assert client.get(f"{PATH}?vintage=1").content == first


def test_a_release_is_also_a_csv_with_the_same_numbers(
    client: TestClient, house: Installation
) -> None:
    submit(house, claim(persons={"low": 3}))
    release(house)
    answer = client.get(f"{PATH}?f=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    cells = [row for row in rows if row["table"] == "cells"]
    assert {row["vintage"] for row in rows} == {"1"}
    assert [row["persons_low"] for row in cells if row["incidents"] == "1"] == ["3"] * 4
    assert answer.headers["etag"] != client.get(PATH).headers["etag"]
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"{PATH}?f=csv", headers=tag).status_code == 304


def test_a_week_that_is_not_released_is_a_404_that_names_the_next_date(
    client: TestClient,
) -> None:
    today = datetime.now(WARSAW).date()
    week = week_name(today)
    answer = client.get(f"/api/summaries/weekly/{week}")
    assert (answer.status_code, answer.json()["code"]) == (404, "release_missing")
    tuesday = week_start(week) + timedelta(days=15)
    assert f"Tuesday, {tuesday}" in answer.json()["detail"]


def test_a_vintage_that_is_not_there_is_a_404(client: TestClient, house: Installation) -> None:
    release(house)
    answer = client.get(f"{PATH}?vintage=2")
    assert (answer.status_code, answer.json()["code"]) == (404, "release_missing")


@pytest.mark.parametrize(
    ("week", "right"),
    [
        ("2025-W53", "2025 has 52 weeks"),
        ("2026-W00", "2026 has 53 weeks"),
        ("2026-46", "a week is written like 2026-W46"),
        ("x" * 500, "a week is written like 2026-W46"),
    ],
)
def test_a_week_that_is_none_is_a_400_that_says_what_would_be_right(
    client: TestClient, people: People, week: str, right: str
) -> None:
    for parameters in ({}, {"draft": "true"}):
        answer = client.get(
            f"/api/summaries/weekly/{week}", params=parameters, headers=people.analyst
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "query_invalid")
        assert right in answer.json()["errors"][0]["right"]
        assert week not in answer.text.replace("2026-W46", "")


def test_an_analyst_gets_the_live_draft(
    client: TestClient, house: Installation, people: People
) -> None:
    submit(house, body())
    for headers in (people.analyst, people.admin):
        answer = client.get(f"{PATH}?draft=true", headers=headers)
        assert answer.status_code == 200
        assert cell(answer.json()["cells"], series="reported", sector="BIA")["incidents"] == 1
        assert answer.headers["cache-control"] == "private, no-store"
        tag = {**headers, "If-None-Match": answer.headers["etag"]}
        assert client.get(f"{PATH}?draft=true", headers=tag).status_code == 304


def test_the_drafts_csv_has_its_numbers(
    client: TestClient, house: Installation, people: People
) -> None:
    submit(house, body(persons={"low": 16, "high": 60}))
    answer = client.get(f"{PATH}?draft=true&f=csv", headers=people.analyst)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    cells = [row for row in rows if row["table"] == "cells" and row["series"] == "reported"]
    assert cell(cells, series="reported", sector="BIA", type="_T")["persons_high"] == "60"


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        (None, 401, "key_missing"),
        ("monitor", 403, "role_insufficient"),
    ],
)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_nobody_else_gets_a_draft(
    client: TestClient,
    house: Installation,
    people: People,
    role: str | None,
    status: int,
    code: str,
    form: str,
) -> None:
    submit(house, body())
    headers = {} if role is None else getattr(people, role)
    answer = client.get(f"{PATH}?draft=true&f={form}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "cells" not in answer.text


def test_a_bad_token_is_refused_for_public_figures_too(
    client: TestClient, house: Installation
) -> None:
    release(house)
    answer = client.get(PATH, headers={"Authorization": "Bearer mdz_nobody"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "query", ["draft=true&vintage=1", "vintage=0", "vintage=x", "f=docx", "draft=maybe", "week=1"]
)
def test_parameters_that_make_no_sense_are_a_400(
    client: TestClient, people: People, query: str
) -> None:
    answer = client.get(f"{PATH}?{query}", headers=people.analyst)
    assert (answer.status_code, answer.json()["code"]) == (400, "query_invalid")


def test_the_list_shows_each_vintage_newest_first_and_pages_without_gap_or_repeat(
    client: TestClient, house: Installation
) -> None:
    now = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)
    for week in ("2025-W20", "2025-W22", "2025-W21"):
        release(house, week, now)
    submit(house, claim())
    release(house, WEEK, now + timedelta(days=7))
    whole = client.get("/api/summaries/weekly").json()
    named = [(entry["week"], entry["vintage"]) for entry in whole["releases"]]
    assert named == [("2025-W22", 1), ("2025-W21", 1), ("2025-W20", 2), ("2025-W20", 1)]
    assert "links" not in whole
    walked, href = [], "/api/summaries/weekly?limit=1"
    while href:
        page = client.get(href).json()
        walked += page["releases"]
        href = page["links"][0]["href"] if "links" in page else ""
    assert walked == whole["releases"]


def test_each_entry_of_the_list_leads_to_the_document_with_its_checksum(
    client: TestClient, house: Installation
) -> None:
    release(house)
    (entry,) = client.get("/api/summaries/weekly").json()["releases"]
    assert entry["released_at"] == "2025-05-27T10:00:00+00:00"
    assert sha256(client.get(entry["href"]).content).hexdigest() == entry["sha256"]


def test_the_list_of_nothing_is_empty_and_cacheable(client: TestClient) -> None:
    answer = client.get("/api/summaries/weekly")
    assert answer.json() == {"releases": []}
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/summaries/weekly", headers=tag).status_code == 304


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "before=x", "before=2025-W20", "before=2025-W20.x", "page=2"]
)
def test_a_page_that_is_none_is_a_400(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/summaries/weekly?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "query_invalid")


@pytest.mark.parametrize("chart", ["map", "strip", "curve"])
def test_a_chart_of_a_vintage_stands_at_an_address_of_its_own(
    client: TestClient, house: Installation, chart: str
) -> None:
    submit(house, claim())
    release(house)
    answer = client.get(f"{PATH}/charts/{chart}?vintage=1&lang=pl")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-language"] == "pl"
    assert answer.content.startswith(b"<svg ")
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"{PATH}/charts/{chart}?vintage=1&lang=pl", headers=known).status_code == 304


def test_a_chart_that_is_not_drawn_is_refused_and_one_of_no_release_is_missing(
    client: TestClient, house: Installation
) -> None:
    assert client.get(f"{PATH}/charts/map").json()["code"] == "release_missing"
    release(house)
    assert client.get(f"{PATH}/charts/pie").status_code in (400, 422)
    assert client.get(f"{PATH}/charts/map?vintage=9").status_code == 404
