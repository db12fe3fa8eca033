"""How a read is declared: GET with its HEAD, what it answers, and how long that may be kept."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

Endpoint = Callable[..., Any]

# Anyone may keep a public answer, and asks each time whether it still holds.
PUBLIC_CACHE = {"Cache-Control": "public, max-age=0, must-revalidate"}
# The list of collections is longer for a caller with a key.
CALLERS_CACHE = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
# Nothing exact stays on a disk; a program may still compare tags.
FULL_CACHE = {"Cache-Control": "private, no-store", "Vary": "Authorization"}


def read(
    router: APIRouter, path: str, media_type: str = "application/geo+json", **declared: Any
) -> Callable[[Endpoint], Endpoint]:
    """Register a GET that also answers HEAD, 304 and problems."""

    def register(endpoint: Endpoint) -> Endpoint:
        responses: dict[int | str, dict[str, Any]] = {
            200: {"content": {media_type: {"schema": {"type": "object"}}}},
            304: {"description": "The same as the `ETag` that was sent"},
        }
        router.add_api_route(path, endpoint, responses=responses, **declared)
        router.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)
        return endpoint

    return register
