"""The status machine, its history, and what a change of status does to the projections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from threading import Barrier
from uuid import uuid4

import pytest

from service.errors import Missing, StatusIllegal
from service.incidents.status import set_status
from service.installation import Installation
from service.models import IncidentRow
from service.projections.publisher import publish
from service.vocabulary import codes
from tests.service.projections.stage import (
    ON_SQLITE,
    claim,
    full_features,
    move,
    path_to,
    public_features,
    reading,
    submit,
    verify,
)

JUNE = datetime(2025, 6, 10, 12, tzinfo=UTC)
NEXT_WEEK = datetime(2025, 6, 17, 12, tzinfo=UTC)

REVIEWED = ("verified", "corroborated", "unverifiable", "rejected", "duplicate")
LEGAL = {
    "received": {"in_review", "withdrawn"},
    "in_review": {*REVIEWED, "withdrawn"},
    **{status: {"in_review", "withdrawn"} for status in REVIEWED},
    "withdrawn": set(),
}


def change(house: Installation, incident_id: str, status: str) -> IncidentRow:
    return set_status(house.database, house.policy, incident_id, status, "two pages agree", "desk")


def history(house: Installation, incident_id: str) -> list[dict[str, object]]:
    """The moves; what follows from one (no report stands behind a withdrawn one) aside."""
    query = (
        "SELECT * FROM incident_history WHERE incident_id = :id AND field = 'status' ORDER BY id"
    )
    return reading(house, query, id=incident_id)


def stored(house: Installation, incident_id: str) -> dict[str, object]:
    (row,) = reading(house, "SELECT * FROM incident WHERE id = :id", id=incident_id)
    return row


def test_the_table_of_moves_names_every_status() -> None:
    assert set(LEGAL) == set(codes("status"))


@pytest.mark.parametrize("start", list(LEGAL))
def test_each_status_moves_where_it_may_and_nowhere_else(house: Installation, start: str) -> None:
    targets = [status for status in LEGAL if status != start]
    incidents = submit(house, *(claim() for _ in targets))
    for incident_id, target in zip(incidents, targets, strict=True):
        move(house, incident_id, *path_to(start))
        before = stored(house, incident_id)

        if target in LEGAL[start]:
            assert change(house, incident_id, target)["status"] == target
            assert stored(house, incident_id)["status"] == target
        else:
            with pytest.raises(StatusIllegal) as refused:
                change(house, incident_id, target)
            named = refused.value.detail.replace(",", "").split()
            assert {word for word in named if word in LEGAL} == {start} | LEGAL[start]
            assert stored(house, incident_id) == before
            assert len(history(house, incident_id)) == len(path_to(start))


def test_a_final_status_says_so(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    move(house, incident_id, "withdrawn")

    with pytest.raises(StatusIllegal, match="it is final"):
        change(house, incident_id, "verified")


def test_each_change_writes_one_history_row_with_actor_and_reason(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    change(house, incident_id, "in_review")
    changed = change(house, incident_id, "verified")

    first, second = history(house, incident_id)
    assert (first["version"], first["field"]) == (2, "status")
    assert (first["old"], first["new"]) == ('"received"', '"in_review"')
    assert (second["version"], second["old"], second["new"]) == (3, '"in_review"', '"verified"')
    assert (second["actor"], second["reason"]) == ("desk", "two pages agree")
    assert changed["version"] == stored(house, incident_id)["version"] == 3
    assert changed["updated_at"] > changed["created_at"]


@ON_SQLITE
@pytest.mark.parametrize("status", list(LEGAL))
def test_the_status_it_already_has_is_no_change(house: Installation, status: str) -> None:
    (incident_id,) = submit(house, claim())
    move(house, incident_id, *path_to(status))
    before = (stored(house, incident_id), history(house, incident_id), full_features(house))

    assert change(house, incident_id, status)["status"] == status

    assert (stored(house, incident_id), history(house, incident_id), full_features(house)) == before


def test_an_unknown_incident_is_missing(house: Installation) -> None:
    with pytest.raises(Missing):
        change(house, str(uuid4()), "in_review")


@pytest.mark.parametrize("status", ["rejected", "duplicate", "withdrawn"])
def test_what_counts_nowhere_leaves_both_projections_at_once(
    house: Installation, status: str
) -> None:
    gone, stays = submit(house, claim(), claim())
    publish(house.database, house.policy, JUNE)
    assert len(public_features(house)) == 2

    move(house, gone, "in_review", status)

    assert set(full_features(house)) == {stays}
    assert len(public_features(house)) == 1


def test_an_incident_that_is_taken_up_again_comes_back_to_the_full_projection(
    house: Installation,
) -> None:
    (incident_id,) = submit(house, claim())
    move(house, incident_id, "in_review", "rejected")
    move(house, incident_id, "in_review")

    assert full_features(house)[incident_id]["properties"]["status"] == "in_review"


def test_a_changed_status_shows_at_once_to_staff_and_with_the_next_batch_to_all(
    house: Installation,
) -> None:
    (incident_id,) = submit(house, claim())
    publish(house.database, house.policy, JUNE)
    verify(house, incident_id)

    assert full_features(house)[incident_id]["properties"]["status"] == "verified"
    assert public_features(house)[0]["properties"]["status"] == "received"
    publish(house.database, house.policy, NEXT_WEEK)
    assert public_features(house)[0]["properties"]["status"] == "verified"


def test_two_analysts_at_once_leave_one_chain_of_versions(house: Installation) -> None:
    """Both find it in review; one decides first, and the other moves on from that decision."""
    (incident_id,) = submit(house, claim())
    move(house, incident_id, "in_review")
    together = Barrier(2)

    def decide(status: str) -> str:
        together.wait()
        try:
            return str(change(house, incident_id, status)["version"])
        except StatusIllegal:
            return "refused"

    with ThreadPoolExecutor(2) as desk:
        answers = sorted(desk.map(decide, ["verified", "unverifiable"]))

    assert answers == ["3", "refused"]
    assert [row["version"] for row in history(house, incident_id)] == [2, 3]
    assert stored(house, incident_id)["version"] == 3


def test_many_changes_at_once_give_each_version_once(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    move(house, incident_id, "in_review")
    together = Barrier(8)

    def toggle(number: int) -> None:
        together.wait()
        for status in (
            ("verified", "in_review") * 3 if number % 2 else ("corroborated", "in_review") * 3
        ):
            try:
                change(house, incident_id, status)
            except StatusIllegal:
                continue

    with ThreadPoolExecutor(8) as desk:
        list(desk.map(toggle, range(8)))

    changes = history(house, incident_id)
    assert [row["version"] for row in changes] == list(range(2, len(changes) + 2))
    assert all(before["new"] == after["old"] for before, after in pairwise(changes))
    last = stored(house, incident_id)
    assert last["version"] == changes[-1]["version"]
    assert changes[-1]["new"] == f'"{last["status"]}"'
    assert full_features(house)[incident_id]["properties"]["status"] == last["status"]
