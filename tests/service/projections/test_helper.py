"""The process that prepares chunks for another, and never outlives it."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from service.installation import Installation
from service.projections.helper import Helper
from service.projections.recompute_repository import Span
from tests.service.projections.stage import ON_SQLITE, several, submit

TODAY = date(2025, 5, 26)
ALL = Span(None, None)
# As if killed: without any of the tidying up that an ending interpreter does.
KILLED = """
import os, sys
from datetime import date
from service.database import Database
from service.projections.helper import Helper
from service.projections.policy import Policy
if __name__ == "__main__":
    helper = Helper(Database(sys.argv[1]), Policy(), date(2025, 5, 26))
    print(helper._process.pid, flush=True)
    os._exit(9)
"""


@pytest.mark.slow
def test_it_answers_each_question_once(house: Installation) -> None:
    incidents = submit(house, *several(3))
    helper = Helper(house.database, house.policy, TODAY)
    try:
        helper.ask(ALL)
        assert helper.asked == ALL
        prepared = helper.answer()
    finally:
        helper.close()

    assert prepared is not None
    assert prepared.span == ALL
    assert prepared.versions == dict.fromkeys(incidents, 1)
    assert helper.asked is None


@pytest.mark.slow
@ON_SQLITE
def test_it_ends_with_the_process_that_asks(house: Installation) -> None:
    script = house.settings.data_dir / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    line = [sys.executable, str(script), house.settings.resolved_database_url]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    helper = int(done.stdout)

    until = time.monotonic() + 30
    while is_alive(helper) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_alive(helper)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    return told.rpartition(")")[2].split()[0] != "Z"
