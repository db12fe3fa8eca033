"""Many hands on few incidents at once: refused or done, never half done and never a failure."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from service.errors import Conflict, Missing, Unavailable, VersionStale
from service.incidents.evidence import load_claims, settle
from service.installation import Installation
from tests.service.incidents.reviewing import Desk, page, untouched
from tests.service.projections.stage import body, full_features, reading

REFUSALS = (Conflict, Missing, VersionStale, Unavailable)
WORKERS = 8


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Start all of them together; what became of each, by name. Anything unforeseen fails."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        start.wait()
        try:
            work()
        except REFUSALS as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def assert_consistent(desk: Desk, incidents: list[str]) -> None:
    """Every row is what its claims, its links and its history say."""
    rows = {each: desk.row(each) for each in incidents}
    for incident_id in incidents:
        root = incident_id
        while (above := rows[root]["merged_into"]) is not None:
            root = above
        (report,) = reading(
            desk.house, "SELECT incident_id FROM report WHERE opened_id = :id", id=incident_id
        )
        assert report["incident_id"] == root
    with desk.house.database.reading() as session:
        for incident_id, row in rows.items():
            claims = load_claims(session, incident_id)
            assert row["reports"] == len(claims)
            if row["merged_into"] is None and claims:
                settled = settle(session, row, claims, may_fall=False)
                assert untouched(settled) == untouched(row)
    versions = {each: row["version"] for each, row in rows.items()}
    for incident_id, version in versions.items():
        told = {change["version"] for change in desk.history(incident_id)}
        assert told == set(range(2, version + 1))
        assert desk.at(incident_id, 1)["version"] == 1
    counted = {each for each, row in rows.items() if row["status"] not in
               {"rejected", "duplicate", "withdrawn"}}  # fmt: skip
    assert set(full_features(desk.house)) == counted
    written = [entry for entry in desk.entries() if "version" in entry[3]]
    assert len(written) == sum(version - 1 for version in versions.values())


def test_two_merges_against_each_other_make_one(desk: Desk) -> None:
    for _ in range(5):
        one, other = desk.open(body(), body())

        told = at_once(partial(desk.merge, one, other), partial(desk.merge, other, one))

        assert sorted(told) in (["MergeIllegal", "done"], ["Unavailable", "done"])


def test_of_two_who_part_one_incident_one_does(desk: Desk) -> None:
    one, other = incidents = desk.open(body(), body())
    desk.merge(one, other)

    told = at_once(*[partial(desk.unmerge, one)] * 6)

    assert sorted(told) == ["MergeIllegal"] * 5 + ["done"]
    assert_consistent(desk, incidents)


def test_a_judgement_finds_the_report_while_it_moves(desk: Desk) -> None:
    for turn in range(6):
        one, other = desk.open(body(), body(source=page()))
        if turn % 2:
            desk.merge(one, other)
        move = partial(desk.unmerge, one) if turn % 2 else partial(desk.merge, one, other)

        told = at_once(move, partial(desk.judge, one, "2"))

        holder = one if desk.row(one)["merged_into"] is None else other
        if told[1] == "done":
            assert desk.row(holder)["credibility"] == "2"


def test_both_last_reports_withdrawn_at_once_withdraw_the_incident(desk: Desk) -> None:
    one, other = incidents = desk.open(body(), body())
    desk.merge(one, other)

    assert at_once(partial(desk.withdraw, one), partial(desk.withdraw, other)) == ["done", "done"]

    assert (desk.row(other)["status"], desk.row(other)["reports"]) == ("withdrawn", 0)
    assert_consistent(desk, incidents)


def anything(desk: Desk, incidents: list[str], chance: random.Random) -> Callable[[], Any]:
    """What somebody at the desk, or a source, may do next."""
    one, other = chance.sample(incidents, 2)
    return chance.choice(
        [
            *[partial(desk.merge, one, other)] * 2,
            *[partial(desk.unmerge, one)] * 2,
            partial(desk.judge, one, chance.choice("2345")),
            partial(desk.edit, one, persons={"low": chance.randrange(9)}),
            partial(desk.edit, one, follow=["persons"]),
            partial(desk.set_sensitivity, one, chance.choice(["high", "severe"])),
            partial(desk.grade_source, "media:p1.example", chance.choice("BCD")),
            partial(desk.withdraw, one) if chance.random() < 0.1 else partial(desk.judge, one, "2"),
        ]
    )


@pytest.mark.slow
def test_many_hands_leave_every_row_as_its_claims_give_it(desk: Desk) -> None:
    incidents = desk.open(
        *(
            body(persons={"low": number}, source=page(f"p{number % 3}.example"))
            for number in range(6)
        )
    )
    outcomes: list[str] = []
    for turn in range(12):
        chance = random.Random(turn)  # noqa: S311  # A seed, so that a failure can be found again.

        outcomes += at_once(*(anything(desk, incidents, chance) for _ in range(WORKERS)))

    assert outcomes.count("done") > len(outcomes) / 4
    assert_consistent(desk, incidents)
