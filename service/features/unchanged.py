"""Says again that a public answer is unchanged, without working out once more which one it is.

A client that asks often sends the same request with the same tag. Once the endpoint has answered
it with a 304, the same holds until the public records change, which one number tells, or the key
that signs cursors.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import Unavailable
from service.features import service as features
from service.features.collections import INCIDENTS
from service.features.links import items_address
from service.installation import Installation

_PATH: Final = items_address("", INCIDENTS.id)
# What an answer depends on beside the address: `MIEDZA_PUBLIC_URL` may be unset.
_TELLING: Final = (b"host", b"accept", b"accept-encoding", b"if-none-match")
_MOST: Final = 1_000
_LONGEST: Final = 2_000

Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    at: tuple[int, str]
    headers: tuple[tuple[bytes, bytes], ...]
    endpoint: Any


def depends_on(request: Request, revision: int, mark: str) -> None:
    """Said by an endpoint of an answer that only the public records or a new key can change."""
    request.state.unchanged_at = revision, mark


class Unchanged:
    """Remembers which requests were answered with a 304, and at which revision."""

    def __init__(self, app: ASGIApp, house: Installation) -> None:
        self._app = app
        self._house = house
        self._held: OrderedDict[Key, _Held] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope) if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        held = self._held.get(key)
        if held is not None and held.at == _now(self._house):
            # For the line of the request log.
            scope["endpoint"] = held.endpoint
            await send({"type": "http.response.start", "status": 304, "headers": [*held.headers]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 304:
                self._note(key, message["headers"], scope)
            await send(message)

        await self._app(scope, receive, send_noting)

    def _note(self, key: Key, headers: list[tuple[bytes, bytes]], scope: Mapping[str, Any]) -> None:
        at = scope.get("state", {}).get("unchanged_at")
        if at is None:
            return
        self._held[key] = _Held(at, tuple(headers), scope.get("endpoint"))
        self._held.move_to_end(key)
        while len(self._held) > _MOST:
            self._held.popitem(last=False)


def _key(scope: Scope) -> Key | None:
    """The request as far as its answer depends on it; None for what is answered the long way."""
    if scope["method"] != "GET" or scope["path"] != _PATH:
        return None
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name == b"authorization":
            return None
        if name in _TELLING:
            told[name] = told.get(name, b"") + value + b"\n"
    if b"if-none-match" not in told:
        return None
    parts = (told.get(name, b"") for name in _TELLING)
    key = (scope["scheme"].encode(), scope["query_string"], *parts)
    return key if sum(map(len, key)) <= _LONGEST else None


def _now(house: Installation) -> tuple[int, str] | None:
    """Not in a thread: the hop takes longer than the one row."""
    try:
        return features.revision(house.database), house.cursors.mark
    except Unavailable:
        return None
