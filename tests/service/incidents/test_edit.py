"""Editing: what is named changes, what is not stays, and nobody overwrites anybody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pydantic import ValidationError

from service.errors import BodyInvalid, MergeIllegal, Missing, VersionStale
from service.incidents.schemas import IncidentEdit
from service.installation import Installation
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import (
    IN_CELL,
    ON_SQLITE,
    body,
    full_features,
    reading,
    verify,
)

FIVE = {"persons_low": 5, "persons_high": 5, "persons_qualifier": "exact"}
NINE = {"persons_low": 9, "persons_high": 9, "persons_qualifier": "exact"}
NONE = {"persons_low": None, "persons_high": None, "persons_qualifier": None}


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def test_an_edit_writes_row_history_projection_and_audit(desk: Desk) -> None:
    (one,) = desk.open(body(persons={"low": 5}))
    before = desk.row(one)

    changed = desk.edit(one, persons={"low": 9}, reason="the page was corrected")

    by_hand = {**NINE, "set_by_hand": ["persons"]}
    assert desk.row(one) == changed == {**before, **by_hand, "version": 2,
                                        "updated_at": changed["updated_at"]}  # fmt: skip
    (row,) = desk.history(one)
    assert (row["version"], row["actor"], row["field"], row["reason"]) == (
        2, "ann", "persons", "the page was corrected",
    )  # fmt: skip
    assert full_features(desk.house)[one]["properties"]["persons_low"] == 9
    assert desk.entries("incident.") == [
        ("incident.edited", "ann", one, {"version": 2, "fields": ["persons"]})
    ]


@ON_SQLITE
def test_null_says_that_nothing_is_stated(desk: Desk) -> None:
    (one,) = desk.open(
        body(
            persons={"low": 5},
            equipment=[{"kind": "ladder"}],
            supply={"supplier": "self_supplied", "basis": "seen_directly"},
            casualties=[{"harm": "injured", "who": "officer", "low": 1}],
        )
    )

    changed = desk.edit(one, persons=None, equipment=None, supply=None, casualties=None)

    assert {**changed, **NONE} == changed
    assert (changed["equipment"], changed["casualties"], changed["supplier"]) == ([], [], None)
    assert changed["set_by_hand"] == ["equipment", "supply", "persons", "casualties"]


@ON_SQLITE
def test_what_follows_again_is_as_the_claims_give_it(desk: Desk) -> None:
    (one,) = desk.open(body(persons={"low": 5}))
    before = desk.row(one)
    desk.edit(one, persons={"low": 9}, outcome="crossed")

    changed = desk.edit(one, follow=["persons", "outcome"])

    assert desk.rows([one]) == [{**before, "version": 0, "updated_at": None}]
    assert changed["version"] == 3


@ON_SQLITE
def test_letting_go_of_what_nobody_set_changes_nothing(desk: Desk) -> None:
    (one,) = desk.open(body())
    before = desk.row(one)

    assert desk.edit(one, follow=["acts", "grade", "location"]) == before
    assert desk.history(one) == []
    assert desk.entries("incident.") == []


@ON_SQLITE
def test_the_same_value_again_by_hand_is_written_once(desk: Desk) -> None:
    (one,) = desk.open(body(persons={"low": 5}))

    assert desk.edit(one, persons={"low": 5})["version"] == 2
    assert desk.edit(one, persons={"low": 5})["version"] == 2
    assert len(desk.history(one)) == 1


@ON_SQLITE
def test_a_place_is_measured_anew(desk: Desk) -> None:
    (one,) = desk.open(body(location={"method": "border"}))

    changed = desk.edit(one, location=IN_CELL)

    assert (changed["side"], changed["sector"]) == ("pl", "BIA")
    assert changed["border_km"] is not None
    with pytest.raises(BodyInvalid) as refused:
        desk.edit(one, location={"method": "gnss", "lon": 2.0, "lat": 48.0})
    assert refused.value.problems[0].field == "location"
    assert desk.row(one) == changed


@pytest.mark.parametrize(
    ("change", "acts"),
    [
        ({"by": "organised_facilitator"},
         [("crossing_attempt", "organised_facilitator"), ("dazzling", "by_border_service")]),
        ({"also": []}, [("crossing_attempt", "people_crossing")]),
        ({"type": "crossing_attempt"},
         [("crossing_attempt", "people_crossing"), ("dazzling", "by_border_service")]),
        # Who did one act says nothing about who did another.
        ({"type": "pushback"}, [("pushback", "unknown"), ("dazzling", "by_border_service")]),
        ({"type": "pushback", "by": "by_border_service"},
         [("pushback", "by_border_service"), ("dazzling", "by_border_service")]),
        # What is one of the further acts already keeps who did it.
        ({"type": "dazzling"}, [("dazzling", "by_border_service")]),
        # The main one is found anew among all of them.
        ({"type": "arson", "by": "people_crossing"},
         [("dazzling", "by_border_service"), ("arson", "people_crossing")]),
        ({"also": [{"type": "death"}]},
         [("death", "unknown"), ("crossing_attempt", "people_crossing")]),
    ],
)  # fmt: skip
@ON_SQLITE
def test_acts_that_are_not_named_stay(
    desk: Desk, change: dict[str, Any], acts: list[tuple[str, str]]
) -> None:
    (one,) = desk.open(body(also=[{"type": "dazzling", "by": "by_border_service"}]))

    found = desk.edit(one, **change)

    assert [(found["type"], found["by"]), *((a["type"], a["by"]) for a in found["also"])] == acts
    assert found["set_by_hand"] == ["acts"]


@ON_SQLITE
def test_a_value_by_hand_outlives_new_claims(desk: Desk) -> None:
    one, other = desk.open(body(persons={"low": 5}), body(persons={"low": 7}))
    desk.edit(one, persons={"low": 9})

    desk.merge(other, one)

    assert {**desk.row(one), **NINE} == desk.row(one)
    assert desk.row(one)["disputed"] == ["persons"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"follow": []},
        {"type": None},
        {"by": None},
        {"also": None},
        {"occurred": None},
        {"location": None},
        {"outcome": None},
        {"follow": ["source"]},
        {"follow": ["persons"], "persons": {"low": 1}},
        {"follow": ["acts"], "by": "unknown"},
        {"status": "verified"},
        {"sensitivity": "moderate"},
        {"persons": {"low": 5, "high": 3}},
        {"equipment": [{"kind": "ladder"}] * 51},
    ],
)
def test_an_edit_that_cannot_be_meant_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IncidentEdit.model_validate({"reason": "looked again", **change})


@ON_SQLITE
def test_only_a_standing_incident_at_the_version_named_is_edited(desk: Desk) -> None:
    one, other = desk.open(body(), body())
    desk.merge(one, other)

    with pytest.raises(MergeIllegal) as refused:
        desk.edit(one, persons={"low": 1})
    assert other in refused.value.detail
    with pytest.raises(VersionStale):
        desk.edit(other, version=1, persons={"low": 1})
    with pytest.raises(Missing):
        desk.edit("none", version=1, persons={"low": 1})
    assert desk.row(other)["persons_low"] is None


@ON_SQLITE
def test_a_record_that_became_too_sensitive_leaves_the_public_at_once(desk: Desk) -> None:
    (one,) = desk.open(body())
    verify(desk.house, one)

    desk.edit(one, casualties=[{"harm": "dead", "who": "unknown", "low": 1}])

    assert desk.row(one)["sensitivity"] == "severe"
    assert reading(desk.house, "SELECT public_on FROM feature_full") == [{"public_on": None}]


@ON_SQLITE
def test_correcting_a_mistake_does_not_lower_the_sensitivity(desk: Desk) -> None:
    (one,) = desk.open(body())
    desk.edit(one, type="death")

    corrected = desk.edit(one, type="crossing_attempt")
    followed = desk.edit(one, follow=["acts"])

    assert corrected["sensitivity"] == followed["sensitivity"] == "severe"
    assert followed["sensitivity_floor"] == "severe"


def test_of_two_editors_at_once_one_wins_and_one_is_told(desk: Desk) -> None:
    (one,) = desk.open(body(source=page()))
    start = Barrier(8)

    def work(number: int) -> str:
        start.wait()
        try:
            desk.edit(one, version=1, persons={"low": number}, actor=f"editor {number}")
        except VersionStale:
            return "stale"
        return "done"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(work, range(8)))

    assert sorted(told) == ["done", *["stale"] * 7]
    winner = told.index("done")
    assert (desk.row(one)["version"], desk.row(one)["persons_low"]) == (2, winner)
    assert [row["actor"] for row in desk.history(one)] == [f"editor {winner}"]
    assert len(desk.entries("incident.edited")) == 1
