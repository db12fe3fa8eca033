"""Which form an answer takes: what the parameter `f` names, else what `Accept` prefers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import mimeparse
from starlette.requests import Request

from service.parameters import unusable


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an answer: the value of `f`, and the media type."""

    code: str
    media_type: str


def choose(request: Request, f: str | None, offered: Sequence[Form]) -> Form:
    """The form that is asked for; the first one where nothing is asked, or nothing that we have.

    A client that asks for a type we do not know is better served with GeoJSON than refused.
    """
    if f is not None:
        return _named(f, offered)
    accepted = ",".join(request.headers.getlist("accept"))
    if accepted in ("", "*/*"):
        return offered[0]
    # Of those that are equally welcome the last one wins.
    supported = [form.media_type for form in reversed(offered)]
    try:
        best = mimeparse.best_match(supported, accepted)
    except mimeparse.MimeTypeParseException:
        return offered[0]
    return next((form for form in offered if form.media_type == best), offered[0])


def negotiated(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that could have taken another form (RFC 9110, 12.5.5)."""
    return {**headers, "Vary": ", ".join(filter(None, (headers.get("Vary"), "Accept")))}


def _named(f: str, offered: Sequence[Form]) -> Form:
    for form in offered:
        if form.code == f:
            return form
    known = ", ".join(form.code for form in offered)
    raise unusable("f", "is not a form that this answer has", f"one of: {known}")
