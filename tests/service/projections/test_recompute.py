"""Both projections made anew: at once where the rules are tighter, and never looser."""

import orjson

from service.installation import Installation
from service.models import IncidentRow
from service.projections import repository
from service.projections.policy import Delay, Policy, digest
from service.projections.publisher import publish
from service.projections.recompute import recompute
from tests.service.projections.recomputing import (
    DUE,
    SIX,
    STRICT,
    WEEK,
    edit_by_hand,
    public,
    state,
)
from tests.service.projections.stage import (
    apart,
    claim,
    full_features,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
)


def test_by_the_same_rules_nothing_changes(house: Installation) -> None:
    submit_verified(house, *several(6))
    submit(house, claim(), apart(9, location={"method": "border"}))
    publish(house.database, house.policy, DUE)
    before = state(house)

    first = recompute(house.database, house.policy, DUE)
    assert state(house) == before
    assert (first.incidents, first.changed, first.removed, first.finished) == (8, 0, 0, True)
    recompute(house.database, house.policy, DUE)
    assert state(house) == before


def test_what_is_forbidden_now_leaves_at_once(house: Installation) -> None:
    gone, stays = submit(house, claim(), apart(1))
    move(house, stays, "in_review", "verified")
    publish(house.database, house.policy, DUE)

    assert recompute(house.database, STRICT, DUE).removed == 1

    assert list(public_ids(house)) == [stays]
    assert gone in full_features(house)
    days = reading(house, "SELECT id, public_on FROM feature_full")
    assert {row["id"]: row["public_on"] is None for row in days} == {gone: True, stays: False}


def test_a_longer_delay_takes_the_young_away(house: Installation) -> None:
    submit(house, claim(), claim(occurred={"from": "2024-05-14", "precision": "day"}))
    publish(house.database, house.policy, DUE)

    patient = Policy(delay_days=Delay(moderate=60, high=60))

    assert recompute(house.database, patient, DUE).removed == 1
    assert [shown["week"] for shown in public(house)] == ["2024-W20"]


def test_a_cell_that_would_need_more_becomes_the_sector_at_once(house: Installation) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}

    assert recompute(house.database, SIX, DUE).changed == 5

    assert {shown["geometry_basis"] for shown in public(house)} == {"sector"}
    assert {shown["cell"] for shown in public(house)} == {None}


def test_what_leaves_by_the_new_rules_fills_no_cell(house: Installation) -> None:
    """Four of a cell may stay, one may not: the four alone are too few."""
    old = {"from": "2025-W03", "precision": "week"}
    submit_verified(house, *several(4, occurred=old), apart(4))
    publish(house.database, house.policy, DUE)
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}

    patient = Policy(delay_days=Delay(moderate=60, high=60))
    recompute(house.database, patient, DUE)

    assert [shown["geometry_basis"] for shown in public(house)] == ["sector"] * 4


def test_a_looser_policy_makes_nothing_finer(house: Installation) -> None:
    submit_verified(house, *several(4))
    publish(house.database, house.policy, DUE)
    before = state(house)

    recompute(house.database, Policy(cell_min_incidents=1), DUE)

    assert state(house) == before


def test_what_a_looser_policy_admits_waits_for_the_weekly_batch(house: Installation) -> None:
    submit(house, claim())
    recompute(house.database, STRICT, DUE)
    publish(house.database, STRICT, DUE)

    recompute(house.database, house.policy, DUE + WEEK)
    assert public(house) == []
    assert publish(house.database, house.policy, DUE + WEEK).added == 1


def test_an_edit_that_is_not_published_yet_stays_so(house: Installation) -> None:
    """The rows change for another reason, and must not carry the edit along."""
    *_, edited = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    edit_by_hand(
        house, edited, persons={"low": 40}, location={"method": "sector", "sectors": ["NAR"]}
    )

    recompute(house.database, SIX, DUE)

    mine = public_ids(house)[edited]
    (shown,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (shown["persons_band"], shown["sector"]) == ("5-9", "BIA")
    assert full_features(house)[edited]["properties"]["persons_low"] == 40
    publish(house.database, SIX, DUE + WEEK)
    (shown,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (shown["persons_band"], shown["sector"]) == ("20-49", "NAR")


def test_what_was_shown_unreviewed_leaves_though_it_was_verified_since(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    publish(house.database, house.policy, DUE)
    move(house, incident_id, "in_review", "verified")

    assert recompute(house.database, STRICT, DUE).removed == 1
    assert publish(house.database, STRICT, DUE + WEEK).added == 1


def test_the_audit_trail_tells_when_the_policy_changed(house: Installation) -> None:
    for policy in (house.policy, house.policy, STRICT):
        recompute(house.database, policy, DUE)

    found = reading(
        house, "SELECT actor, subject, details FROM audit_entry WHERE action = 'policy.changed'"
    )
    assert [(row["actor"], row["subject"]) for row in found] == [
        ("system", digest(house.policy)),
        ("system", digest(STRICT)),
    ]
    assert orjson.loads(found[1]["details"]) == {
        "before": digest(house.policy),
        "after": digest(STRICT),
    }


def test_numbers_of_a_chunk_follow_the_random_ids(house: Installation) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    before = revision(house)

    recompute(house.database, SIX, DUE)

    rows = reading(house, "SELECT seq, public_id FROM public_change ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(before + 1, before + 6))
    assert [row["public_id"] for row in rows] == sorted(row["public_id"] for row in rows)


def test_a_change_of_form_must_be_named(house: Installation) -> None:
    """These rows are what the present `FORMAT` makes; other rows need the next number."""
    told: IncidentRow
    (incident_id,) = submit_verified(house, apart(1))
    publish(house.database, house.policy, DUE)
    with house.database.reading() as session:
        (told,) = repository.incident_rows(session, [incident_id])
    (full,) = full_features(house).values()

    assert told["version"] == 3
    assert list(full["properties"]) == FULL_PROPERTIES
    assert orjson.dumps(public(house)[0]).decode() == PUBLIC_PROPERTIES


FULL_PROPERTIES = [
    "week", "undated", "type", "also", "by", "equipment", "supplier", "supply_basis",
    "supply_confidence", "status", "grade", "sensitivity", "sector", "sectors", "cell", "side",
    "geometry_basis", "source_type", "source_name", "occurred_from", "occurred_to", "precision",
    "border_km", "border_distance_m", "uncertainty_m", "side_certain", "sector_shares",
    "persons_low", "persons_high", "attempts_low", "attempts_high", "dead", "injured", "outcome",
    "reports", "updated_at",
]  # fmt: skip
PUBLIC_PROPERTIES = (
    '{"week":"2025-W20","undated":null,"type":"crossing_attempt","also":[],'
    '"by":"people_crossing","equipment":[],"supplier":null,"supply_basis":null,'
    '"supply_confidence":null,"status":"verified","grade":"F6","sensitivity":"moderate",'
    '"sector":"BIA","sectors":["BIA"],"cell":null,"side":null,"geometry_basis":"sector",'
    '"source_type":"pl_authority","source_name":"RMF24","persons_band":"2-4",'
    '"attempts_band":null,"items_band":null}'
)
