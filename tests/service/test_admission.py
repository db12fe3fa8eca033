"""At the door of the API: each request spends one allowance, and a 429 says when to come back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.accounts.service import create_token, revoke_token
from service.admission import Admission
from service.database import Database
from service.installation import Installation
from service.main import create_app
from service.settings import Settings
from tests.cluster import free_port
from tests.conftest import People, bearer
from tests.service.accounts.minutes import await_room_in_the_minute
from tests.service.answers import problem
from tests.service.projections.stage import ON_SQLITE, body
from tests.service.stored import rows_of

Serve = Callable[..., TestClient]


class Clock:
    """Stands in the middle of a minute until it is moved."""

    def __init__(self) -> None:
        self.now = 29_000_000 * 60 + 30.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve(house: Installation, clock: Clock) -> Iterator[Serve]:
    """The application with limits of its own, on a clock that stands."""
    opened: list[TestClient] = []

    def start(**limits: int) -> TestClient:
        settings = Settings(**{**house.settings.model_dump(), **limits})
        limited = Installation(settings, house.database, house.vault, house.policy)
        app = create_app(limited)
        for middleware in app.user_middleware:
            if middleware.cls is Admission:
                middleware.kwargs["clock"] = clock
        opened.append(TestClient(app, raise_server_exceptions=False).__enter__())
        return opened[-1]

    yield start
    for client in opened:
        client.__exit__(None, None, None)


UNKNOWN = {"Authorization": "Bearer mdz_nobody"}


def statuses(client: TestClient, number: int, path: str, **options: Any) -> list[int]:
    return [client.get(path, **options).status_code for _ in range(number)]


def test_a_key_may_ask_so_often_in_a_minute(
    serve: Serve, house: Installation, people: People, clock: Clock
) -> None:
    client = serve(key_requests_per_minute=3)
    assert statuses(client, 4, "/api/collections", headers=people.partner) == [200] * 3 + [429]
    answer = client.get("/api/collections", headers=people.partner)
    problem(answer, "rate_limited")
    assert answer.headers["retry-after"] == "30"
    # Others have allowances of their own.
    assert statuses(client, 1, "/api/collections", headers=people.analyst) == [200]
    assert statuses(client, 1, "/api/collections") == [200]
    clock.now += 30
    assert statuses(client, 4, "/api/collections", headers=people.partner) == [200] * 3 + [429]


def test_everyone_without_a_key_shares_one_allowance(serve: Serve, people: People) -> None:
    client = serve(anonymous_requests_per_minute=2)
    assert client.get("/api/vocabulary").status_code == 200
    assert client.head("/api/policy").status_code == 200
    answer = client.get("/api/collections/incidents/items")
    problem(answer, "rate_limited")
    # A web page must be able to read it.
    assert answer.headers["access-control-allow-origin"] == "*"
    assert client.get("/api/vocabulary", headers=people.monitor).status_code == 200


def test_an_unchanged_answer_counts_too(serve: Serve) -> None:
    client = serve(anonymous_requests_per_minute=3)
    tag = client.get("/api/policy").headers["etag"]
    held = {"headers": {"If-None-Match": tag}}
    assert statuses(client, 3, "/api/policy", **held) == [304, 304, 429]


@pytest.mark.parametrize(
    "path", ["/api/openapi.json", "/api/nothing", "/api/reports", "/api/locate?lon=1&lat=2&x=3"]
)
def test_whatever_lies_under_the_api_counts(serve: Serve, path: str) -> None:
    client = serve(anonymous_requests_per_minute=1)
    first, second = statuses(client, 2, path)
    assert first != 429
    assert second == 429


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/"])
def test_what_lies_elsewhere_is_free(serve: Serve, path: str) -> None:
    client = serve(anonymous_requests_per_minute=1)
    assert statuses(client, 5, path) == [200] * 5
    assert client.get("/api/policy").status_code == 200


def test_asking_a_browser_s_question_first_is_free(serve: Serve) -> None:
    client = serve(anonymous_requests_per_minute=1)
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    for _ in range(3):
        assert client.options("/api/policy", headers=headers).status_code == 204
    assert client.get("/api/policy").status_code == 200


def test_guesses_are_slow_and_known_tokens_go_on(
    serve: Serve, house: Installation, people: People
) -> None:
    client = serve(unknown_tokens_per_minute=2)
    guesses = [{"Authorization": f"Bearer mdz_{number}"} for number in range(4)]
    found = [client.get("/api/collections", headers=guess) for guess in guesses]
    assert [answer.status_code for answer in found] == [401, 401, 429, 429]
    # Even where nobody looks at the token: it would be a way round the shared allowance.
    assert client.get("/api/policy", headers=UNKNOWN).status_code == 429
    assert client.get("/api/collections", headers=people.partner).status_code == 200
    assert client.get("/api/collections").status_code == 200


def test_a_device_with_a_revoked_key_learns_so_when_guesses_are_used_up(
    serve: Serve, house: Installation
) -> None:
    client = serve(unknown_tokens_per_minute=1, key_requests_per_minute=2)
    made = create_token(house.database, "monitor")
    revoke_token(house.database, made.key_id)
    assert statuses(client, 2, "/api/collections", headers=UNKNOWN) == [401, 429]
    headers = {"Authorization": f"Bearer {made.token}"}
    assert statuses(client, 3, "/api/collections", headers=headers) == [401, 401, 429]


def test_a_batch_counts_as_one(serve: Serve, people: People) -> None:
    client = serve(key_requests_per_minute=1)
    answer = client.post("/api/reports/batch", json=[body()] * 30, headers=people.partner)
    assert answer.json()["rows"] == 30
    again = client.post("/api/reports/batch", json=[body()], headers=people.partner)
    problem(again, "rate_limited")


def test_a_report_that_was_refused_for_its_number_is_not_stored(
    serve: Serve, house: Installation, people: People
) -> None:
    client = serve(key_requests_per_minute=1)
    paths = [f"/api/reports/{uuid4()}" for _ in range(2)]
    answers = [client.put(path, json=body(), headers=people.monitor) for path in paths]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert len(rows_of(house.database, "report")) == 1


def test_a_partner_s_day_of_use_is_not_kept_for_a_public_token_guess(
    serve: Serve, house: Installation
) -> None:
    client = serve()
    bearer(house, "partner")
    client.get("/api/policy", headers=UNKNOWN)
    assert [row["last_used_on"] for row in rows_of(house.database, "access_key")] == [None]


def test_zero_is_without_limit(serve: Serve, house: Installation, people: People) -> None:
    client = serve(
        key_requests_per_minute=0, anonymous_requests_per_minute=0, unknown_tokens_per_minute=0
    )
    for headers in ({}, people.partner, UNKNOWN):
        assert 429 not in statuses(client, 30, "/api/collections", headers=headers)
    assert rows_of(house.database, "allowance") == []


def test_no_address_and_no_token_is_counted(
    serve: Serve, house: Installation, people: People
) -> None:
    client = serve()
    for headers in ({}, people.partner, UNKNOWN):
        client.get("/api/collections", headers={**headers, "X-Forwarded-For": "192.0.2.7"})
    subjects = {row["subject"] for row in rows_of(house.database, "allowance")}
    keys = {f"key:{row['id']}" for row in rows_of(house.database, "access_key")}
    assert {"anonymous:anyone", "unknown token:anyone"} < subjects
    assert subjects <= keys | {"anonymous:anyone", "unknown token:anyone"}


@contextmanager
def away(house: Installation) -> Iterator[TestClient]:
    """The service while its database is away."""
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    database = Database(url)
    app = create_app(Installation(house.settings, database, house.vault, house.policy))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@ON_SQLITE
@pytest.mark.parametrize("headers", [{}, UNKNOWN], ids=["anonymous", "token"])
def test_a_database_that_is_away_is_each_read_s_own_503(
    house: Installation, headers: dict[str, str]
) -> None:
    with away(house) as client:
        answer = client.get("/api/collections", headers=headers)
        problem(answer, "unavailable")
        assert answer.headers["retry-after"] == "5"
        # What needs no database is answered.
        assert client.get("/api/policy", headers=headers).status_code == 200


@ON_SQLITE
def test_a_long_import_does_not_hold_up_reads(serve: Serve, house: Installation) -> None:
    client = serve()
    with house.database.writing() as session:
        session.execute(text("SELECT 1"))
        assert statuses(client, 20, "/api/collections/incidents/items") == [200] * 20


@pytest.mark.slow
def test_guesses_at_receipt_codes_have_a_small_allowance(
    serve: Serve, house: Installation, people: People
) -> None:
    await_room_in_the_minute()
    client = serve()
    codes = [f"MZ-0000-0000-{number:04d}" for number in range(61)]
    found = [client.post("/api/withdrawals", json={"code": code}) for code in codes]
    assert [answer.status_code for answer in found] == [404] * 60 + [429]
    problem(found[-1], "rate_limited")
    assert client.get("/api/vocabulary").status_code == 200
