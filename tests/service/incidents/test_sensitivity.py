"""Raised by one person, lowered by two; and never lowered by a way round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import Conflict, MergeIllegal, Missing, SensitivityIllegal
from service.installation import Installation
from service.models import IncidentRow
from tests.service.incidents.reviewing import Desk, rank
from tests.service.projections.stage import ON_SQLITE, body, full_features, reading

DEATH = [{"harm": "dead", "who": "unknown", "low": 1}]


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def level(desk: Desk, incident_id: str) -> str:
    return desk.row(incident_id)["sensitivity"]


def proposals(desk: Desk) -> list[tuple[str, str]]:
    rows = reading(desk.house, "SELECT * FROM sensitivity_proposal")
    return [(row["level"], row["actor"]) for row in rows]


def test_one_person_raises(desk: Desk) -> None:
    (one,) = desk.open(body())

    answer = desk.set_sensitivity(one, "severe")

    assert (answer.incident["sensitivity"], answer.proposed) == ("severe", None)
    assert full_features(desk.house)[one]["properties"]["sensitivity"] == "severe"
    assert {row["field"] for row in desk.history(one)} == {"sensitivity", "sensitivity_floor"}
    assert desk.entries("incident.") == [
        ("incident.sensitivity", "ann", one,
         {"version": 2, "fields": ["sensitivity", "sensitivity_floor"]})
    ]  # fmt: skip


def test_two_people_lower(desk: Desk) -> None:
    (one,) = desk.open(body())
    desk.set_sensitivity(one, "severe")

    first = desk.set_sensitivity(one, "moderate")
    again = desk.set_sensitivity(one, "moderate")
    assert (first.proposed, again.proposed) == ("moderate", "moderate")
    assert level(desk, one) == "severe"
    second = desk.set_sensitivity(one, "moderate", who="bo")

    assert (second.incident["sensitivity"], second.proposed) == ("moderate", None)
    assert proposals(desk) == []
    assert [(who, details) for _, who, _, details in desk.entries("incident.")][1:] == [
        ("ann", {"proposed": "moderate"}),
        ("ann", {"proposed": "moderate"}),
        ("bo", {"version": 3, "fields": ["sensitivity", "sensitivity_floor"]}),
    ]


@ON_SQLITE
def test_two_people_must_ask_for_the_same(desk: Desk) -> None:
    (one,) = desk.open(body())
    desk.set_sensitivity(one, "severe")
    desk.set_sensitivity(one, "moderate")

    assert desk.set_sensitivity(one, "high", who="bo").proposed == "high"
    assert level(desk, one) == "severe"
    assert desk.set_sensitivity(one, "high").incident["sensitivity"] == "high"


@ON_SQLITE
def test_nobody_lowers_below_the_acts_and_casualties(desk: Desk) -> None:
    (one,) = desk.open(body(casualties=DEATH))

    for who in ("ann", "bo"):
        with pytest.raises(SensitivityIllegal) as refused:
            desk.set_sensitivity(one, "moderate", who=who)
        assert "severe" in refused.value.detail
    assert proposals(desk) == []


@ON_SQLITE
def test_what_a_source_said_wrongly_is_corrected_first_then_lowered(desk: Desk) -> None:
    (one,) = desk.open(body(casualties=DEATH))
    desk.edit(one, casualties=None)

    desk.set_sensitivity(one, "moderate")
    desk.set_sensitivity(one, "moderate", who="bo")

    assert level(desk, one) == "moderate"
    # And stays there when the claims are looked at again.
    assert desk.edit(one, persons={"low": 3})["sensitivity"] == "moderate"
    assert desk.judge(one, "2")["sensitivity"] == "moderate"


@ON_SQLITE
def test_a_wish_to_lower_ends_when_the_incident_was_raised(desk: Desk) -> None:
    one, grave = desk.open(body(type="arson"), body(casualties=DEATH))
    desk.set_sensitivity(one, "high")
    desk.edit(one, type="crossing_attempt")
    desk.set_sensitivity(one, "moderate")
    desk.edit(one, casualties=DEATH)
    desk.edit(one, casualties=None)

    # What ann asked for was about another incident than this one has become.
    assert desk.set_sensitivity(one, "moderate", who="bo").proposed == "moderate"
    assert level(desk, one) == "severe"
    desk.set_sensitivity(one, "severe", who="bo")
    assert proposals(desk) == []
    assert level(desk, grave) == "severe"


@ON_SQLITE
def test_who_says_that_it_is_severe_is_heard_even_where_it_is_severe_already(desk: Desk) -> None:
    one, grave = desk.open(body(), body(casualties=DEATH))
    desk.merge(grave, one)

    desk.set_sensitivity(one, "severe")
    desk.unmerge(grave)

    assert level(desk, one) == "severe"


@ON_SQLITE
def test_merging_brings_what_either_was_raised_to(desk: Desk) -> None:
    plain, other, raised, edited = desk.open(body(), body(), body(), body())
    desk.set_sensitivity(raised, "high")
    desk.edit(edited, casualties=DEATH)

    assert desk.merge(raised, plain)[1]["sensitivity"] == "high"
    # What was set by hand before the merge holds too, though no claim tells of it.
    assert desk.merge(edited, other)[1]["sensitivity"] == "severe"


@ON_SQLITE
def test_parting_one_loses_no_floor_of_another(desk: Desk) -> None:
    plain, severe, high = desk.open(body(), body(), body())
    desk.set_sensitivity(severe, "severe")
    desk.set_sensitivity(high, "high")
    desk.merge(severe, plain)
    desk.merge(high, plain)

    assert desk.unmerge(severe)[1]["sensitivity"] == "high"
    assert desk.unmerge(high)[1]["sensitivity"] == "moderate"
    assert desk.row(plain)["sensitivity_floor"] is None
    assert [level(desk, each) for each in (severe, high)] == ["severe", "high"]


@ON_SQLITE
def test_a_raise_meanwhile_outlives_the_parting(desk: Desk) -> None:
    plain, high = desk.open(body(), body(type="arson"))
    desk.merge(high, plain)
    desk.set_sensitivity(plain, "severe")

    desk.unmerge(high)

    assert (level(desk, plain), level(desk, high)) == ("severe", "high")


@ON_SQLITE
def test_what_two_lowered_together_does_not_lower_what_parts_from_it(desk: Desk) -> None:
    plain, raised = desk.open(body(), body())
    desk.set_sensitivity(raised, "severe")
    desk.merge(raised, plain)
    for who in ("ann", "bo"):
        desk.set_sensitivity(plain, "moderate", who=who)
    assert level(desk, plain) == "moderate"
    # Nothing that follows brings it back up by itself.
    assert desk.edit(plain, persons={"low": 2})["sensitivity"] == "moderate"
    assert desk.judge(raised, "2")["sensitivity"] == "moderate"

    desk.unmerge(raised)

    assert (level(desk, plain), level(desk, raised)) == ("moderate", "severe")


@ON_SQLITE
def test_lowering_again_what_a_later_merge_raised_takes_two_again(desk: Desk) -> None:
    plain, first, second = desk.open(body(), body(), body())
    desk.set_sensitivity(first, "severe")
    desk.set_sensitivity(second, "severe")
    for each in (first, second):
        desk.merge(each, plain)
        assert level(desk, plain) == "severe"
        desk.set_sensitivity(plain, "moderate")
        assert level(desk, plain) == "severe"
        desk.set_sensitivity(plain, "moderate", who="bo")
        assert desk.edit(plain, persons={"low": rank("high")})["sensitivity"] == "moderate"


@ON_SQLITE
def test_a_correction_behind_a_graver_claim_does_not_lower_either(desk: Desk) -> None:
    one, grave = desk.open(body(), body(casualties=DEATH))
    desk.edit(one, type="death")
    desk.merge(grave, one)
    # Nobody sees a fall here, because the other claim is as grave.
    desk.edit(one, type="crossing_attempt")
    assert level(desk, one) == "severe"

    desk.unmerge(grave)

    assert level(desk, one) == "severe"


@ON_SQLITE
def test_a_withdrawal_behind_a_graver_claim_does_not_lower_either(desk: Desk) -> None:
    one, more, grave = desk.open(body(casualties=DEATH), body(), body(casualties=DEATH))
    desk.merge(more, one)
    desk.merge(grave, one)
    desk.withdraw(one)
    assert level(desk, one) == "severe"

    desk.unmerge(grave)

    assert level(desk, one) == "severe"
    # The same for an incident that was merged while one of its reports was withdrawn.
    desk.unmerge(more)
    assert level(desk, more) == "moderate"


@ON_SQLITE
def test_only_a_standing_incident_has_a_sensitivity_to_set(desk: Desk) -> None:
    one, other = desk.open(body(), body())
    desk.merge(one, other)

    with pytest.raises(MergeIllegal):
        desk.set_sensitivity(one, "severe")
    with pytest.raises(Missing):
        desk.set_sensitivity("none", "severe")


SENT = [
    body(),
    body(type="arson"),
    body(casualties=DEATH),
    body(type="pushback", also=[{"type": "dazzling"}]),
    body(casualties=[{"harm": "injured", "who": "officer", "low": 1}]),
]
EDITS = st.sampled_from(
    [
        {"type": "crossing_attempt", "also": []},
        {"type": "death"},
        {"casualties": None},
        {"casualties": DEATH},
        {"follow": ["acts"]},
        {"follow": ["casualties"]},
    ]
)
WHICH = st.integers(0, len(SENT) - 1)
STEP = st.one_of(
    st.tuples(st.just("edit"), WHICH, EDITS),
    st.tuples(st.just("merge"), WHICH, WHICH),
    st.tuples(st.just("unmerge"), WHICH),
    st.tuples(st.just("judge"), WHICH, st.sampled_from("126")),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("lower"), WHICH, st.sampled_from(["moderate", "high"])),
    st.tuples(st.just("raise"), WHICH, st.sampled_from(["high", "severe"])),
)


@pytest.mark.slow
@ON_SQLITE
def test_no_sequence_of_one_persons_changes_lowers_what_the_sources_or_a_person_said(
    desk: Desk,
) -> None:
    """An incident falls only by parting, and then not below its own claims and its own floor."""

    @settings(max_examples=60)
    @given(steps=st.lists(STEP, min_size=4, max_size=14))
    def whatever_ann_does(steps: list[tuple[str, ...]]) -> None:
        incidents = desk.open(*SENT)
        own = {each: rank(level(desk, each)) for each in incidents}
        for verb, which, *rest in steps:
            incident_id = incidents[int(which)]
            before = {each: desk.row(each) for each in incidents}
            try:
                _do(desk, verb, incident_id, incidents, rest)
            except Conflict:
                continue
            for each in incidents:
                now = desk.row(each)
                if verb != "unmerge":
                    assert rank(now["sensitivity"]) >= rank(before[each]["sensitivity"]), steps
                if before[each]["merged_into"] is None and verb in ("edit", "raise"):
                    own[each] = max(own[each], _by_hand(now))
                assert rank(now["sensitivity"]) >= own[each], steps

    whatever_ann_does()


def _by_hand(row: IncidentRow) -> int:
    """What a person set: the floor, or the class of acts and casualties by hand alone."""
    floor = rank(row["sensitivity_floor"] or "moderate")
    death = "acts" in row["set_by_hand"] and row["type"] == "death"
    dead = "casualties" in row["set_by_hand"] and row["casualties"] == DEATH
    return rank("severe") if death or dead else floor


def _do(desk: Desk, verb: str, incident_id: str, incidents: list[str], rest: list[object]) -> None:
    match verb, rest:
        case "edit", [dict() as change]:
            desk.edit(incident_id, **change)
        case "merge", [int() as other]:
            desk.merge(incident_id, incidents[other])
        case "unmerge", _:
            desk.unmerge(incident_id)
        case "judge", [str() as credibility]:
            try:
                desk.judge(incident_id, credibility)
            except Missing:
                return
        case "withdraw", _:
            desk.withdraw(incident_id)
        case _, [str() as wanted]:
            desk.set_sensitivity(incident_id, wanted)
