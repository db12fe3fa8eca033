"""Who asks, and what a key's scopes let it do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

PARTNER: Final = "partner"
# Codes of the vocabulary's scheme `scope`; a test compares them.
INCIDENTS_READ: Final = "incidents:read"
REPORTS_WRITE: Final = "reports:write"
SUMMARIES_READ: Final = "summaries:read"


@dataclass(frozen=True, slots=True)
class Caller:
    """The key's public id, its role, and for a partner its scopes.

    `sectors`, where it is not None, are all that the key may read of what is not public.
    """

    key_id: str
    role: str
    scopes: frozenset[str] = frozenset()
    sectors: tuple[str, ...] | None = None

    def has_scope(self, scope: str | None) -> bool:
        """The role says what everyone but a partner may do; a partner needs the scope as well."""
        return scope is None or self.role != PARTNER or scope in self.scopes

    def may(self, roles: Collection[str], scope: str | None = None) -> bool:
        return self.role in roles and self.has_scope(scope)
