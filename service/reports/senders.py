"""Who sent a report, as `report.submitted_by` says it: a key, an import, or nobody known any more.

When the retention forgets the key of a report, a random name takes its place. All reports of one
incident are unlinked together, each key under a name of its own: `unlinked:GROUP:SENDER`. So the
number of different senders within the incident stays known, and no key can be followed from one
incident, or one time, to another.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

UNLINKED: Final = "unlinked:"
IMPORT: Final = "import"
# Who sent a report, in records that are kept for ever.
_SOME_KEY: Final = "key"
_NAME_BYTES: Final = 8


def is_unlinked(submitted_by: str) -> bool:
    return submitted_by.startswith(UNLINKED)


def is_import(submitted_by: str) -> bool:
    """An import names a profile, which is no person's account."""
    return submitted_by.partition(":")[0] == IMPORT


def in_audit(submitted_by: str) -> str:
    return submitted_by if is_import(submitted_by) else _SOME_KEY


def unlinked_names(keys: Iterable[str]) -> dict[str, str]:
    """A random name for each of the keys that sent reports of one incident."""
    group = secrets.token_hex(_NAME_BYTES)
    return {key: f"{UNLINKED}{group}:{secrets.token_hex(_NAME_BYTES)}" for key in keys}


def surely_different(one: str, other: str) -> bool:
    """Whether two reports of one incident are of two senders; False where nobody can tell."""
    if is_unlinked(one) and is_unlinked(other):
        return one != other and one.split(":")[1] == other.split(":")[1]
    if is_unlinked(one) or is_unlinked(other):
        return is_import(one) or is_import(other)
    return one != other


def different_senders(submitted_by: Iterable[str]) -> int:
    """How many different senders there are for certain among the reports of one incident.

    Names of one group are of different keys. Names of two groups, or a name and a key, may be of
    one sender who reported again later, or whose reports came together by a merge: they are never
    added up.
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for sender in submitted_by:
        group = sender.split(":")[1] if is_unlinked(sender) else ""
        groups[group].add(sender)
    return max((len(senders) for senders in groups.values()), default=0)
