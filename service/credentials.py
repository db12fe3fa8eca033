"""The token of a request, in whichever way it is sent."""

from base64 import b64decode
from binascii import Error

from starlette.datastructures import Headers
from starlette.types import Scope

REALM = 'realm="miedza"'


def find_token(scope: Scope) -> str | None:
    """The token that a request brings, good or not; None when it brings none.

    Reads also take it as the password of HTTP Basic, with any user name, because some map clients
    can send nothing else. Writes do not: a browser sends a password that it has kept along with
    requests that another site makes.
    """
    scheme, _, credentials = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials:
        return credentials
    if scheme.lower() == "basic" and credentials and scope["method"] in ("GET", "HEAD"):
        return _password(credentials)
    return None


def challenge(scope: Scope) -> str:
    """The schemes that a 401 offers: Basic only to a caller that came with it.

    Offered to everyone it would make browsers ask their users for a password.
    """
    scheme = Headers(scope=scope).get("authorization", "").partition(" ")[0]
    basic = scheme.lower() == "basic" and scope["method"] in ("GET", "HEAD")
    return f"Bearer {REALM}, Basic {REALM}" if basic else f"Bearer {REALM}"


def _password(credentials: str) -> str:
    """What cannot be read is a token that nobody has."""
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (Error, UnicodeDecodeError, ValueError):
        return ""
