"""A 304 that was given is given again to the same request as long as nothing public changes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from service.features import unchanged
from service.features.unchanged import Unchanged
from service.installation import Installation
from tests.conftest import People, application
from tests.service.features.conftest import FULL, PUBLIC, Planted
from tests.service.projections.stage import move

Ask = Callable[..., Response]


class Counted:
    """An application that knows how often it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += scope["type"] == "http"
        await self._app(scope, receive, send)


@pytest.fixture
def inner(house: Installation) -> Counted:
    """The whole service; what is tested stands before it once more."""
    return Counted(application(house))


@pytest.fixture
def ask(house: Installation, inner: Counted, planted: Planted) -> Iterator[Ask]:
    with TestClient(Unchanged(inner, house)) as client:

        def ask(path: str = PUBLIC, **headers: str) -> Response:
            return client.get(
                path, headers={name.replace("_", "-"): each for name, each in headers.items()}
            )

        yield ask


def told(answer: Response) -> list[tuple[str, str]]:
    """The status and all headers but the id, which is the request's own."""
    headers = [each for each in answer.headers.multi_items() if each[0] != "x-request-id"]
    return [("status", str(answer.status_code)), *sorted(headers)]


@pytest.mark.parametrize(
    "path", [PUBLIC, f"{PUBLIC}?limit=2&f=csv", f"{PUBLIC}?filter=type='tunnel'&sortby=week"]
)
def test_a_304_is_given_again_without_asking(ask: Ask, inner: Counted, path: str) -> None:
    tag = ask(path).headers["etag"]
    first = ask(path, if_none_match=tag)
    assert (first.status_code, inner.asked) == (304, 2)
    for _ in range(3):
        assert told(ask(path, if_none_match=tag)) == told(first)
    assert inner.asked == 2


def test_once_a_public_record_leaves_the_page_is_sent(
    ask: Ask, house: Installation, planted: Planted
) -> None:
    tag = ask().headers["etag"]
    assert [ask(if_none_match=tag).status_code for _ in range(2)] == [304, 304]
    move(house, planted.full["sector"], "withdrawn")
    answer = ask(if_none_match=tag)
    assert answer.status_code == 200
    assert planted.public["sector"] not in answer.text
    assert answer.headers["etag"] != tag
    # The tag that was right before stays wrong.
    assert ask(if_none_match=tag).status_code == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"{PUBLIC}?limit=1", {}),
        (PUBLIC, {"accept": "text/csv"}),
        (PUBLIC, {"accept_encoding": "gzip"}),
        (PUBLIC, {"host": "miedza.test"}),
        (PUBLIC, {"if_none_match": '"another"'}),
    ],
)
def test_another_request_is_another_question(
    ask: Ask, inner: Counted, path: str, headers: dict[str, str]
) -> None:
    tag = ask().headers["etag"]
    ask(if_none_match=tag)
    before = inner.asked
    ask(path, **{"if_none_match": tag, **headers})
    assert inner.asked == before + 1


def test_a_request_with_a_token_is_always_asked(ask: Ask, inner: Counted, people: People) -> None:
    for path in (PUBLIC, FULL):
        tag = ask(path, **people.analyst).headers["etag"]
        before = inner.asked
        answers = [ask(path, if_none_match=tag, **people.analyst) for _ in range(2)]
        assert [each.status_code for each in answers] == [304, 304]
        assert inner.asked == before + 2


def test_only_so_many_are_remembered(
    ask: Ask, inner: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "_MOST", 3)
    tags = {limit: ask(f"{PUBLIC}?limit={limit}").headers["etag"] for limit in range(1, 6)}

    def again(limit: int) -> int:
        before = inner.asked
        assert ask(f"{PUBLIC}?limit={limit}", if_none_match=tags[limit]).status_code == 304
        return inner.asked - before

    assert [again(limit) for limit in tags] == [1] * 5
    assert [again(limit) for limit in (5, 4, 3, 1)] == [0, 0, 0, 1]


def test_a_long_address_is_not_remembered(ask: Ask, inner: Counted) -> None:
    path = f"{PUBLIC}?filter=type IN ({','.join(['%27tunnel%27'] * 200)})"
    tag = ask(path).headers["etag"]
    before = inner.asked
    assert [ask(path, if_none_match=tag).status_code for _ in range(2)] == [304, 304]
    assert inner.asked == before + 2


def test_what_is_remembered_spends_an_allowance_and_has_its_line(
    client: TestClient, planted: Planted, lines: list[dict[str, Any]]
) -> None:
    tag = client.get(PUBLIC).headers["etag"]
    answers = [client.get(PUBLIC, headers={"If-None-Match": tag}) for _ in range(3)]
    assert {each.status_code for each in answers} == {304}
    assert len({each.headers["x-request-id"] for each in answers}) == 3
    assert {(line["route"], line["status"]) for line in lines[1:]} == {(PUBLIC, 304)}
    for header in ("content-security-policy", "access-control-allow-origin", "vary"):
        assert len({each.headers[header] for each in answers}) == 1
