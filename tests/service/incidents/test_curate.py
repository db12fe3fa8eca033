"""What a source claimed, in the words of the vocabulary."""

from itertools import pairwise
from typing import Any

import pytest

from service.incidents.facts import sensitivity
from service.models import Incident, IncidentRow
from service.reports.schemas import Casualty
from service.vocabulary import codes, sensitivity_of
from tests.service.projections.stage import RECEIVED_AT, body, incident

# The order of precedence: of two neighbours the first is the main type, whoever reported.
PRECEDENCE = (
    "death",
    "missing_person",
    "person_in_distress",
    "pushback",
    "tunnel",
    "river_crossing",
    "crossing_attempt",
    "encampment",
    "detention",
    "equipment_supplied",
    "crossing_assisted",
    "transport_to_line",
    "barrier_damaged",
    "violence_against_person",
    "objects_thrown",
    "dazzling",
    "shots_fired",
    "arson",
    "equipment_found",
    "aerial_object",
    "other",
)
SENSITIVITY = {
    "severe": {
        "pushback",
        "violence_against_person",
        "person_in_distress",
        "death",
        "missing_person",
    },
    "high": {
        "equipment_supplied",
        "crossing_assisted",
        "equipment_found",
        "tunnel",
        "transport_to_line",
        "shots_fired",
        "arson",
        "detention",
        "encampment",
        "other",
    },
    "moderate": {
        "crossing_attempt",
        "river_crossing",
        "barrier_damaged",
        "objects_thrown",
        "dazzling",
        "aerial_object",
    },
}


def hurt(*who: str, harm: str = "injured") -> list[dict[str, Any]]:
    return [Casualty.model_validate({"harm": harm, "who": each}).model_dump() for each in who]


def test_the_order_of_precedence_names_every_type() -> None:
    assert set(PRECEDENCE) == set(codes("type"))


@pytest.mark.parametrize(("first", "second"), list(pairwise(PRECEDENCE)))
def test_of_two_acts_the_one_that_comes_first_is_the_main_type(first: str, second: str) -> None:
    as_told = incident(body(type=second, also=[{"type": first}]))
    in_order = incident(body(type=first, also=[{"type": second}]))

    assert (as_told["type"], [act["type"] for act in as_told["also"]]) == (first, [second])
    assert (in_order["type"], [act["type"] for act in in_order["also"]]) == (first, [second])


def test_who_did_it_stays_with_each_act_when_the_main_type_changes() -> None:
    told = incident(
        body(
            type="objects_thrown",
            by="people_crossing",
            also=[
                {"type": "barrier_damaged", "by": "by_border_service"},
                {"type": "crossing_attempt", "by": "organised_facilitator"},
            ],
        )
    )

    assert (told["type"], told["by"]) == ("crossing_attempt", "organised_facilitator")
    assert told["also"] == [
        {"type": "objects_thrown", "by": "people_crossing"},
        {"type": "barrier_damaged", "by": "by_border_service"},
    ]


def test_an_act_told_twice_counts_once_with_who_was_named_first() -> None:
    told = incident(
        body(
            type="dazzling",
            by="by_border_service",
            also=[{"type": "dazzling", "by": "unknown"}, {"type": "arson", "by": "unknown"}],
        )
    )

    assert (told["type"], told["by"]) == ("dazzling", "by_border_service")
    assert told["also"] == [{"type": "arson", "by": "unknown"}]


@pytest.mark.parametrize(("level", "types"), list(SENSITIVITY.items()))
def test_each_type_has_its_sensitivity(level: str, types: set[str]) -> None:
    assert {code for code in codes("type") if sensitivity_of(code) == level} == types


@pytest.mark.parametrize(
    ("types", "level"),
    [
        (("crossing_attempt",), "moderate"),
        (("crossing_attempt", "objects_thrown"), "moderate"),
        (("crossing_attempt", "arson"), "high"),
        (("crossing_attempt", "arson", "pushback"), "severe"),
        (("barrier_damaged", "violence_against_person"), "severe"),
    ],
)
def test_the_most_sensitive_act_decides(types: tuple[str, ...], level: str) -> None:
    main, *others = types

    assert sensitivity(types, []) == level
    opened = incident(body(type=main, also=[{"type": each} for each in others]))
    assert opened["sensitivity"] == level


@pytest.mark.parametrize(
    ("types", "who", "level"),
    [
        (("violence_against_person",), ("officer",), "high"),
        (("violence_against_person",), ("officer", "officer"), "high"),
        (("violence_against_person", "objects_thrown"), ("officer",), "high"),
        (("violence_against_person", "pushback"), ("officer",), "severe"),
        (("violence_against_person",), ("officer", "people_crossing"), "severe"),
        (("violence_against_person",), ("unknown",), "severe"),
        (("violence_against_person",), (), "severe"),
        (("objects_thrown",), ("officer",), "moderate"),
    ],
)
def test_violence_that_hurt_only_officers_is_high(
    types: tuple[str, ...], who: tuple[str, ...], level: str
) -> None:
    assert sensitivity(types, hurt(*who)) == level


@pytest.mark.parametrize("harm", ["dead", "missing"])
@pytest.mark.parametrize("who", ["people_crossing", "other", "unknown"])
def test_a_death_that_only_the_casualties_tell_of_is_severe(harm: str, who: str) -> None:
    assert sensitivity(["crossing_attempt"], hurt(who, harm=harm)) == "severe"


def test_violence_that_killed_only_officers_is_high_too() -> None:
    assert sensitivity(["violence_against_person"], hurt("officer", harm="dead")) == "high"


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (None, None, None),
        ({"low": 16, "high": None, "qualifier": "exact"}, 16, 16),
        ({"low": 16, "high": None, "qualifier": "about"}, 16, 16),
        ({"low": 16, "high": 60, "qualifier": "about"}, 16, 60),
        ({"low": 16, "high": None, "qualifier": "at_least"}, 16, None),
        ({"low": None, "high": 60, "qualifier": "at_most"}, None, 60),
        ({"low": None, "high": None, "qualifier": "unknown"}, None, None),
        ({"low": 0, "qualifier": "exact"}, 0, 0),
    ],
)
def test_counts_keep_their_open_ends(
    count: dict[str, Any] | None, low: int | None, high: int | None
) -> None:
    opened = incident(body(persons=count, attempts=count))

    assert (opened["persons_low"], opened["persons_high"]) == (low, high)
    assert (opened["attempts_low"], opened["attempts_high"]) == (low, high)
    qualifier = None if count is None else count["qualifier"]
    assert (opened["persons_qualifier"], opened["attempts_qualifier"]) == (qualifier, qualifier)


def test_persons_and_attempts_are_two_things() -> None:
    opened = incident(body(persons={"low": 3}, attempts=None))

    assert (opened["persons_low"], opened["attempts_low"]) == (3, None)


def test_equipment_is_carried_through_with_count_state_and_who_held_it() -> None:
    opened = incident(
        body(
            equipment=[
                {
                    "kind": "ladder",
                    "count": {"low": 2, "high": None, "qualifier": "at_least"},
                    "state": "used",
                    "by": "people_crossing",
                },
                {"kind": "wire_cutters", "state": "seized", "by": "by_border_service"},
            ]
        )
    )

    assert opened["equipment"] == [
        {
            "kind": "ladder",
            "low": 2,
            "high": None,
            "qualifier": "at_least",
            "state": "used",
            "by": "people_crossing",
        },
        {
            "kind": "wire_cutters",
            "low": None,
            "high": None,
            "qualifier": "unknown",
            "state": "seized",
            "by": "by_border_service",
        },
    ]


def test_supply_is_carried_through_with_basis_and_confidence() -> None:
    supply = {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "medium"}
    opened = incident(body(type="equipment_supplied", supply=supply))

    assert (opened["supplier"], opened["supply_basis"], opened["supply_confidence"]) == (
        "by_border_service", "told_by_recipient", "medium",
    )  # fmt: skip


def test_no_supply_is_told_where_none_was_stated() -> None:
    opened = incident(body(type="equipment_found", by="by_border_service"))

    assert (opened["supplier"], opened["supply_basis"], opened["supply_confidence"]) == (
        None, None, None,
    )  # fmt: skip


def test_casualties_are_kept_each_by_itself() -> None:
    casualty = {"harm": "injured", "who": "officer", "low": 2, "high": 2, "qualifier": "exact"}

    assert incident(body(casualties=[casualty]))["casualties"] == [casualty]


def test_a_new_incident_is_received_ungraded_and_rests_on_one_report() -> None:
    opened = incident(body())

    assert (opened["status"], opened["reliability"], opened["credibility"]) == (
        "received",
        "F",
        "6",
    )
    assert (opened["version"], opened["reports"]) == (1, 1)
    assert opened["created_at"] == opened["updated_at"] == RECEIVED_AT


def test_the_sources_own_words_stay_in_the_report() -> None:
    words = {"when": "planted when", "where": "planted where", "what": "planted what"}
    opened = incident(body(stated=words, narrative="planted narrative"))

    assert "planted" not in str(opened)


def test_a_row_holds_exactly_the_columns_of_the_table() -> None:
    columns = list(Incident.metadata.tables["incident"].columns.keys())

    assert list(IncidentRow.__annotations__) == columns
    assert list(incident(body())) == columns
