"""A small source with its profile: three good rows, and cells to spoil."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from service.profiles import Profile, load_profile

PROFILE = """
title = "A small source"

[columns]
date = "day"
place = "where"
type = "what"
equipment = "things"
claimant = "source"

[type.words.attempt]
acts = ["crossing_attempt by people_crossing"]

[equipment.words]
ladder = "ladder"

[claimant.words]
office = "pl_authority"
"""

HEADER = "day,where,what,things,source"
GOOD = (
    "2025-05-14,Białowieża,attempt,ladder:2,office",
    "2025-05-15,Białowieża,attempt,,office",
    "2025-05-16,Czeremcha,attempt,ladder:?,office",
)

Write = Callable[[Sequence[str]], Path]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    path = tmp_path / "small.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return load_profile(str(path))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows under the header; the answer is the file's path."""

    def to_file(rows: Sequence[str]) -> Path:
        path = tmp_path / "rows.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return path

    return to_file
