"""`miedza publish` and `summary`: the batch, drafts, vintages, and figures that are proven."""

import orjson
import pytest
from sqlalchemy import text

from service.installation import Installation
from tests.service.commands import Command, answer
from tests.service.projections.stage import claim, public_features, submit


def test_publish_makes_the_batch_once(house: Installation, installed: Command) -> None:
    submit(house, claim())

    first = answer(installed("publish", "--json"))

    assert (first["added"], first["changed"], first["removed"]) == (1, 0, 0)
    assert answer(installed("publish", "--json")) == {**first, "added": 0}
    assert "was made before" in installed("publish").stderr
    assert len(public_features(house)) == 1


def test_publish_without_anything_due_makes_no_batch(installed: Command) -> None:
    assert answer(installed("publish", "--json"))["batch"] is None


def test_summary_shows_the_draft_of_a_week(house: Installation, installed: Command) -> None:
    submit(house, claim(persons={"low": 16, "high": 60, "qualifier": "about"}))

    shown = installed("summary", "2025-W20")
    document = answer(installed("summary", "2025-W20", "--json"))

    assert shown.exit_code == 0
    assert "2025-W20 (2025-05-12 to 2025-05-18), draft: by sector" in shown.stdout
    assert "16-60" in shown.stdout
    assert "BIA" in shown.stdout
    assert document["draft"] is True


def test_summary_release_writes_a_vintage_and_the_same_again_is_none(
    house: Installation, installed: Command
) -> None:
    submit(house, claim())
    installed("publish")
    arguments = ("summary", "2025-W20", "--release", "--reason", "first figures", "--json")

    first, second = answer(installed(*arguments)), answer(installed(*arguments))

    assert (first["vintage"], first["created"]) == (1, True)
    assert second == {**first, "created": False}
    assert "says the same as vintage 1" in installed("summary", "2025-W20", "--release").stderr


@pytest.mark.parametrize("week", ["2025-W54", "May", "2025-20"])
def test_a_week_that_is_none_fails_with_what_would_be_right(installed: Command, week: str) -> None:
    result = installed("summary", week)

    assert result.exit_code == 1
    assert "right" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("extra", [("--release",), ("--reason", "because")])
def test_a_proof_of_all_releases_nothing(installed: Command, extra: tuple[str, ...]) -> None:
    result = installed("summary", "--verify", *extra)

    assert result.exit_code == 2
    assert "are for one week" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("2025-W20", "--verify"), ("2025-W20", "--rebuild")])
def test_summary_takes_a_week_or_a_proof_of_all(
    installed: Command, arguments: tuple[str, ...]
) -> None:
    result = installed("summary", *arguments)

    assert result.exit_code == 2
    assert "name a week, or give --verify" in result.stderr


def test_summary_verify_says_that_the_figures_agree(
    house: Installation, installed: Command
) -> None:
    submit(house, claim())

    shown = installed("summary", "--verify")
    found = answer(installed("summary", "--verify", "--json"))

    assert "1 cells agree with 1 incidents" in shown.stderr
    assert found == {"made": True, "incidents": 1, "cells": 1, "differences": []}


def test_summary_verify_names_each_number_that_differs_and_rebuild_mends_it(
    house: Installation, installed: Command
) -> None:
    submit(house, claim(persons={"low": 16, "high": 60}))
    with house.database.writing() as session:
        session.execute(text("UPDATE figure_delta SET persons_low = 1600"))

    shown = installed("summary", "--verify")
    found = installed("summary", "--verify", "--json")

    assert (shown.exit_code, found.exit_code) == (1, 1)
    assert "persons_low" in shown.stdout
    assert "--rebuild" in shown.stderr
    (difference,) = orjson.loads(found.stdout)["differences"]
    assert (difference["kept"], difference["counted"]) == (1600, 16)
    assert answer(installed("summary", "--rebuild", "--json"))["differences"] == []


def test_summary_verify_says_when_nothing_is_added_up_yet(
    house: Installation, installed: Command
) -> None:
    with house.database.writing() as session:
        session.execute(text("UPDATE rollup_state SET version = 0"))

    result = installed("summary", "--verify")

    assert result.exit_code == 1
    assert "miedza migrate" in result.stderr
