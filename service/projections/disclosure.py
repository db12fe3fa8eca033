"""Who gets into the public projection, and from which day: pure rules of the policy."""

from datetime import date, timedelta

from service.models import IncidentRow
from service.projections.policy import Policy
from service.vocabulary import in_series
from service.weeks import local_day, period, place_in_time

# Claims of these stand in public already when they have an address there.
_PUBLIC_CLAIMANTS = frozenset({"pl_authority", "by_authority", "eu_agency", "media"})


def public_on(incident: IncidentRow, policy: Policy) -> date | None:
    """First day on which a batch may hold the incident; None when the policy keeps it back."""
    if not _admitted(incident, policy):
        return None
    end = _end_of_period(incident)
    days = (
        policy.delay_days.moderate
        if incident["sensitivity"] == "moderate"
        else policy.delay_days.high
    )
    return end + timedelta(days=days)


def _admitted(incident: IncidentRow, policy: Policy) -> bool:
    if incident["sensitivity"] == "severe":
        return False
    if in_series(incident["status"], "headline"):
        return True
    return (
        policy.show_unreviewed_claims
        and incident["sensitivity"] == "moderate"
        and in_series(incident["status"], "reported")
        and is_published_claim(incident)
    )


def is_published_claim(incident: IncidentRow) -> bool:
    """A claim of an authority, agency or medium that stands on a public page."""
    return incident["source_url"] is not None and incident["source_type"] in _PUBLIC_CLAIMANTS


def _end_of_period(incident: IncidentRow) -> date:
    start, end = incident["occurred_from"], incident["occurred_to"]
    _, after = period(*place_in_time(start, end))
    # An undated interval may outlast the year it is counted under.
    return max(after, local_day(end))
