"""Who may do what: the table of routes and callers holds on both databases.

A new route without a row fails here, so nobody can forget to decide who may use it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from sqlmodel import col, update
from starlette.testclient import TestClient

from service.accounts.service import create_token, revoke_token
from service.installation import Installation
from service.models import AccessKey
from service.vocabulary import codes
from tests.conftest import BOTH, application, bearer, opened
from tests.service.answers import MARKER, assert_quiet, problem
from tests.service.projections.stage import body, reading
from tests.service.route_table import CALLERS, IDS, REFUSED, SCOPES, TABLE, Row, documented

EACH_ROW = pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.methods} {row.path}")
# What the monitor's report says: words and a place.
TOLD = (MARKER, "23.81357", "52.71357")
KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


@dataclass(frozen=True)
class Stage:
    """One application with every kind of caller, and a report that the monitor sent."""

    client: TestClient
    headers: dict[str, dict[str, str]]
    ids: dict[str, str]

    def ask(
        self, caller: str, method: str, address: str, content: Any = None, **headers: str
    ) -> Response:
        sent = {**self.headers[caller], **headers}
        return self.client.request(method, address, json=content, headers=sent)


@pytest.fixture(scope="module", params=BOTH)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with (
        opened(request, tmp_path_factory.mktemp("routes")) as house,
        TestClient(application(house), raise_server_exceptions=False) as client,
    ):
        headers = headers_of_callers(house)
        report_id = str(uuid4())
        place = {"method": "gnss", "lon": 23.81357, "lat": 52.71357, "accuracy_m": 12}
        told = body(location=place, narrative=MARKER, stated={"what": MARKER, "where": MARKER})
        path = f"/api/reports/{report_id}"
        assert client.put(path, json=told, headers=headers["monitor"]).status_code == 201
        (row,) = reading(house, "SELECT incident_id FROM report")
        incident_id = row["incident_id"]
        ids = {**dict.fromkeys(IDS, incident_id), "report_id": report_id}
        yield Stage(client, headers, ids)


def headers_of_callers(house: Installation) -> dict[str, dict[str, str]]:
    return {
        "anonymous": {},
        "revoked": revoked(house),
        "expired": expired(house),
        **{role: bearer(house, role) for role in ("monitor", "partner", "analyst", "admin")},
        **{scope: bearer(house, "partner", scopes=[scope]) for scope in SCOPES},
        "every scope": bearer(house, "partner", scopes=SCOPES),
        "stranger": bearer(house, "monitor"),
        "elsewhere": bearer(house, "partner", scopes=SCOPES, sectors=["NAR"]),
    }


def revoked(house: Installation) -> dict[str, str]:
    made = create_token(house.database, "admin")
    revoke_token(house.database, made.key_id)
    return {"Authorization": f"Bearer {made.token}"}


def expired(house: Installation) -> dict[str, str]:
    made = create_token(house.database, "admin")
    ends = update(AccessKey).where(col(AccessKey.id) == made.key_id)
    with house.database.writing() as session:
        session.execute(ends.values(expires_at=datetime.now(UTC)))
    return {"Authorization": f"Bearer {made.token}"}


def test_every_route_has_a_row_and_every_row_a_route(stage: Stage) -> None:
    decided = {(method, row.path) for row in TABLE for method in row.methods.split()}
    served = {
        (method, str(context.path))
        for context in iter_route_contexts(stage.client.app.routes)  # type: ignore[attr-defined]
        for method in context.methods or ()
    }
    assert served == decided


def test_the_table_knows_every_role_and_scope() -> None:
    assert {*codes("role"), *codes("scope")} <= set(CALLERS)


@EACH_ROW
def test_each_caller_gets_the_status_that_was_decided(stage: Stage, row: Row) -> None:
    for caller in CALLERS:
        for method, address in row.requests():
            assert "{" not in address
            answer = stage.ask(caller, method, address, row.body, **row.headers)
            assert answer.status_code == row.expected(caller), (caller, method, answer.text)
            if answer.status_code >= 400 and method != "HEAD":
                assert_quiet(answer)


@EACH_ROW
def test_a_refusal_names_what_is_lacking(stage: Stage, row: Row) -> None:
    codes_of = {401: {"key_missing"}, 403: {"role_insufficient", "scope_insufficient"}}
    for caller in set(CALLERS) - set(row.who):
        method, address = next(row.requests())
        code = stage.ask(caller, method, address, row.body, **row.headers).json()["code"]
        refused = {"revoked": {"key_revoked"}, "expired": {"key_expired"}}.get(caller)
        assert code in (refused or codes_of.get(row.expected(caller), {"not_found"})), caller


@pytest.mark.parametrize(
    "row",
    [row for row in TABLE if any(f"{{{name}}}" in row.path for name in IDS)],
    ids=lambda row: f"{row.methods} {row.path}",
)
def test_who_may_not_learns_nothing_of_what_is_there(stage: Stage, row: Row) -> None:
    """What is there, and what is not, are answered alike to all who may not know."""
    # Where everyone is answered, it is the incident itself that nobody may find.
    others = [caller for caller in CALLERS if caller not in row.who] or CALLERS
    for caller in others:
        for there, missing in zip(row.requests(**stage.ids), row.requests(), strict=True):
            first = stage.ask(caller, *there, row.body, **row.headers)
            assert whole(first) == whole(stage.ask(caller, *missing, row.body, **row.headers)), (
                caller
            )


@pytest.mark.parametrize(
    ("caller", "path"),
    [
        # A report of another monitor, even for staff, who read it at their desk.
        ("stranger", "/api/reports/{report_id}/receipt"),
        ("analyst", "/api/reports/{report_id}/receipt"),
        # An incident outside of the key's sectors.
        ("elsewhere", "/api/collections/incidents-full/items/{feature_id}"),
    ],
)
def test_a_foreign_object_is_answered_like_a_missing_one(
    stage: Stage, caller: str, path: str
) -> None:
    (row,) = (row for row in TABLE if row.path == path)
    for there, missing in zip(row.requests(**stage.ids), row.requests(), strict=True):
        answer = stage.ask(caller, *there)
        assert answer.status_code == 404
        assert whole(answer) == whole(stage.ask(caller, *missing))


def test_a_foreign_report_id_is_refused_like_one_of_ones_own(stage: Stage) -> None:
    path = f"/api/reports/{stage.ids['report_id']}"
    own = stage.ask("monitor", "PUT", path, body())
    foreign = stage.ask("stranger", "PUT", path, body())
    problem(foreign, "report_conflict")
    assert whole(foreign) == whole(own)


def whole(answer: Response) -> tuple[int, bytes, dict[str, str]]:
    """An answer without what differs from one answer to the next."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name != "date" and "request-id" not in name
    }
    return answer.status_code, answer.content, headers


def test_a_monitor_reads_receipts_and_no_report(stage: Stage) -> None:
    """Every read with the token of who sent the report, also of what became of it."""
    for row in TABLE:
        for method, address in row.requests(**stage.ids):
            if method == "GET":
                text = stage.ask("monitor", method, address).text
                told = [each for each in TOLD if each in text and each not in row.address]
                assert told == [], row.path
    receipt = stage.ask("monitor", "GET", f"/api/reports/{stage.ids['report_id']}/receipt")
    assert receipt.json().keys() == {
        "id",
        "code",
        "sha256",
        "received_at",
        "state",
        "photos",
    }


@EACH_ROW
def test_other_methods_are_answered_with_those_that_are_allowed(stage: Stage, row: Row) -> None:
    (_, address), *_ = row.requests()
    answer = stage.ask("admin", "PATCH" if "DELETE" in row.methods else "DELETE", address)
    assert answer.status_code == 405
    assert set(row.methods.split()) <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "row",
    # The framework's own route takes no parameter at all, and says nothing to one.
    [row for row in TABLE if row.path != "/api/openapi.json"],
    ids=lambda row: f"{row.methods} {row.path}",
)
def test_no_route_takes_a_parameter_that_it_does_not_declare(stage: Stage, row: Row) -> None:
    (method, address), *_ = row.requests()
    more = f"{address}{'&' if '?' in address else '?'}{MARKER}=1"
    document = problem(stage.ask("admin", method, more), "query_invalid")
    assert document["errors"][0]["right"].startswith("known: ")


def test_a_refused_token_is_told_so_only_where_the_caller_matters(stage: Stage) -> None:
    for caller in REFUSED:
        assert stage.ask(caller, "GET", "/api/vocabulary").status_code == 200
        problem(stage.ask(caller, "GET", "/api/collections"), f"key_{caller}")


def test_the_page_of_keys_says_what_the_table_says() -> None:
    """`python -m tests.service.route_table` prints what the page should hold."""
    assert documented() in KEYS_PAGE.read_text(encoding="utf-8")
