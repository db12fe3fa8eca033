"""Strict headers on every answer: a browser that is handed one may do as little as possible."""

from pydantic import HttpUrl
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_Header = tuple[bytes, bytes]

# What a page could ask a browser for.
_FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
_TWO_YEARS_S = 63_072_000


def content_policy(*allowed: str) -> str:
    """Nothing may load, run, frame or be sent but what these directives allow."""
    directives = ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
    return "; ".join(("default-src 'none'", *allowed, *directives))


def permissions_policy(*opened: str) -> str:
    """Every feature of a browser is closed but those, which our own pages may ask for.

    A web client's page brings `permissions_policy("geolocation")` with its answer.
    """
    return ", ".join(f"{name}={'(self)' if name in opened else '()'}" for name in _FEATURES)


class StrictHeaders:
    """Adds what an answer does not bring itself: a page may open what it needs, and no more."""

    def __init__(self, app: ASGIApp, public_url: HttpUrl | None) -> None:
        self._app = app
        self._headers = _strict_headers(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, send_strictly)

    def _completed(self, brought: list[_Header]) -> list[_Header]:
        names = {name for name, _ in brought}
        # What any page may read by CORS, any page may also embed; nothing else.
        opened = b"access-control-allow-origin" in names
        sharing = b"cross-origin" if opened else b"same-origin"
        added = (*self._headers, (b"cross-origin-resource-policy", sharing))
        return [*brought, *(header for header in added if header[0] not in names)]


def _strict_headers(public_url: HttpUrl | None) -> tuple[_Header, ...]:
    headers = {
        "content-security-policy": content_policy(),
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": permissions_policy(),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    if str(public_url).startswith("https:"):
        headers["strict-transport-security"] = f"max-age={_TWO_YEARS_S}; includeSubDomains"
    return tuple((name.encode(), value.encode()) for name, value in headers.items())
