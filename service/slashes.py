"""An address of the API with a slash at its end is the same address: map clients join parts so."""

from starlette.types import ASGIApp, Receive, Scope, Send


class OneSlash:
    """Answers at once, because not every client follows a redirect with its key."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            # In place: what stands outside of this looks up the route in the same scope.
            scope["path"] = scope["path"].removesuffix("/")
        await self._app(scope, receive, send)
