"""Everything that can go wrong, as one tree and one table.

Fault
├── InputInvalid            the caller sent something that cannot be used; carries field problems
│   ├── BodyInvalid         the report's content
│   ├── JsonInvalid         not JSON, or JSON that hides something (duplicate keys, depth)
│   ├── QueryInvalid        a parameter of the address
│   └── PhotoInvalid        not an image that can be used
├── AccessRefused           who asks may not
│   ├── KeyMissing · KeyUnknown · KeyRevoked · KeyExpired · DeviceRevoked
│   ├── RoleInsufficient · ScopeInsufficient
├── Missing                 it is not there, or not for this caller
│   └── ReleaseMissing · InviteUnknown
├── Conflict                it clashes with what is stored
│   ├── ReportConflict · StatusIllegal · MergeIllegal · HoldTaken · GradeIllegal
│   ├── SensitivityIllegal · TotalIllegal · ReleaseConflict · ReleaseUnsafe
│   └── InviteUsed · PhotoNotAnnounced
├── InviteExpired           its time is over
├── VersionMissing · VersionStale   an edit that does not name the version it was made from
├── RateLimited         an allowance is used up
├── BodyTooLarge · PhotoTooLarge · MediaTypeUnsupported
└── Unavailable             the service cannot answer now
SettingInvalid              an installation's mistake; the command line prints it
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong thing: where, what, and what would be right. Never the input itself."""

    field: str
    wrong: str
    right: str | None = None

    def as_dict(self) -> dict[str, str]:
        parts = {"field": self.field, "wrong": self.wrong}
        return parts if self.right is None else {**parts, "right": self.right}


class Fault(Exception):
    """Base of what the service raises on purpose; `code` is a row of `CATALOGUE`."""

    code: ClassVar[str] = "internal"

    def __init__(self, detail: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = problems


class InputInvalid(Fault):
    code = "body_invalid"


class BodyInvalid(InputInvalid):
    code = "body_invalid"


class JsonInvalid(InputInvalid):
    code = "json_invalid"


class QueryInvalid(InputInvalid):
    code = "query_invalid"


class PhotoInvalid(InputInvalid):
    code = "photo_invalid"


class AccessRefused(Fault):
    code = "role_insufficient"


class KeyMissing(AccessRefused):
    code = "key_missing"


class KeyUnknown(AccessRefused):
    code = "key_unknown"


class KeyRevoked(AccessRefused):
    code = "key_revoked"


class KeyExpired(AccessRefused):
    code = "key_expired"


class DeviceRevoked(AccessRefused):
    code = "device_revoked"


class RoleInsufficient(AccessRefused):
    code = "role_insufficient"


class ScopeInsufficient(AccessRefused):
    code = "scope_insufficient"


class Missing(Fault):
    code = "not_found"


class ReleaseMissing(Missing):
    code = "release_missing"


class InviteUnknown(Missing):
    code = "invite_unknown"


class Conflict(Fault):
    code = "report_conflict"


class ReportConflict(Conflict):
    code = "report_conflict"


class ReleaseConflict(Conflict):
    code = "release_conflict"


class StatusIllegal(Conflict):
    code = "status_illegal"


class MergeIllegal(Conflict):
    code = "merge_illegal"


class HoldTaken(Conflict):
    code = "hold_taken"


class GradeIllegal(Conflict):
    code = "grade_illegal"


class SensitivityIllegal(Conflict):
    code = "sensitivity_illegal"


class TotalIllegal(Conflict):
    code = "total_illegal"


class ReleaseUnsafe(Conflict):
    code = "release_unsafe"


class InviteUsed(Conflict):
    code = "invite_used"


class PhotoNotAnnounced(Conflict):
    code = "photo_not_announced"


class InviteExpired(Fault):
    code = "invite_expired"


class VersionMissing(Fault):
    code = "version_missing"


class VersionStale(Fault):
    code = "version_stale"


class RateLimited(Fault):
    code = "rate_limited"

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class BodyTooLarge(Fault):
    code = "body_too_large"


class PhotoTooLarge(Fault):
    code = "photo_too_large"


class MediaTypeUnsupported(Fault):
    code = "media_type_unsupported"


class Unavailable(Fault):
    code = "unavailable"


class QueryTooSlow(Fault):
    code = "query_too_slow"


class SettingInvalid(Exception):
    """A setting, key file or policy file cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    status: int
    title: str
    meaning: str


CATALOGUE: dict[str, CatalogueEntry] = {
    "json_invalid": CatalogueEntry(
        400, "The body is not usable JSON", "Syntax, duplicate keys, depth, or encoding is wrong."
    ),
    "query_invalid": CatalogueEntry(
        400,
        "A parameter cannot be used",
        "A query or path parameter is unknown or has a bad value.",
    ),
    "key_missing": CatalogueEntry(
        401, "A key is needed", "Send `Authorization: Bearer` with a token."
    ),
    "key_unknown": CatalogueEntry(401, "The key is not known", "The token is not one of ours."),
    "key_revoked": CatalogueEntry(
        401, "The key was revoked", "Ask an administrator for a new token; keep unsent reports."
    ),
    "key_expired": CatalogueEntry(
        401, "The key has expired", "Ask an administrator for a new token; keep unsent reports."
    ),
    "device_revoked": CatalogueEntry(
        401,
        "The device was revoked",
        "It needs a new invite; ask the person before unsent reports are deleted.",
    ),
    "role_insufficient": CatalogueEntry(
        403, "The key may not do this", "The token's role does not allow this request."
    ),
    "scope_insufficient": CatalogueEntry(
        403, "The key's scopes do not cover this", "The detail names the scope that is needed."
    ),
    "not_found": CatalogueEntry(
        404, "There is nothing here", "Unknown address or id, or one of another account."
    ),
    "release_missing": CatalogueEntry(
        404, "This week is not released", "The detail names the date of the next release."
    ),
    "invite_unknown": CatalogueEntry(
        404, "There is no such invite", "Look at the code again, or ask for a new invite."
    ),
    "method_not_allowed": CatalogueEntry(
        405, "The address does not take this method", "The header `Allow` names those it takes."
    ),
    "report_conflict": CatalogueEntry(
        409, "The id is taken by another body", "Nothing was changed; send it under a new id."
    ),
    "release_conflict": CatalogueEntry(
        409,
        "The key was used for another release",
        "Nothing was changed; a new request needs a new `Idempotency-Key`.",
    ),
    "status_illegal": CatalogueEntry(
        409, "The status cannot move so", "The detail names the moves that are allowed from here."
    ),
    "merge_illegal": CatalogueEntry(
        409, "These incidents cannot be joined or parted so", "The detail says why, and what can."
    ),
    "hold_taken": CatalogueEntry(
        409, "Somebody else works on this incident", "The detail says until when."
    ),
    "grade_illegal": CatalogueEntry(
        409, "The rules do not allow this grade", "The detail names what is missing for it."
    ),
    "sensitivity_illegal": CatalogueEntry(
        409, "The sensitivity cannot be lowered so", "The detail names what is needed for it."
    ),
    "total_illegal": CatalogueEntry(
        409, "This row of an official total does not stand any more", "The detail names the newest."
    ),
    "release_unsafe": CatalogueEntry(
        409, "The release would tell too much", "`errors` names each number, never its value."
    ),
    "invite_used": CatalogueEntry(
        409, "The invite was used", "An invite is for one device; ask for a new one."
    ),
    "photo_not_announced": CatalogueEntry(
        409,
        "The report takes no such photo",
        "It did not announce this digest, or it was withdrawn or erased.",
    ),
    "invite_expired": CatalogueEntry(
        410, "The invite has expired", "It was good for 72 hours; ask for a new one."
    ),
    "version_stale": CatalogueEntry(
        412, "It was changed meanwhile", "Nothing was changed; read it again, then edit."
    ),
    "body_too_large": CatalogueEntry(
        413, "The body is too large", "The detail names the limit in bytes."
    ),
    "photo_too_large": CatalogueEntry(
        413, "The photo is too large", "The detail names the limit, in bytes or in pixels."
    ),
    "media_type_unsupported": CatalogueEntry(
        415, "The body's type is not read here", "The detail names the types that are."
    ),
    "body_invalid": CatalogueEntry(
        422, "The content cannot be accepted", "`errors` names each field and what would be right."
    ),
    "photo_invalid": CatalogueEntry(
        422, "The photo cannot be used", "The detail says what is wrong with it; nothing was kept."
    ),
    "version_missing": CatalogueEntry(
        428, "An edit must name its version", "Send `If-Match` with the `ETag` of the detail."
    ),
    "rate_limited": CatalogueEntry(
        429, "Too many requests", "The header `Retry-After` says when to come back."
    ),
    "internal": CatalogueEntry(
        500, "The service failed", "Our fault; nothing was half-written. The log holds the cause."
    ),
    "unavailable": CatalogueEntry(
        503, "The service cannot answer now", "The database is away or full; try again later."
    ),
    "query_too_slow": CatalogueEntry(
        503,
        "The question takes too long",
        "Narrow it by time, sector or a smaller area, or ask for fewer at once.",
    ),
}
