"""Who gets into the public projection, and from which day: pure rules of the policy."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict

from service.models import IncidentRow
from service.projections.policy import Policy
from service.projections.sources import source_name
from service.vocabulary import in_series
from service.weeks import local_day, period, place_in_time, week_name

# Claims of these stand in public already when they have an address there.
_PUBLIC_CLAIMANTS = frozenset({"pl_authority", "by_authority", "eu_agency", "media"})
_INSTANT = timedelta(microseconds=1)


class Disclosable(TypedDict):
    """What of an incident decides whether and when it may be public."""

    status: str
    sensitivity: str
    source_type: str
    source_url: str | None
    occurred_from: datetime
    occurred_to: datetime


def public_on(incident: Disclosable | IncidentRow, policy: Policy) -> date | None:
    """First day on which a batch may hold the incident; None when the policy keeps it back."""
    if not _admitted(incident, policy):
        return None
    end = _end_of_period(incident["occurred_from"], incident["occurred_to"])
    return end + delay(incident, policy)


def delay(incident: Disclosable | IncidentRow, policy: Policy) -> timedelta:
    """How long after the end of its week, month or year an incident waits."""
    days = policy.delay_days
    return timedelta(days=days.moderate if incident["sensitivity"] == "moderate" else days.high)


def may_be_public(incident: Disclosable | IncidentRow, policy: Policy, today: date) -> bool:
    """Whether the policy allows a public row of the incident on this day."""
    due = public_on(incident, policy)
    return due is not None and due <= today


def first_day(incident: Disclosable | IncidentRow) -> date:
    """The day on which the incident's week, month or year begins."""
    return period(*place_in_time(incident["occurred_from"], incident["occurred_to"]))[0]


def is_reviewed(incident: Disclosable | IncidentRow) -> bool:
    """Verified or corroborated: a person has looked at it, place and all."""
    return in_series(incident["status"], "headline")


def is_published_claim(incident: Disclosable | IncidentRow) -> bool:
    """A claim of an authority, agency or medium that stands on a public page."""
    return incident["source_url"] is not None and incident["source_type"] in _PUBLIC_CLAIMANTS


def _admitted(incident: Disclosable | IncidentRow, policy: Policy) -> bool:
    if incident["sensitivity"] == "severe":
        return False
    if is_reviewed(incident):
        return True
    return (
        policy.show_unreviewed_claims
        and incident["sensitivity"] == "moderate"
        and in_series(incident["status"], "reported")
        and is_published_claim(incident)
        # Anyone can put up a page; that it is one of a publisher we know is all a machine can tell.
        and source_name(incident["source_url"]) is not None
    )


@lru_cache(maxsize=4096)
def _end_of_period(start: datetime, end: datetime) -> date:
    """The day after the last of the incident's week, month or year."""
    week, undated = place_in_time(start, end)
    _, after = period(week, undated)
    if week is None:
        last = local_day(max(start, end - _INSTANT))
        if last >= after:
            # It outlasts the year it is counted under, so the delay waits for its own last week.
            _, after = period(week_name(last), None)
    return after
