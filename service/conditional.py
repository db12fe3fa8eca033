"""Answers that a client need not fetch twice (RFC 9110, 13.1.2)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b, sha256

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from service import __version__
from service.compression import CODINGS, coding_of, varies

_ENTITY_TAG = re.compile(r'"[^"]*"')
_DIGEST_BYTES = 16


def tag_of_parts(*parts: object) -> str:
    """A strong tag for an answer that these parts, and this version of the service, determine."""
    text = repr((__version__, *parts)).encode()
    return f'"{blake2b(text, digest_size=_DIGEST_BYTES).hexdigest()}"'


def tag_of_body(body: bytes, sectors: Sequence[str] | None = None) -> str:
    """A strong tag from the bytes themselves; SHA-256 is the quickest where it is in hardware.

    `sectors` are those to which the caller is limited: limits that differ share no tag, even
    where they happen to show the same.
    """
    digest = sha256(body)
    if sectors is not None:
        digest.update(repr(sectors).encode())
    return f'"{digest.hexdigest()[: 2 * _DIGEST_BYTES]}"'


def answer(
    request: Request,
    tag: str,
    body: Callable[[], bytes],
    media_type: str,
    headers: Mapping[str, str],
) -> Response:
    """304 without a body to a client that holds this tag; else 200. `body` is made only then."""
    tagged = _tagged(request, tag, media_type, headers)
    if _is_held(request, tag):
        return Response(status_code=304, headers=tagged)
    return Response(body(), 200, tagged, media_type)


def stream(
    request: Request,
    tag: str,
    pieces: Callable[[], Iterator[bytes]],
    media_type: str,
    headers: Mapping[str, str],
) -> Response:
    """The same for a body that is sent while it is made; a HEAD makes none of it."""
    tagged = _tagged(request, tag, media_type, headers)
    if _is_held(request, tag):
        return Response(status_code=304, headers=tagged)
    sent = iter(()) if request.method == "HEAD" else pieces()
    return StreamingResponse(sent, 200, tagged, media_type)


def _tagged(
    request: Request, tag: str, media_type: str, headers: Mapping[str, str]
) -> dict[str, str]:
    """With the tag of the bytes as this client takes them: see `compression.py`."""
    if not varies(request.scope, media_type, headers):
        return {**headers, "ETag": tag}
    coding = coding_of(request.scope)
    words = [word for word in headers.get("Vary", "").split(", ") if word]
    vary = ", ".join(dict.fromkeys((*words, "Accept-Encoding")))
    return {**headers, "Vary": vary, "ETag": tag if coding is None else _coded(tag, coding)}


def _coded(tag: str, coding: str) -> str:
    return f'{tag[:-1]}-{coding}"'


def _is_held(request: Request, tag: str) -> bool:
    """In any coding: who holds one of them needs no other."""
    held = ",".join(request.headers.getlist("if-none-match"))
    meant = {tag, *(_coded(tag, coding) for coding in CODINGS)}
    return held.strip() == "*" or not meant.isdisjoint(_ENTITY_TAG.findall(held))
