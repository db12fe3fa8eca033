"""Each way to narrow a person down that docs/policy.md lists, tried.

A test is named after the attack, and fails when the attack works.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from geo.border import point_at_km
from geo.grid import cell_centre, cell_code
from geo.ground import cell_ground
from geo.places import find_place, places
from service.installation import Installation
from service.models import IncidentRow
from service.projections import repository
from service.projections.cells import evidence_of, is_roomy, shown_by_cell
from service.projections.disclosure import public_on
from service.projections.places import PublicPlace, Shown, decide_place
from service.projections.policy import Policy
from service.projections.publisher import PublishResult, publish
from service.projections.recompute import recompute
from tests.service.projections.stage import (
    CELL,
    DEFAULT_POLICY,
    IN_CELL,
    ON_SQLITE,
    alone,
    apart,
    body,
    claim,
    crowd_of,
    incident,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
)
from tests.service.projections.test_recompute import edit_by_hand

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)
# After the month of the incidents of the stage is over, with its delay.
AFTER_MAY = datetime(2025, 6, 10, 4, tzinfo=UTC)
NEXT_CELL = {"method": "gnss", "lon": 23.9348, "lat": 52.7643, "accuracy_m": 10}


def run(house: Installation, now: datetime = DUE) -> PublishResult:
    return publish(house.database, house.policy, now)


def shown(house: Installation) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in public_features(house)]


def cells(house: Installation) -> set[str | None]:
    return {each["cell"] for each in shown(house)}


def verified(report: dict[str, Any], **changes: Any) -> IncidentRow:
    return incident(report, **{"status": "verified", **changes})


def place_of(told: IncidentRow, before: Shown | None = None) -> PublicPlace:
    """Where it is shown when nothing but its own nature speaks against its cell."""
    others = [verified(apart(100 + number)) for number in range(5)]
    moved = [{**each, "cell": told["cell"]} for each in others]
    crowd = crowd_of(told, *moved)  # type: ignore[arg-type]
    return decide_place(told, before, crowd.cells)


# A cell is filled by others than those who were there.


@pytest.mark.parametrize(
    "address",
    [
        "https://www.rmf24.pl/a",
        "http://www.rmf24.pl/a",
        "https://RMF24.pl/a/",
        "https://www.rmf24.pl/a#part",
        "https://www.rmf24.pl:443/a?utm_source=x&fbclid=y",
    ],
)
def test_five_incidents_of_one_document_do_not_fill_a_cell(address: str) -> None:
    pages = ["https://www.rmf24.pl/a"] * 4 + [address]
    told = [
        verified(apart(n, source={"type": "media", "url": page})) for n, page in enumerate(pages)
    ]

    assert len({evidence_of(each).document for each in told}) == 1
    assert not crowd_of(*told).cells.is_shared(CELL, date(2025, 5, 12))


def test_five_incidents_of_one_document_stay_at_their_sector_in_public(house: Installation) -> None:
    page = {"type": "media", "url": "https://rmf24.pl/a"}
    submit_verified(house, *(apart(number, source=page) for number in range(5)))
    run(house)

    assert cells(house) == {None}


def test_claims_that_nobody_reviewed_do_not_fill_a_cell(house: Installation) -> None:
    submit(house, *several(9))
    submit_verified(house, *several(4, first=10))
    run(house)

    assert cells(house) == {None}


def test_an_exact_place_added_to_a_published_claim_is_not_shown_before_review(
    house: Installation,
) -> None:
    submit_verified(house, *several(5))
    (added,) = submit(house, apart(9))
    run(house)

    mine = public_ids(house)[added]
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert (record["cell"], record["geometry_basis"]) == (None, "sector")
    assert cells(house) == {CELL, None}


def test_five_reports_of_one_event_that_nobody_merged_do_not_fill_a_cell(
    house: Installation,
) -> None:
    """The same week, type and number of people, told on five pages."""
    submit_verified(house, *(apart(number, persons={"low": 7}) for number in range(5)))
    run(house)

    assert cells(house) == {None}


def test_a_page_on_no_known_publishers_host_shows_nothing_before_review() -> None:
    """Whoever sends a false claim "of an authority" can put up a page for it."""
    own = {"type": "pl_authority", "url": "https://news.example/a"}

    assert can_be_due(incident(body(source=own))) is False
    assert can_be_due(verified(body(source=own))) is True
    assert can_be_due(incident(claim())) is True


def can_be_due(told: IncidentRow) -> bool:
    return public_on(told, DEFAULT_POLICY) is not None


# One person.


@pytest.mark.parametrize(
    "persons", [{"low": 1}, {"low": 1, "high": 1, "qualifier": "exact"}, {"low": 1, "high": 9}]
)
def test_a_guarded_record_does_not_say_that_it_is_about_one_person(persons: dict[str, Any]) -> None:
    told = verified(body(persons=persons))

    assert '"persons_band":null' in alone(told, "a", "2025-W22")["feature"]
    assert shown_by_cell(told) is None
    assert place_of(told).basis == "sector"
    page = verified(claim(persons=persons))
    assert '"persons_band":"1"' in alone(page, "a", "2025-W22")["feature"]


def test_a_guarded_record_does_not_show_one_attempt_or_one_item() -> None:
    one = {"attempts": {"low": 1}, "equipment": [{"kind": "ladder", "count": {"low": 1}}]}
    guarded = alone(verified(body(**one)), "a", "2025-W22")["feature"]
    page = alone(verified(claim(**one)), "a", "2025-W22")["feature"]

    assert '"attempts_band":null,"items_band":null' in guarded
    assert '"attempts_band":"1","items_band":"1"' in page


def test_a_page_that_a_second_report_was_added_to_is_guarded() -> None:
    """What the testimony added is not on the page."""
    supply = {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "low"}
    told = verified(claim(persons={"low": 1}, type="equipment_supplied", supply=supply), reports=2)
    feature = alone(told, "a", "2025-W22")["feature"]

    assert '"persons_band":null' in feature
    assert '"supplier":null' in feature


# A quiet sector and week.


def test_a_guarded_record_alone_in_its_sector_and_week_shows_its_month(house: Installation) -> None:
    submit_verified(house, body())
    assert run(house).added == 0

    assert run(house, AFTER_MAY).added == 1
    (record,) = shown(house)
    assert (record["week"], record["undated"]) == (None, "2025-05")
    (row,) = reading(house, "SELECT period_from, period_to FROM feature_public")
    assert [str(day)[:10] for day in row.values()] == ["2025-05-01", "2025-06-01"]


def test_the_batch_does_not_tell_the_week_that_the_record_does_not(house: Installation) -> None:
    """It comes after the month, whenever in the month it was."""
    early = {"from": "2025-05-06", "precision": "day"}
    late = {"from": "2025-05-21", "precision": "day"}
    submit_verified(house, body(occurred=early), body(occurred=late))

    for week in range(2):
        assert run(house, DUE + week * WEEK).added == 0
    assert run(house, AFTER_MAY).added == 2
    assert {each["undated"] for each in shown(house)} == {"2025-05"}


def test_two_guarded_records_of_a_sector_show_their_week(house: Installation) -> None:
    submit_verified(house, body(), body(persons={"low": 5}))

    assert run(house).added == 2
    assert {each["week"] for each in shown(house)} == {"2025-W20"}


def test_published_claims_are_no_crowd_for_a_testimony(house: Installation) -> None:
    """Their source is shown, so a testimony among them would still be alone."""
    submit_verified(house, *several(4), body())

    assert run(house).added == 4
    assert {each["source_type"] for each in shown(house)} == {"pl_authority"}


def test_a_later_record_of_the_week_does_not_tell_the_week_of_the_earlier(
    house: Installation,
) -> None:
    submit_verified(house, body())
    run(house, AFTER_MAY)
    submit_verified(house, body(persons={"low": 5}))
    run(house, AFTER_MAY + WEEK)

    # Were the second one shown with its week, the first would be known to be of it too.
    assert {each["undated"] for each in shown(house)} == {"2025-05"}


def test_a_week_across_a_months_end_does_not_tell_on_which_side_it_was() -> None:
    days = ("2025-04-29", "2025-05-03")
    rows = []
    for day in days:
        told = verified(body(occurred={"from": day, "precision": "day"}))
        place, when = crowd_of(told).decide(told, None)
        rows.append((place, when))

    assert rows[0] == rows[1]
    assert rows[0][1].undated == "2025-05"


def test_a_record_that_showed_its_month_never_shows_its_week(house: Installation) -> None:
    first, *_ = submit_verified(house, body())
    run(house, AFTER_MAY)
    move(house, first, "in_review", "corroborated")
    submit_verified(house, body(persons={"low": 5}), body(persons={"low": 9}))
    run(house, AFTER_MAY + WEEK)

    mine = public_ids(house)[first]
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert record["status"] == "corroborated"
    assert (record["week"], record["undated"]) == (None, "2025-05")


def test_a_sector_that_becomes_quiet_hides_the_week_when_the_record_changes(
    house: Installation,
) -> None:
    stays, gone = submit_verified(house, body(), body(persons={"low": 5}))
    run(house)
    move(house, gone, "withdrawn")
    edit_by_hand(house, stays, persons={"low": 12})
    assert run(house, DUE + WEEK) == PublishResult(None, 0, 0, 1)
    assert shown(house) == []

    assert run(house, AFTER_MAY).added == 1
    assert [(each["week"], each["undated"]) for each in shown(house)] == [(None, "2025-05")]


# Small places.


def test_a_village_that_is_alone_in_its_cell_is_not_named_by_it() -> None:
    names: dict[str, int] = {}
    for place in places():
        cell = cell_code(place.lon, place.lat, 10)
        names[cell] = names.get(cell, 0) + 1
    single = [
        place.name
        for place in places()
        if names[cell_code(place.lon, place.lat, 10)] == 1 and place.uncertainty_m <= 5_000
    ]
    assert len(single) > 30
    for name in single:
        told = verified(body(location={"method": "place", "place": name}))
        assert shown_by_cell(told) is None, name


def test_a_village_that_a_page_names_may_be_shown_by_its_cell() -> None:
    michalowo = {"method": "place", "place": "Michałowo"}

    assert shown_by_cell(verified(body(location=michalowo))) is None
    assert shown_by_cell(verified(claim(location=michalowo))) == "10kmN341E522"


def test_a_name_whose_sector_differs_from_its_cells_shows_one_of_the_two() -> None:
    """Seen by its cell it is of the cell's sector, and stays of it; else of its own."""
    told = verified(claim(location={"method": "place", "place": "Michałowo"}))
    known = find_place("Michałowo")
    assert known is not None
    assert known.sector == told["sector"] == "MIC"
    by_cell = place_of(told)
    after = decide_place(told, Shown("cell", told["cell"]), crowd_of(told).cells)

    assert (by_cell.basis, by_cell.sectors) == ("cell", ("BOB",))
    assert (after.basis, after.sectors) == ("sector", ("BOB",))
    assert decide_place(told, None, crowd_of(told).cells).sectors == ("MIC",)


@pytest.mark.parametrize("km", [0.1, 420.6])
def test_the_cells_at_the_borders_ends_are_not_shown(km: float) -> None:
    lon, lat = point_at_km(km)
    cell = cell_code(lon, lat, 10)
    told = verified(body(location={"method": "gnss", "lon": lon, "lat": lat, "accuracy_m": 10}))

    assert cell_ground(cell).land_share < 0.5
    assert told["cell"] == cell
    assert place_of(told).basis == "sector"


@pytest.mark.parametrize("marker", [1, 673])
def test_a_marker_at_the_borders_end_is_shown_by_its_sector(marker: int) -> None:
    told = verified(body(location={"method": "border_marker", "marker": marker}))

    assert place_of(told).basis == "sector"


def test_no_cell_is_shown_that_holds_a_short_stretch_of_the_border() -> None:
    crossed = {cell_code(*point_at_km(tenth / 10), 10) for tenth in range(4_207)}
    shown_ones = {cell for cell in crossed if is_roomy(cell)}

    assert {"10kmN340E524", "10kmN337E524"} <= crossed - shown_ones
    assert min(cell_ground(cell).border_km for cell in shown_ones) >= 5
    assert len(shown_ones) > 25


def test_a_cell_in_three_sectors_tells_that_of_its_centre_alone() -> None:
    """Whichever of them the point lies in, the record looks the same."""
    sectors: dict[str, set[str]] = {}
    points: dict[str, list[tuple[float, float]]] = {}
    for tenth in range(4_207):
        lon, lat = point_at_km(tenth / 10)
        cell = cell_code(lon, lat, 10)
        if is_roomy(cell):
            told = place_in(lon, lat)
            sectors.setdefault(cell, set()).add(str(told["sector"]))
            points.setdefault(cell, []).append((lon, lat))
    most = max(sectors, key=lambda cell: len(sectors[cell]))
    assert len(sectors[most]) >= 2
    seen = {place_of(place_in(*point)) for point in points[most][:: len(points[most]) // 6]}

    assert len(seen) == 1
    assert seen.pop().point == cell_centre(most)


def place_in(lon: float, lat: float) -> IncidentRow:
    point = {"lon": round(lon, 6), "lat": round(lat, 6), "accuracy_m": 5}
    return verified(body(location={"method": "gnss", **point}))


@pytest.mark.parametrize(("accuracy_m", "cell"), [(5_000, CELL), (5_001, None), (10_000, None)])
def test_a_place_known_only_to_10_km_is_not_said_to_lie_in_a_cell(
    accuracy_m: int, cell: str | None
) -> None:
    told = verified(body(location={**IN_CELL, "accuracy_m": accuracy_m}))

    assert shown_by_cell(told) == cell


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
