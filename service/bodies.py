"""Limits on what is read: counted while the bytes arrive, declared length or not."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge
from service.problems import problem_response
from service.settings import Settings

_BATCH_PATH = "/api/reports/batch"


class BodyLimit:
    """413 beyond the path's limit, 415 for compressed bodies, which could hide their size."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._single = settings.max_report_bytes
        self._batch = settings.max_batch_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = self._batch if scope["path"].rstrip("/") == _BATCH_PATH else self._single
        if headers.get(b"content-encoding", b"identity") != b"identity":
            answer = problem_response("media_type_unsupported", "send the body uncompressed")
            await answer(scope, receive, send)
            return
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await _too_large(limit)(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        seen = 0

        async def counting_receive() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLarge(_words(limit))
            return message

        async def send_within_limit(message: Message) -> None:
            # The framework may take the fault above for JSON that it could not parse.
            if seen <= limit:
                await send(message)

        await self._app(scope, counting_receive, send_within_limit)
        if seen > limit:
            await _too_large(limit)(scope, receive, send)


def _too_large(limit: int) -> ASGIApp:
    return problem_response("body_too_large", _words(limit))


def _words(limit: int) -> str:
    return f"at most {limit} bytes are read here"
