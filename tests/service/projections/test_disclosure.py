"""Who gets into the public projection, and from which day."""

from datetime import date
from typing import Any

import pytest

from service.models import IncidentRow
from service.projections.disclosure import (
    first_day,
    is_published_claim,
    may_be_public,
    public_on,
)
from service.projections.policy import Delay, Policy
from service.vocabulary import codes, sensitivity_of
from tests.service.projections.stage import DEFAULT_POLICY, OPEN_TYPES, body, claim, incident

HEADLINE = {"verified", "corroborated"}
NOWHERE = {"rejected", "duplicate", "withdrawn"}
PUBLIC_CLAIMANTS = {"pl_authority", "by_authority", "eu_agency", "media"}
URL = "https://www.rmf24.pl/a"


def told_by(source_type: str, url: str | None = URL, **members: Any) -> IncidentRow:
    return incident(body(source={"type": source_type, "url": url}, **members))


def day_of(**occurred: Any) -> date | None:
    return public_on(incident(claim(occurred=occurred)), DEFAULT_POLICY)


def admitted(report: dict[str, Any]) -> set[str]:
    """The statuses in which the incident of a report gets in."""
    told = {status: incident(report, status=status) for status in codes("status")}
    return {status for status, each in told.items() if public_on(each, DEFAULT_POLICY) is not None}


@pytest.mark.parametrize("type_", codes("type"))
def test_without_a_public_page_only_reviewed_incidents_that_are_not_severe_get_in(
    type_: str,
) -> None:
    severe = sensitivity_of(type_) == "severe"

    assert admitted(body(type=type_)) == (set() if severe else HEADLINE)


@pytest.mark.parametrize("type_", codes("type"))
def test_with_a_public_page_moderate_claims_get_in_unreviewed_too(type_: str) -> None:
    by_level = {
        "severe": set(),
        "high": HEADLINE,
        "moderate": set(codes("status")) - NOWHERE,
    }

    assert admitted(claim(type=type_)) == by_level[sensitivity_of(type_)]


@pytest.mark.parametrize("source_type", codes("source_type"))
def test_a_published_claim_is_one_of_an_authority_agency_or_medium(source_type: str) -> None:
    told = told_by(source_type)

    assert is_published_claim(told) == (source_type in PUBLIC_CLAIMANTS)
    assert (public_on(told, DEFAULT_POLICY) is not None) == (source_type in PUBLIC_CLAIMANTS)


@pytest.mark.parametrize("source_type", sorted(PUBLIC_CLAIMANTS))
def test_a_claim_without_an_address_is_not_published(source_type: str) -> None:
    told = told_by(source_type, url=None)

    assert not is_published_claim(told)
    assert public_on(told, DEFAULT_POLICY) is None


def test_who_printed_a_testimony_makes_it_no_published_claim() -> None:
    told = incident(body(source={"type": "testimony", "relayed_by": "media", "url": URL}))

    assert not is_published_claim(told)


def test_a_further_act_that_is_high_keeps_an_unreviewed_claim_back() -> None:
    assert public_on(incident(claim(also=[{"type": "arson"}])), DEFAULT_POLICY) is None


def test_a_further_act_that_is_severe_keeps_even_a_verified_incident_back() -> None:
    told = incident(claim(also=[{"type": "pushback"}]), status="verified")

    assert public_on(told, DEFAULT_POLICY) is None


def test_violence_against_officers_alone_gets_in_when_verified() -> None:
    hurt = [{"harm": "injured", "who": "officer", "low": 1}]
    told = incident(body(type="violence_against_person", casualties=hurt), status="verified")

    # Wednesday 14 May; the week ends with the 18th, and high waits 14 days.
    assert public_on(told, DEFAULT_POLICY) == date(2025, 6, 2)


@pytest.mark.parametrize(
    ("occurred", "day"),
    [
        # A day counts under its week, which ends with Sunday 18 May 2025.
        ({"from": "2025-05-14", "precision": "day"}, date(2025, 5, 26)),
        ({"from": "2025-05-12", "precision": "day"}, date(2025, 5, 26)),
        ({"from": "2025-05-18", "precision": "day"}, date(2025, 5, 26)),
        ({"from": "2025-05-18T23:30:00+02:00", "precision": "exact"}, date(2025, 5, 26)),
        # Half an hour later by the clock in Warsaw it is Monday, whatever the day in UTC.
        ({"from": "2025-05-18T22:00:00Z", "precision": "exact"}, date(2025, 6, 2)),
        ({"from": "2025-W20", "precision": "week"}, date(2025, 5, 26)),
        ({"from": "2025-05", "precision": "month"}, date(2025, 6, 8)),
        ({"from": "2025", "precision": "year"}, date(2026, 1, 8)),
        # Three days over two weeks have no week, and count under their month.
        ({"from": "2025-05-17", "to": "2025-05-20", "precision": "day"}, date(2025, 6, 8)),
        # Over two months they count under the year.
        ({"from": "2025-05-30", "to": "2025-06-03", "precision": "day"}, date(2026, 1, 8)),
        # Over two years they wait for the end of the week in which they ended.
        ({"from": "2024-12-20", "to": "2025-01-10", "precision": "day"}, date(2025, 1, 20)),
    ],
)
def test_the_delay_runs_from_the_end_of_the_week_month_or_year(
    occurred: dict[str, Any], day: date
) -> None:
    assert day_of(**occurred) == day


def test_a_moderate_incident_waits_a_week_and_a_high_one_two() -> None:
    moderate = incident(body(), status="verified")
    high = incident(body(type="arson"), status="verified")

    assert public_on(moderate, DEFAULT_POLICY) == date(2025, 5, 26)
    assert public_on(high, DEFAULT_POLICY) == date(2025, 6, 2)


def test_an_incident_may_be_public_from_its_day_on() -> None:
    told = incident(claim())

    assert not may_be_public(told, DEFAULT_POLICY, date(2025, 5, 25))
    assert may_be_public(told, DEFAULT_POLICY, date(2025, 5, 26))


def test_what_is_kept_back_may_never_be_public() -> None:
    assert not may_be_public(incident(body()), DEFAULT_POLICY, date.max)


def test_the_policy_sets_the_days() -> None:
    policy = Policy(delay_days=Delay(moderate=30, high=60))

    assert public_on(incident(claim()), policy) == date(2025, 6, 18)
    assert public_on(incident(body(type="arson"), status="verified"), policy) == date(2025, 7, 18)


@pytest.mark.parametrize("type_", OPEN_TYPES)
def test_a_policy_can_keep_all_unreviewed_claims_back(type_: str) -> None:
    policy = Policy(show_unreviewed_claims=False)

    assert public_on(incident(claim(type=type_)), policy) is None
    assert public_on(incident(claim(type=type_), status="verified"), policy) is not None


def test_the_first_day_is_that_of_the_week_month_or_year() -> None:
    day, month = (
        {"from": "2025-05-14", "precision": "day"},
        {"from": "2025-05", "precision": "month"},
    )

    assert first_day(incident(body(occurred=day))) == date(2025, 5, 12)
    assert first_day(incident(body(occurred=month))) == date(2025, 5, 1)
