"""Attacks by differences between policies, batches, versions and answers.

A test is named after the attack, and fails when the attack works; docs/policy.md lists them.
"""

import pytest

from service.installation import Installation
from service.projections import repository
from service.projections.policy import Policy
from service.projections.publisher import publish
from service.projections.recompute import recompute
from tests.service.projections.recomputing import edit_by_hand
from tests.service.projections.stage import (
    IN_CELL,
    ON_SQLITE,
    alone,
    apart,
    body,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
)
from tests.service.projections.threats import (
    DUE,
    NEXT_CELL,
    WEEK,
    cells,
    run,
    shown,
    verified,
)

# Differences: between policies, batches, versions, and answers.


def test_two_policies_over_time_show_no_more_than_the_tighter_one(house: Installation) -> None:
    submit_verified(house, *several(6))
    run(house)
    tight, loose = Policy(cell_min_incidents=9), Policy(cell_min_incidents=1)
    recompute(house.database, tight, DUE)
    recompute(house.database, loose, DUE)
    for incident_id in public_ids(house):
        move(house, incident_id, "in_review", "corroborated")
    publish(house.database, loose, DUE + WEEK)

    assert {each["status"] for each in shown(house)} == {"corroborated"}
    assert cells(house) == {None}


def test_a_record_that_moves_to_the_next_cell_by_an_edit_shows_no_second_cell(
    house: Installation,
) -> None:
    """Both cells together would tell that it lies near the edge between them."""
    moved, *_ = submit_verified(house, *several(6), *several(6, first=20, location=NEXT_CELL))
    run(house)
    assert None not in cells(house)
    assert len(cells(house)) == 2
    edit_by_hand(house, moved, location=NEXT_CELL)
    run(house, DUE + WEEK)

    mine = public_ids(house)[moved]
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (record["cell"], record["geometry_basis"]) == (None, "sector")
    edit_by_hand(house, moved, location=IN_CELL)
    run(house, DUE + 2 * WEEK)
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert record["cell"] is None


def test_a_record_that_comes_back_from_another_cell_shows_no_second_cell(
    house: Installation,
) -> None:
    moved, *_ = submit_verified(house, *several(6), *several(6, first=20, location=NEXT_CELL))
    run(house)
    move(house, moved, "in_review", "duplicate", "in_review")
    edit_by_hand(house, moved, location=NEXT_CELL)
    move(house, moved, "verified")
    assert run(house, DUE + WEEK).added == 1

    mine = public_ids(house)[moved]
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert record["cell"] is None


def test_one_of_several_sectors_is_not_named_by_an_edit(house: Installation) -> None:
    both = {"method": "sector", "sectors": ["BIA", "NAR"]}
    (incident_id,) = submit_verified(house, apart(0, location=both))
    run(house)
    assert shown(house)[0]["sectors"] == ["BIA", "NAR"]
    edit_by_hand(house, incident_id, location={"method": "sector", "sectors": ["NAR"]})
    run(house, DUE + WEEK)

    assert (shown(house)[0]["sector"], shown(house)[0]["sectors"]) == (None, [])


def test_an_edit_that_names_more_sectors_is_shown(house: Installation) -> None:
    (incident_id,) = submit_verified(
        house, apart(0, location={"method": "sector", "sectors": ["BIA", "NAR"]})
    )
    run(house)
    more = {"method": "sector", "sectors": ["BIA", "NAR", "DUB"]}
    edit_by_hand(house, incident_id, location=more)
    run(house, DUE + WEEK)

    assert set(shown(house)[0]["sectors"]) == {"BIA", "NAR", "DUB"}


def test_numbers_of_a_batch_tell_no_order_of_events(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where a batch is written in several parts."""
    monkeypatch.setattr(repository, "CHUNK", 2)
    days = [f"2025-05-{day}" for day in range(12, 19)]
    submit_verified(
        house,
        *(
            apart(number, occurred={"from": day, "precision": "day"})
            for number, day in enumerate(days)
        ),
    )
    run(house)

    rows = reading(house, "SELECT public_id FROM public_change ORDER BY seq")
    ids = [row["public_id"] for row in rows]
    assert ids == sorted(ids)
    stored = [row["id"] for row in reading(house, "SELECT * FROM feature_public")]
    assert stored == sorted(stored)


def test_the_revision_counts_nothing_but_public_rows(house: Installation) -> None:
    before = revision(house)
    hidden = submit(house, body(type="pushback"), body(), body(type="arson"))
    move(house, hidden[0], "in_review", "verified")
    move(house, hidden[1], "in_review", "rejected")
    run(house)
    recompute(house.database, house.policy, DUE)

    assert revision(house) == before


def test_a_record_that_left_and_came_back_looks_like_one_that_changed(house: Installation) -> None:
    back, changed = submit_verified(house, *several(2))
    run(house)
    move(house, back, "in_review", "duplicate", "in_review", "verified")
    move(house, changed, "in_review", "verified")
    run(house, DUE + WEEK)

    rows = reading(house, "SELECT batch FROM feature_public")
    assert {row["batch"] for row in rows} == {"2025-W23"}
    assert reading(house, "SELECT count(*) AS n FROM public_change") == [{"n": 2}]
    features = public_features(house)
    assert features[0]["properties"].keys() == features[1]["properties"].keys()


@ON_SQLITE
def test_records_of_one_cell_and_week_have_answers_of_one_size(house: Installation) -> None:
    """What is hidden leaves no trace in the length of a record either."""
    one = verified(body(persons={"low": 1}, location=IN_CELL))
    none = verified(body(location={**IN_CELL, "lon": 23.81, "lat": 52.73}))

    assert len(alone(one, "a" * 36, "2025-W22")["feature"]) == len(
        alone(none, "a" * 36, "2025-W22")["feature"]
    )
