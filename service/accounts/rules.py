"""What a key may be made of; every refusal names what would be right."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from geo.sector_files import sector_set
from service.accounts.callers import PARTNER
from service.errors import InputInvalid, Problem
from service.vocabulary import LANGUAGES, codes

# A team is a label, not the name of a place or of a person.
TEAM_PATTERN: Final = "^[a-z0-9][a-z0-9-]{0,31}$"


def check_key(
    role: str,
    scopes: Sequence[str],
    sectors: Sequence[str] | None,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    """Raises `InputInvalid` for a key that cannot be, with everything that is wrong with it."""
    problems = [
        *_unknown("role", [role], codes("role")),
        *_unknown("scope", scopes, codes("scope")),
        *_unknown("sector", sectors or (), sector_set().codes),
        *_misplaced(role, scopes, sectors),
        *_past(expires_at, now),
    ]
    if problems:
        said = "; ".join(f"{each.field} {each.wrong}: {each.right}" for each in problems)
        raise InputInvalid(f"no key was made: {said}", tuple(problems))


def check_invite(team: str, language: str) -> None:
    """Raises `InputInvalid` for an invite that cannot be."""
    problems = _unknown("language", [language], LANGUAGES)
    if not re.fullmatch(TEAM_PATTERN, team):
        right = "1 to 32 small letters, digits or hyphens, such as `north`"
        problems.append(Problem("team", "cannot be a team's name", right))
    if problems:
        said = "; ".join(f"{each.field} {each.wrong}: {each.right}" for each in problems)
        raise InputInvalid(f"no invite was made: {said}", tuple(problems))


def _unknown(field: str, given: Sequence[str], known: Collection[str]) -> list[Problem]:
    if set(given) <= set(known):
        return []
    return [Problem(field, "is not known", f"one of {', '.join(known)}")]


def _misplaced(role: str, scopes: Sequence[str], sectors: Sequence[str] | None) -> list[Problem]:
    """On any other key a scope would look like a limit and be none."""
    found = []
    if sectors is not None and not sectors:
        found.append(Problem("sector", "names none", "at least one, or no limit to sectors"))
    if role != PARTNER:
        right = f"only for the role {PARTNER}; other roles say themselves what they may do"
        for field, given in (("scope", scopes), ("sector", sectors)):
            if given:
                found.append(Problem(field, "does not go with this role", right))
    return found


def _past(expires_at: datetime | None, now: datetime) -> list[Problem]:
    if expires_at is None or expires_at > now:
        return []
    return [Problem("expires", "has passed already", "a day after today")]
