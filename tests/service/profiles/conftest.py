"""The shipped profile, and a way to write a small one in a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.profiles import Profile, load_profile

_SMALL = """
title = "A small source"

[columns]
date = "day"
clock = "hour"
place = "where"
type = "what"
persons_low = "people"
equipment = "things"
actor = "who"
claimant = "source"

[stated]
when = ["day", "hour"]
where = ["where"]
what = ["what", "things", "who"]

[time]
about = ["about"]

[time.parts]
evening = "18:00-22:00"
night = "22:00-06:00"

[type.words.attempt]
acts = ["crossing_attempt by people_crossing"]

[type.words."attack*"]
acts = ["objects_thrown by named_actor"]

[equipment]
held_by = "people_crossing"

[equipment.words]
ladder = "ladder"
stone = "stones"
laser = "laser"

[actor.words]
"*guards*" = "by_border_service"

[claimant.words]
office = "pl_authority"
"""


@pytest.fixture(scope="session")
def communiques() -> Profile:
    return load_profile("communiques")


@pytest.fixture(scope="session")
def small_text() -> str:
    return _SMALL


@pytest.fixture
def profile_from(tmp_path: Path) -> Callable[[str], Profile]:
    """A profile from TOML text."""

    def load(text: str) -> Profile:
        path = tmp_path / "small.toml"
        path.write_text(text, encoding="utf-8")
        return load_profile(str(path))

    return load


@pytest.fixture
def small(profile_from: Callable[[str], Profile]) -> Profile:
    return profile_from(_SMALL)


@pytest.fixture
def small_with(profile_from: Callable[[str], Profile]) -> Callable[[str], Profile]:
    """The small profile with more lines at its end, such as rules."""
    return lambda more: profile_from(_SMALL + more)
