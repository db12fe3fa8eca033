"""`/api/context` over HTTP: everyone reads what stands, analysts change it by version."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.context.service import ContextQuestion
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.context.samples import entry
from tests.service.forgers import FORGERS, cursor_of, position_in
from tests.service.projections.stage import ON_SQLITE

PATH = "/api/context"
WHY = {"reason": "read in the gazette"}
BODY = {"entry": entry(), **WHY}
PUBLIC = {
    "id", "date", "date_precision", "first_day", "last_day", "kind", "titles", "source",
    "source_url",
}  # fmt: skip


def add(client: TestClient, people: People, **members: Any) -> str:
    body = {"entry": entry(**members), "reason": MARKER}
    answer = client.post(PATH, json=body, headers=people.analyst)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    entry_id: str = answer.json()["id"]
    return entry_id


def test_an_entry_is_added_edited_and_withdrawn(client: TestClient, people: People) -> None:
    one = f"{PATH}/{add(client, people)}"
    answer = client.get(PATH)
    (row,) = answer.json()["context"]
    assert set(row) == PUBLIC
    assert MARKER not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"

    read = client.get(one, headers=people.analyst)
    change = {"entry": entry(date="2025-11-21"), **WHY}
    headers = {**people.analyst, "If-Match": read.headers["etag"]}
    edited = client.put(one, json=change, headers=headers)
    assert (edited.status_code, edited.json()["version"], edited.headers["etag"]) == (200, 2, '"2"')
    assert [row["date"] for row in client.get(PATH).json()["context"]] == ["2025-11-21"]

    gone = client.post(
        f"{one}/withdrawal", json=WHY, headers={**people.admin, "If-Match": edited.headers["etag"]}
    )
    assert (gone.status_code, gone.json()["withdrawn"]) == (201, True)
    assert client.get(PATH).json()["context"] == []
    history = client.get(one, headers=people.analyst).json()
    assert [each["version"] for each in history["versions"]] == [1, 2, 3]
    assert history["entry"] == history["versions"][-1]


@ON_SQLITE
def test_a_change_names_the_version_that_it_was_made_from(
    client: TestClient, people: People
) -> None:
    one = f"{PATH}/{add(client, people)}"
    for method, path, body in (("PUT", one, BODY), ("POST", f"{one}/withdrawal", WHY)):
        problem(client.request(method, path, json=body, headers=people.analyst), "version_missing")
        stale = {**people.analyst, "If-Match": '"7"'}
        problem(client.request(method, path, json=body, headers=stale), "version_stale")


@ON_SQLITE
def test_what_is_not_there_is_a_404(client: TestClient, people: People) -> None:
    nothing = f"{PATH}/{uuid4()}"
    headers = {**people.analyst, "If-Match": '"1"'}
    problem(client.get(nothing, headers=headers), "not_found")
    problem(client.put(nothing, json=BODY, headers=headers), "not_found")
    problem(client.post(f"{nothing}/withdrawal", json=WHY, headers=headers), "not_found")


@ON_SQLITE
def test_only_analysts_change_it_or_see_who_did(client: TestClient, people: People) -> None:
    one = f"{PATH}/{add(client, people)}"
    for who in (people.monitor, people.partner):
        problem(client.post(PATH, json=BODY, headers=who), "role_insufficient")
        problem(client.get(one, headers=who), "role_insufficient")
    problem(client.put(one, json=BODY, headers={"If-Match": '"1"'}), "key_missing")
    problem(client.post(f"{one}/withdrawal", json=WHY), "key_missing")


@ON_SQLITE
def test_pages_are_followed_by_their_link_and_narrowed(client: TestClient, people: People) -> None:
    for day in range(10, 15):
        add(client, people, date=f"2025-11-{day}")
    seen, address = [], f"{PATH}?limit=2&from=2025-11-11&kind=border_regime"
    while address:
        page = client.get(address).json()
        seen += [row["date"] for row in page["context"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == [f"2025-11-{day}" for day in range(11, 15)]


@ON_SQLITE
def test_an_unchanged_list_is_a_304(client: TestClient, people: People) -> None:
    add(client, people)
    tag = client.get(PATH).headers["etag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
    add(client, people)
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 200


@ON_SQLITE
@pytest.mark.parametrize(
    ("query", "field"),
    [
        (f"kind={MARKER}", "kind"),
        ("from=2025-11-20&to=2025-11-19", "to"),
        ("from=2025-11", "from"),
        (f"cursor={MARKER}", "cursor"),
        (f"lang={MARKER}", "query"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: TestClient, query: str, field: str
) -> None:
    assert fields(problem(client.get(f"{PATH}?{query}"), "query_invalid")) == [field]


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"entry": entry()}, "reason"),
        ({"entry": entry(titles={"en": f"Closed because of {MARKER}"}), **WHY}, "entry.titles"),
        ({"entry": entry(kind=MARKER), **WHY}, "entry.kind"),
        ({"entry": entry(date=MARKER[:10]), **WHY}, "entry"),
        ({**entry(), **WHY}, "entry"),
    ],
)
def test_a_body_that_cannot_be_is_explained(
    client: TestClient, people: People, body: dict[str, Any], field: str
) -> None:
    refused = problem(client.post(PATH, json=body, headers=people.analyst), "body_invalid")
    assert field in fields(refused)


@pytest.mark.parametrize("forger", FORGERS)
def test_who_has_no_key_writes_no_cursor(client: TestClient, people: People, forger: str) -> None:
    for _ in range(2):
        add(client, people)
    good = cursor_of(client.get(f"{PATH}?limit=1"))
    forged = FORGERS[forger](("context", ContextQuestion()), position_in(good))
    refused = client.get(PATH, params={"cursor": forged})
    assert fields(problem(refused, "query_invalid")) == ["cursor"]
    assert len(client.get(PATH, params={"cursor": good}).json()["context"]) == 1
