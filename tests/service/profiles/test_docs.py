"""The page on profiles says what the engine does."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import service
from service.profiles import Profile, map_row, read_csv
from service.profiles.profile import Columns, Locations
from service.profiles.rule import Effect

PAGE = (Path(service.__file__).parent.parent / "docs" / "profiles.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_worked_example_gives_what_the_page_shows(
    profile_from: Callable[[str], Profile],
) -> None:
    profile = profile_from(block("toml"))
    rows = [map_row(row, profile) for row in read_csv(block("csv").encode())]
    assert [row.report for row in rows] == json.loads(block("json"))
    assert [row.unknown_values for row in rows] == [[], [("gear", "lamp")]]


def test_every_role_and_every_effect_is_explained() -> None:
    for name in (*Columns.model_fields, *Locations.model_fields, *Effect.model_fields):
        assert re.search(rf"`(\[location\.)?{name}\]?`", PAGE), name
