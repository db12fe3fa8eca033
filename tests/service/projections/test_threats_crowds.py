"""Attacks on a record by those it is counted with, and by its own numbers.

A test is named after the attack, and fails when the attack works; docs/policy.md lists them.
"""

from datetime import date
from typing import Any

import pytest

from service.installation import Installation
from service.models import IncidentRow
from service.projections.cells import evidence_of, shown_by_cell
from service.projections.disclosure import public_on
from tests.service.projections.stage import (
    CELL,
    DEFAULT_POLICY,
    alone,
    apart,
    body,
    claim,
    crowd_of,
    incident,
    public_features,
    public_ids,
    several,
    submit,
    submit_verified,
)
from tests.service.projections.threats import (
    cells,
    place_of,
    run,
    verified,
)

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
