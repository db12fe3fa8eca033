"""The version that an edit is made from, as `If-Match` names it (RFC 9110, 13.1.1)."""

import re
from typing import Annotated

from fastapi import Header

from service.errors import VersionMissing

# Only the version is compared: a proxy that compresses answers, weakening tags, does no harm.
_VERSION_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})(?:-[0-9a-f]+)?"')

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The `ETag` of the detail that the change is made from."),
]


def required_version(if_match: str | None) -> int:
    """The version that the header names; raises `VersionMissing` where it names none."""
    match = _VERSION_TAG.fullmatch((if_match or "").strip())
    if match is None:
        raise VersionMissing("send `If-Match` with the `ETag` that the detail was answered with")
    return int(match[1])
