"""A policy in words, and what it would do, counted without doing it."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.commands import checking
from service.errors import SettingInvalid
from service.installation import Installation
from service.projections.estimate import estimate
from service.projections.explanation import in_words
from service.projections.policy import DEFAULT, Delay, Policy, digest
from service.projections.publisher import publish
from service.projections.recompute import recompute
from tests.service.projections.stage import (
    apart,
    body,
    claim,
    reading,
    several,
    submit,
    submit_verified,
)
from tests.service.projections.test_pages import rules

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
PATIENT = Policy(delay_days=Delay(moderate=60, high=60))


def test_each_rule_is_explained() -> None:
    assert [each.rule for each in in_words(DEFAULT)] == [
        rule for rule in rules(Policy) if rule != "reasons"
    ]


def test_the_default_is_neither_tighter_nor_looser() -> None:
    assert {each.stance for each in in_words(DEFAULT)} == {"as by default"}


def test_each_rule_says_how_it_differs_and_what_that_means() -> None:
    policy = Policy(
        cell_min_incidents=9, cell_window_weeks=104, reasons={"cell_window_weeks": "agreed"}
    )
    found = {each.rule: each for each in in_words(policy)}

    cells, window = found["cell_min_incidents"], found["cell_window_weeks"]
    assert (cells.stance, cells.default) == ("tighter", 5)
    assert "9 different reviewed incidents" in cells.meaning
    assert (window.stance, window.reason, window.unexplained) == ("looser", "agreed", False)
    (lacking,) = [each.rule for each in in_words(Policy(week_min_records=1)) if each.unexplained]
    assert lacking == "week_min_records"


def test_words_change_with_the_value() -> None:
    tight = Policy(show_unreviewed_claims=False)
    loose = Policy(week_min_records=1, cell_min_incidents=1)
    words = {each.meaning for policy in (DEFAULT, tight, loose) for each in in_words(policy)}

    assert len(words) == len(in_words(DEFAULT)) + 3


@pytest.mark.parametrize(
    "policy",
    [DEFAULT, PATIENT, Policy(show_unreviewed_claims=False), Policy(cell_min_incidents=6)],
    ids=["default", "patient", "reviewed", "cells of six"],
)
def test_the_estimate_is_what_the_recomputation_does(house: Installation, policy: Policy) -> None:
    submit_verified(house, *several(5), body(), body(persons={"low": 5}))
    submit(house, claim(), apart(30, occurred={"from": "2025-W02", "precision": "week"}))
    publish(house.database, house.policy, DUE)
    before = reading(house, "SELECT id, cell, week FROM feature_public")

    effect = estimate(house.database, policy, DUE)

    assert reading(house, "SELECT id, cell, week FROM feature_public") == before
    recompute(house.database, policy, DUE)
    after = {row["id"]: row for row in reading(house, "SELECT id, cell, week FROM feature_public")}
    kept = [row for row in before if row["id"] in after]
    assert effect.public == len(before) == 9
    assert effect.leave == len(before) - len(after)
    for lost, name in ((effect.lose_cell, "cell"), (effect.lose_week, "week")):
        assert lost == sum(bool(row[name]) and not after[row["id"]][name] for row in kept)


def test_records_that_would_come_are_counted(house: Installation) -> None:
    submit(house, claim())

    assert estimate(house.database, DEFAULT, DUE).waiting == 1
    assert estimate(house.database, Policy(show_unreviewed_claims=False), DUE).waiting == 0


def test_the_digest_follows_every_rule_and_reason() -> None:
    policies = [
        DEFAULT,
        PATIENT,
        Policy(cell_min_incidents=6),
        Policy(cell_min_incidents=4, reasons={"cell_min_incidents": "one"}),
        Policy(cell_min_incidents=4, reasons={"cell_min_incidents": "two"}),
    ]

    assert len({digest(policy) for policy in policies}) == len(policies)
    assert digest(Policy()) == digest(DEFAULT)


def check(house: Installation, path: Path, *flags: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        "MIEDZA_DATA_DIR": str(house.settings.data_dir),
        "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
        "PATH": "",
    }
    command = [sys.executable, "-m", "service.cli", "policy", "check", str(path), *flags]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_explains_a_file_and_counts_its_effect(
    house: Installation, tmp_path: Path
) -> None:
    submit(house, claim())
    publish(house.database, house.policy, DUE)
    path = tmp_path / "tight.toml"
    path.write_text("show_unreviewed_claims = false", encoding="utf-8")

    done = check(house, path, "--json")

    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["digest"] == digest(Policy(show_unreviewed_claims=False))
    assert (found["effect"]["public"], found["effect"]["leave"]) == (1, 1)
    assert found["unexplained"] == []
    assert "1 would leave at once" in check(house, path).stderr


def test_the_command_refuses_a_rule_that_is_looser_without_a_reason(
    house: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "loose.toml"
    path.write_text("cell_min_incidents = 2\nweek_min_records = 1", encoding="utf-8")

    done = check(house, path, "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["unexplained"] == ["cell_min_incidents", "week_min_records"]
    assert "cell_min_incidents, week_min_records" in done.stderr


def test_a_file_can_be_checked_where_there_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(tmp_path / "none"))
    path = tmp_path / "any.toml"
    path.write_text("cell_min_incidents = 2", encoding="utf-8")

    with pytest.raises(SettingInvalid, match="cell_min_incidents"):
        checking.run(path, json=True)

    assert json.loads(capsys.readouterr().out)["effect"] is None
