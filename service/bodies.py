"""Limits on what is read: counted while the bytes arrive, declared length or not."""

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, Fault, MediaTypeUnsupported, PhotoTooLarge
from service.problems import problem_response
from service.settings import Settings

_BATCH_PATH = "/api/reports/batch"
_PHOTO_PATH = re.compile(r"/api/reports/[^/]+/photos/[^/]+/?")
_SEARCH_PATH = re.compile(r"/api/collections/[^/]+/items/search/?")
# Room for the longest filter, however short reports may be.
_LEAST_SEARCH = 256 << 10


async def read_json(request: Request) -> bytes:
    """The body of a request, which is JSON where nothing else is said; 415 for anything else."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() != "application/json":
        raise MediaTypeUnsupported("send application/json")
    return await request.body()


@dataclass(frozen=True, slots=True)
class _Limit:
    """How much is read, and what more than that is."""

    most: int
    fault: type[Fault] = BodyTooLarge

    @property
    def words(self) -> str:
        return f"at most {self.most} bytes are read here"

    def answer(self) -> ASGIApp:
        return problem_response(self.fault.code, self.words)


class BodyLimit:
    """413 beyond the path's limit, 415 for compressed bodies, which could hide their size."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._single = _Limit(settings.max_report_bytes)
        self._batch = _Limit(settings.max_batch_bytes)
        self._search = _Limit(max(settings.max_report_bytes, _LEAST_SEARCH))
        self._photo = _Limit(settings.max_photo_bytes, PhotoTooLarge)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = self._limit(scope["path"])
        if headers.get(b"content-encoding", b"identity") != b"identity":
            answer = problem_response("media_type_unsupported", "send the body uncompressed")
            await answer(scope, receive, send)
            return
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit.most:
            await limit.answer()(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    def _limit(self, path: str) -> _Limit:
        if path.rstrip("/") == _BATCH_PATH:
            return self._batch
        if _SEARCH_PATH.fullmatch(path):
            return self._search
        return self._photo if _PHOTO_PATH.fullmatch(path) else self._single

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: _Limit) -> None:
        seen = 0

        async def counting_receive() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit.most:
                raise limit.fault(limit.words)
            return message

        async def send_within_limit(message: Message) -> None:
            # The framework may take the fault above for JSON that it could not parse.
            if seen <= limit.most:
                await send(message)

        await self._app(scope, counting_receive, send_within_limit)
        if seen > limit.most:
            await limit.answer()(scope, receive, send)
