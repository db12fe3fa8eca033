"""Cell or sector: where the batch shows a record, decided once and only made coarser."""

import pytest

from geo.sector_files import sector_set
from service.installation import Installation
from service.projections import repository
from service.projections.publisher import PublishResult
from tests.service.projections.batches import (
    DUE,
    WEEK,
    bases,
    cells,
    run,
    week_of,
)
from tests.service.projections.stage import (
    CELL,
    apart,
    body,
    move,
    public_features,
    public_ids,
    several,
    submit,
    submit_verified,
    verify,
)


def test_a_cell_is_shown_when_five_of_one_batch_share_it(house: Installation) -> None:
    submit_verified(house, *several(5))
    run(house)

    assert cells(house) == [CELL] * 5
    assert bases(house) == ["cell"] * 5


def test_four_in_a_cell_are_shown_by_the_sectors_label_point(house: Installation) -> None:
    submit_verified(house, *several(4))
    run(house)

    assert cells(house) == [None] * 4
    assert bases(house) == ["sector"] * 4
    lon, lat = sector_set().label_point("BIA")
    expected = [round(lon, 6), round(lat, 6)]
    assert {tuple(f["geometry"]["coordinates"]) for f in public_features(house)} == {
        tuple(expected)
    }


def test_incidents_that_are_not_public_do_not_fill_a_cell(house: Installation) -> None:
    hidden = submit(house, *several(3, first=10), apart(13, type="pushback"), body())
    for incident_id in hidden[:3]:
        move(house, incident_id, "in_review", "rejected")
    verify(house, hidden[3])
    submit_verified(house, *several(4))
    run(house)

    assert cells(house) == [None] * 4


def test_the_fifth_does_not_tell_where_the_four_before_it_lie(house: Installation) -> None:
    """Were it shown by the cell, the four of the sector would be known to lie there too."""
    submit_verified(house, *several(4))
    run(house)
    submit_verified(house, apart(4, occurred=week_of(21)))
    run(house, DUE + WEEK)

    assert bases(house) == ["sector"] * 5


def test_a_cell_opens_when_those_in_it_hide_among_twice_as_many(house: Installation) -> None:
    elsewhere = {"method": "sector", "sectors": ["BIA"]}
    submit_verified(house, *several(4), *several(4, first=10, location=elsewhere))
    run(house)
    submit_verified(house, apart(4, occurred=week_of(21)))
    run(house, DUE + WEEK)

    assert bases(house) == ["sector"] * 8 + ["cell"]


def test_incidents_over_52_weeks_ago_do_not_fill_a_cell(house: Installation) -> None:
    old = {"from": "2024-W20", "precision": "week"}
    submit_verified(house, *several(4, occurred=old), apart(4, occurred=week_of(20)))
    run(house)

    assert bases(house) == ["sector"] * 5


def test_a_place_does_not_depend_on_how_the_batch_is_cut(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNK", 2)
    submit_verified(house, *several(5))
    run(house)

    assert cells(house) == [CELL] * 5


def test_a_place_is_decided_once(house: Installation) -> None:
    """When the cell fills up later, the four that were shown by sector do not become finer."""
    early = submit_verified(house, *several(4))
    run(house)
    submit_verified(house, *several(6, first=10))
    for incident_id in early:
        move(house, incident_id, "in_review", "corroborated")
    assert run(house, DUE + WEEK) == PublishResult("2025-W23", 6, 4, 0)

    shown = {feature["id"]: feature["properties"] for feature in public_features(house)}
    ids = public_ids(house)
    assert {shown[ids[each]]["geometry_basis"] for each in early} == {"sector"}
    assert {shown[ids[each]]["status"] for each in early} == {"corroborated"}
    assert sorted(bases(house)) == ["cell"] * 6 + ["sector"] * 4


def test_a_shared_cell_that_empties_becomes_coarser_when_the_row_changes(
    house: Installation,
) -> None:
    *gone, stays = submit_verified(house, *several(5))
    run(house)
    for incident_id in gone:
        move(house, incident_id, "withdrawn")
    move(house, stays, "in_review", "corroborated")
    run(house, DUE + WEEK)
    assert bases(house) == ["sector"]

    submit_verified(house, *several(5, first=10))
    move(house, stays, "in_review", "verified")
    run(house, DUE + 2 * WEEK)
    # The others fill the cell again, and the one that was coarsened stays coarse.
    assert sorted(bases(house)) == ["cell"] * 5 + ["sector"]
