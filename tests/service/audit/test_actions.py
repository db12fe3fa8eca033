"""The page lists every action with its meaning, as the code does."""

import re
from pathlib import Path

from service.audit.actions import ACTIONS

PAGE = Path(__file__).parents[3] / "docs" / "audit.md"
SOURCES = Path(__file__).parents[3] / "service"


def test_the_page_lists_the_actions_in_their_order() -> None:
    listed = re.findall(
        r"^\| `([a-z]+\.[a-z_]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert listed == list(ACTIONS.items())


def test_each_action_that_the_code_writes_is_listed() -> None:
    written = {
        action
        for path in SOURCES.rglob("*.py")
        for action in re.findall(
            r"(?:record|record_alone|entry)\(\s*(?:[a-z_.]+,\s*)?\"([a-z]+\.[a-z_]+)\"",
            path.read_text("utf-8"),
        )
    }
    assert {"report.received", "features.read", "release.written", "import.done"} <= written
    assert written <= ACTIONS.keys()
