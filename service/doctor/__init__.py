"""What is wrong with an installation, and what to do about it.

The doctor only looks: it makes no file, and it reads tables that belong to others, because it is
needed most when their services cannot start.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from service.doctor import content, ground
from service.doctor.verdict import State, Verdict, wrong
from service.errors import Fault, SettingInvalid
from service.settings import Settings

__all__ = ["Finding", "examine"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check by its name, with its verdict."""

    check: str
    state: State
    found: str
    advice: str | None


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Make every check that can be made; what needs the tables waits for a sound database."""
    for name, check in ground.CHECKS.items():
        yield _finding(name, partial(check, settings, now))
    migrated = _finding("database", partial(ground.check_database, settings))
    yield migrated
    if migrated.state == "wrong":
        return
    with closing(ground.open_database(settings)) as database:
        for name, look in content.CHECKS.items():
            yield _finding(name, partial(look, database, settings, now))


def _finding(name: str, check: Callable[[], Verdict]) -> Finding:
    """A check that cannot be made is a finding too."""
    try:
        verdict = check()
    except (SettingInvalid, Fault) as fault:
        verdict = wrong(str(fault), "mend what is named, then ask the doctor again")
    except OSError as error:
        verdict = wrong(f"cannot be read: {error.strerror}", "check the path and its permissions")
    return Finding(name, verdict.state, verdict.found, verdict.advice)
