"""`/api/official-totals` over HTTP: for everyone what is public, for staff all of it."""

from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.official.service import TotalQuestion
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.forgers import FORGERS, cursor_of, position_in
from tests.service.official.samples import PAGE, total
from tests.service.projections.stage import ON_SQLITE

PATH = "/api/official-totals"
WHY = {"reason": "read in the press"}
PUBLIC = {
    "id", "claimant", "relayed_by", "measure", "unit", "area_type", "area", "from", "to",
    "day_basis", "lane", "value", "qualifier", "source_title", "source_url", "document_date",
}  # fmt: skip
STAFF = {
    *PUBLIC, "stated", "withdrawn", "first_id", "supersedes", "actor", "at", "reason",
}  # fmt: skip


def add(client: TestClient, people: People, **members: Any) -> Response:
    return client.post(PATH, json={"total": total(**members), **WHY}, headers=people.analyst)


def test_a_total_is_written_once_and_everyone_reads_it(client: TestClient, people: People) -> None:
    first = add(client, people, stated=MARKER, source={"title": "Day", "url": PAGE})
    again = add(client, people, source={"title": "A day", "url": PAGE})
    assert (first.status_code, first.json()["result"]) == (200, "created")
    assert (again.status_code, again.json()["result"]) == (200, "unchanged")
    assert set(first.json()["total"]) == STAFF

    answer = client.get(PATH)
    (row,) = answer.json()["totals"]
    assert set(row) == PUBLIC
    assert (row["value"], row["from"], row["to"], row["lane"]) == (
        206, "2025-11-18", "2025-11-18", "days",
    )  # fmt: skip
    assert MARKER not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    (full,) = client.get(f"{PATH}/full", headers=people.analyst).json()["totals"]
    assert (full["stated"], full["reason"]) == (MARKER, WHY["reason"])


def test_a_correction_and_a_withdrawal_are_further_rows(client: TestClient, people: People) -> None:
    first = add(client, people).json()["total"]["id"]
    change = {"total": total(value=260), **WHY}
    corrected = client.post(f"{PATH}/{first}/corrections", json=change, headers=people.analyst)
    assert (corrected.status_code, corrected.json()["supersedes"]) == (201, first)
    assert [row["value"] for row in client.get(PATH).json()["totals"]] == [260]

    late = client.post(f"{PATH}/{first}/corrections", json=change, headers=people.analyst)
    assert corrected.json()["id"] in problem(late, "total_illegal")["detail"]

    gone = client.post(
        f"{PATH}/{corrected.json()['id']}/withdrawal", json=WHY, headers=people.admin
    )
    assert (gone.status_code, gone.json()["withdrawn"]) == (201, True)
    assert client.get(PATH).json()["totals"] == []
    history = client.get(f"{PATH}/{first}", headers=people.analyst).json()
    assert [row["value"] for row in history["rows"]] == [206, 260, 260]
    assert history["total"] == history["rows"][-1] == gone.json()


@ON_SQLITE
def test_pages_are_followed_by_their_link(client: TestClient, people: People) -> None:
    for value in range(5):
        add(client, people, value=value)
    seen, address = [], f"{PATH}?limit=2"
    while address:
        page = client.get(address).json()
        seen += [row["value"] for row in page["totals"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert sorted(seen) == list(range(5))


@ON_SQLITE
def test_an_unchanged_list_is_a_304(client: TestClient, people: People) -> None:
    add(client, people)
    for path, who in ((PATH, {}), (f"{PATH}/full", people.analyst)):
        tag = client.get(path, headers=who).headers["etag"]
        assert client.get(path, headers={**who, "If-None-Match": tag}).status_code == 304
    assert client.get(PATH).headers["cache-control"].startswith("public")
    full = client.get(f"{PATH}/full", headers={**people.analyst, "Origin": "https://a.example"})
    assert full.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in full.headers


@ON_SQLITE
@pytest.mark.parametrize(
    ("query", "field"),
    [
        (f"measure={MARKER}", "measure"),
        ("claimant=pl_authority,police", "claimant"),
        ("from=2025-11-20&to=2025-11-19", "to"),
        ("from=yesterday", "from"),
        ("limit=0", "limit"),
        (f"cursor={MARKER}", "cursor"),
        (f"sum={MARKER}", "query"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: TestClient, people: People, query: str, field: str
) -> None:
    for path, who in ((PATH, {}), (f"{PATH}/full", people.analyst)):
        refused = problem(client.get(f"{path}?{query}", headers=who), "query_invalid")
        assert fields(refused) == [field]


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"total": total()}, "reason"),
        ({"total": total(value=MARKER), **WHY}, "total.value"),
        ({"total": total(area={"type": "sector", "code": MARKER}), **WHY}, "total.area"),
        ({"total": total(), "note": MARKER, **WHY}, "?"),
        ({**total(), **WHY}, "total"),
    ],
)
def test_a_body_that_cannot_be_is_explained(
    client: TestClient, people: People, body: dict[str, Any], field: str
) -> None:
    for path in (PATH, f"{PATH}/{uuid4()}/corrections"):
        refused = problem(client.post(path, json=body, headers=people.analyst), "body_invalid")
        assert field in fields(refused)


@ON_SQLITE
def test_what_is_not_there_is_a_404(client: TestClient, people: People) -> None:
    nothing = f"{PATH}/{uuid4()}"
    problem(client.get(nothing, headers=people.analyst), "not_found")
    change = {"total": total(), **WHY}
    for path, body in (("corrections", change), ("withdrawal", WHY)):
        problem(client.post(f"{nothing}/{path}", json=body, headers=people.analyst), "not_found")


@ON_SQLITE
def test_only_analysts_write_and_read_the_words(client: TestClient, people: People) -> None:
    body = {"total": total(), **WHY}
    for who in (people.monitor, people.partner):
        problem(client.post(PATH, json=body, headers=who), "role_insufficient")
        problem(client.get(f"{PATH}/full", headers=who), "role_insufficient")
    problem(client.post(PATH, json=body), "key_missing")


@pytest.mark.parametrize("forger", FORGERS)
def test_who_has_no_key_writes_no_cursor(client: TestClient, people: People, forger: str) -> None:
    for value in (1, 2):
        add(client, people, value=value)
    for path, public in ((PATH, True), (f"{PATH}/full", False)):
        good = cursor_of(client.get(f"{path}?limit=1", headers=people.analyst))
        asked = ("official totals", TotalQuestion(), public)
        forged = FORGERS[forger](asked, position_in(good))
        refused = client.get(path, params={"cursor": forged}, headers=people.analyst)
        assert fields(problem(refused, "query_invalid")) == ["cursor"]
        page = client.get(path, params={"cursor": good}, headers=people.analyst)
        assert len(page.json()["totals"]) == 1
