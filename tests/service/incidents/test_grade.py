"""Judging claims and sources, and setting a grade against the rule."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from service.errors import GradeIllegal, MergeIllegal, Missing, QueryInvalid
from service.incidents import grade as grading
from service.installation import Installation
from service.models import IncidentRow
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import ON_SQLITE, body, full_features, reading


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def paper(name: str, **members: Any) -> dict[str, Any]:
    return body(source=page(f"{name}.example"), **members)


def code(row: IncidentRow) -> str:
    return row["reliability"] + row["credibility"]


def test_a_judgement_writes_row_history_projection_and_audit(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))

    judged = desk.judge(one, "3")

    assert code(judged) == "F3"
    assert desk.row(one) == judged
    history = [(row["field"], row["version"], row["reason"]) for row in desk.history(one)]
    assert sorted(history) == [("claim", 2, "read it"), ("grade", 2, "read it")]
    assert full_features(desk.house)[one]["properties"]["grade"] == "F3"
    assert desk.entries("report.graded") == [
        ("report.graded", "ann", one, {"version": 2, "fields": ["claim", "grade"]})
    ]


@ON_SQLITE
def test_the_same_judgement_again_is_none_and_an_older_one_can_be_given_anew(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))

    assert [desk.judge(one, "3")["version"], desk.judge(one, "3")["version"]] == [2, 2]
    assert code(desk.judge(one, "4", who="bo")) == "F4"
    assert code(desk.judge(one, "3")) == "F3"
    stored = reading(desk.house, "SELECT reviewer, credibility FROM claim_grade ORDER BY id")
    assert [(row["reviewer"], row["credibility"]) for row in stored] == [
        ("ann", "3"), ("bo", "4"), ("ann", "3"),
    ]  # fmt: skip


def test_credibility_1_takes_two_independent_claims_and_two_reviewers(desk: Desk) -> None:
    one, other = desk.open(paper("a"), paper("b"))

    assert code(desk.judge(one, "1")) == "F2"
    assert code(desk.judge(one, "1", who="bo")) == "F2"
    desk.merge(other, one)
    assert code(desk.row(one)) == "F2"
    assert code(desk.judge(other, "2", who="bo")) == "F1"
    # It lasts no longer than its grounds.
    desk.withdraw(other)
    assert code(desk.row(one)) == "F2"


@ON_SQLITE
def test_a_claim_of_a_merged_incident_counts_where_it_stands_now(desk: Desk) -> None:
    one, other, last = desk.open(paper("a"), paper("b"), paper("c"))
    desk.merge(one, other)
    desk.merge(other, last)

    judged = desk.judge(one, "2")

    assert (judged["id"], code(judged)) == (last, "F2")
    assert code(desk.row(one)) == "F6"
    desk.unmerge(one)
    assert (code(desk.row(one)), code(desk.row(last))) == ("F2", "F6")


@ON_SQLITE
def test_what_stands_behind_no_incident_cannot_be_judged(desk: Desk) -> None:
    one, other = desk.open(paper("a"), paper("b"))
    desk.merge(other, one)
    desk.withdraw(other)

    with pytest.raises(Missing):
        desk.judge(other, "2")


@ON_SQLITE
def test_a_grade_by_hand_stays_until_it_is_let_go(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))

    assert code(desk.grade(one, "B3")) == "B3"
    assert desk.row(one)["set_by_hand"] == ["grade"]
    assert code(desk.judge(one, "5")) == "B3"
    assert code(desk.edit(one, follow=["grade"])) == "F5"
    assert [entry[0] for entry in desk.entries("incident.")] == [
        "incident.graded", "incident.edited",
    ]  # fmt: skip


@ON_SQLITE
def test_confirmed_by_hand_needs_the_same_grounds(desk: Desk) -> None:
    one, other = desk.open(paper("a"), paper("b"))
    with pytest.raises(GradeIllegal) as refused:
        desk.grade(one, "A1")
    assert "independent" in refused.value.detail
    desk.merge(other, one)
    for each in (one, other):
        desk.judge(each, "1")
    with pytest.raises(GradeIllegal) as refused:
        desk.grade(one, "A1")
    assert "reviewers" in refused.value.detail
    desk.judge(other, "1", who="bo")

    assert code(desk.grade(one, "A1")) == "A1"
    # A reviewer who takes their word back takes the ground away.
    assert code(desk.judge(other, "3", who="bo")) == "A2"


@ON_SQLITE
def test_a_merged_incident_has_no_grade_of_its_own_to_set(desk: Desk) -> None:
    one, other = desk.open(paper("a"), paper("b"))
    desk.merge(one, other)

    with pytest.raises(MergeIllegal):
        desk.grade(one, "B2")


def test_a_graded_source_grades_its_incidents_and_no_others(desk: Desk) -> None:
    one, two, other = desk.open(paper("a"), paper("a"), paper("b"))

    done = desk.grade_source("media:a.example", "B")

    assert (done.regraded, done.complete) == (2, True)
    assert [code(desk.row(each)) for each in (one, two, other)] == ["B6", "B6", "F6"]
    assert desk.entries("source.") == [
        ("source.graded", "ann", "media:a.example", {"reliability": "B"})
    ]
    assert desk.grade_source("media:a.example", "B").regraded == 0
    assert len(desk.entries("source.")) == 1


def test_a_new_report_of_a_graded_source_opens_with_its_reliability(desk: Desk) -> None:
    desk.grade_source("media:a.example", "B")
    desk.grade_source("testimony:import", "D")

    one, other, witness = desk.open(paper("a"), paper("b"), body())

    assert [code(desk.row(each)) for each in (one, other, witness)] == ["B6", "F6", "D6"]
    assert full_features(desk.house)[one]["properties"]["grade"] == "B6"
    assert desk.row(one)["version"] == 1
    assert desk.grade_source("media:a.example", "B").regraded == 0


@ON_SQLITE
def test_a_claim_that_stands_behind_another_incident_is_found_by_its_source(desk: Desk) -> None:
    one, other, last = desk.open(paper("a"), paper("b"), paper("c"))
    desk.merge(one, other)
    desk.merge(other, last)

    assert desk.grade_source("media:a.example", "C").regraded == 1
    assert code(desk.row(last)) == "C6"
    assert desk.row(last)["source_url"] == "https://a.example/a"
    assert code(desk.row(one)) == "F6"
    desk.unmerge(one)
    assert (code(desk.row(one)), code(desk.row(last))) == ("C6", "F6")


@pytest.mark.parametrize("name", ["pl_autority", "pl_authority:x", "field_monitor", "media:A b"])
@ON_SQLITE
def test_a_name_that_no_source_has_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        desk.grade_source(name, "B")

    assert refused.value.problems[0].field == "source"
    assert reading(desk.house, "SELECT * FROM source_reliability") == []


@ON_SQLITE
def test_a_source_with_many_incidents_is_graded_in_several_calls(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(grading, "_CHUNK", 2)
    incidents = desk.open(*(paper("a") for _ in range(9)))

    calls = [desk.grade_source("media:a.example", "B") for _ in range(4)]

    assert [call.complete for call in calls] == [False, False, True, True]
    assert [call.regraded for call in calls] == [4, 4, 1, 0]
    assert {code(desk.row(each)) for each in incidents} == {"B6"}


def test_two_people_may_grade_one_new_source_at_once(desk: Desk) -> None:
    desk.open(*(paper("a") for _ in range(5)))
    start = Barrier(6)

    def work(letter: str) -> bool:
        start.wait()
        return desk.grade_source("media:a.example", letter, who=letter).complete

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(work, "ABCDEF"))

    (stored,) = reading(desk.house, "SELECT * FROM source_reliability")
    desk.grade_source("media:a.example", stored["reliability"])
    grades = {row["reliability"] for row in reading(desk.house, "SELECT * FROM incident")}
    assert grades == {stored["reliability"]}
