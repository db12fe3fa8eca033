"""The export, and the page that says how to verify it with nothing of ours."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.audit.chain import Recorded, seal_hash
from service.audit.export import export_lines
from service.audit.sealing import seal_all
from service.audit.service import find_head, record_alone
from service.errors import Missing
from service.installation import Installation
from tests.service.audit.trail import foreign_hand, plant
from tests.service.projections.stage import reading

PAGE = Path(__file__).parents[3] / "docs" / "audit.md"


def exported(house: Installation, after: int = 0) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in export_lines(house.database, after)]


def documented_program() -> str:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(program)


def run_program(lines: list[bytes], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", documented_program(), *arguments],
        input=b"".join(lines).decode(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_line_holds_the_texts_that_are_hashed(house: Installation) -> None:
    plant(house)
    stored = reading(house, "SELECT seq, entry_id, hash FROM audit_seal ORDER BY seq")
    lines = exported(house)
    assert [(line["seq"], line["id"], line["hash"]) for line in lines] == [
        (row["seq"], row["entry_id"], row["hash"]) for row in stored
    ]
    first = lines[0]
    entry = Recorded(first["id"], first["at"], *(first[name] for name in list(first)[4:]))
    assert seal_hash("0" * 64, 1, entry) == first["hash"]


def test_an_export_goes_on_behind_a_number(house: Installation) -> None:
    plant(house)
    whole = list(export_lines(house.database))
    assert list(export_lines(house.database, 3)) == whole[3:]
    assert list(export_lines(house.database, len(whole))) == []


def test_entries_without_a_seal_are_not_in_it(house: Installation) -> None:
    record_alone(house.database, "report.read", "a", "1")
    assert exported(house) == []


def test_letters_come_through_as_they_are(house: Installation) -> None:
    record_alone(house.database, "report.read", 'drużyna "północ"\n', "Белавежа", {"a": "ż\\"})
    seal_all(house.database)
    (line,) = exported(house)
    assert (line["actor"], line["subject"]) == ('drużyna "północ"\n', "Белавежа")
    assert run_program(list(export_lines(house.database))).returncode == 0


def test_both_databases_make_the_same_chain(house: Installation) -> None:
    with foreign_hand(house) as hand:
        at = "'2025-11-25T21:30:00.123456Z'" if house.database.is_postgres else "1764106200123456"
        for number in (1, 2):
            hand.execute(
                "INSERT INTO audit_entry (id, at, actor, action, subject, details) VALUES "  # noqa: S608
                f"({number}, {at}, 'ż', 'report.read', 's', '{{\"a\": 1}}')"
            )
    seal_all(house.database)
    assert find_head(house.database)[0].hash == (
        "6b6dcfbf8a7356db0893edbfb68ccabc9228e588ee7a13656ede29af25809f6f"
    )


def test_the_documented_program_verifies_an_export(house: Installation) -> None:
    plant(house)
    lines = list(export_lines(house.database))
    done = run_program(lines)
    head = find_head(house.database)[0]
    assert done.returncode == 0, done.stderr
    assert f"{head.seq}:{head.hash}" in done.stdout

    kept = orjson.loads(lines[2])
    rest = run_program(lines[3:], f"{kept['seq']}:{kept['hash']}")
    assert rest.stdout == done.stdout


@pytest.mark.parametrize("change", ["letter", "missing", "swapped"])
def test_the_documented_program_finds_a_change(house: Installation, change: str) -> None:
    plant(house)
    lines = list(export_lines(house.database))
    if change == "letter":
        lines[2] = lines[2].replace(b"incident.read", b"incident.reaD")
    elif change == "missing":
        del lines[2]
    else:
        lines[2], lines[3] = lines[3], lines[2]
    done = run_program(lines)
    assert done.returncode == 1
    assert "broken" in done.stderr


def test_a_damaged_seal_stops_the_export_by_its_number(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        hand.execute("DELETE FROM audit_entry WHERE id = 2")
    with pytest.raises(Missing, match="seal 2 is damaged"):
        exported(house)
