"""What each source claimed about one incident, and which sources are independent of each other.

A report opened an incident of its own, whose first version is what its source claims. Merging
moves the report, so an incident has the claims of all reports that stand behind it now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from service.documents import document_of, host_of
from service.models import IncidentRow
from service.reports.senders import surely_different
from service.vocabulary import codes

UNGRADED = ("F", "6")
# One claimant, whoever printed it: an authority does not become two by being quoted twice.
_AUTHORITIES = frozenset({"pl_authority", "by_authority", "eu_agency"})
# People are known by the account that their words came through, and by nothing else.
PEOPLE = frozenset({"field_monitor", "testimony"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one reviewer last thought of a claim."""

    reviewer: str
    credibility: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """One report's claim: `state` is the first version of the incident that it opened.

    `judgements` holds the latest of each reviewer, the newest last.
    """

    report_id: str
    opened_id: str
    received_at: datetime
    submitted_by: str
    state: IncidentRow
    reliability: str
    judgements: tuple[Judgement, ...] = ()

    @property
    def credibility(self) -> str:
        return self.judgements[-1].credibility if self.judgements else UNGRADED[1]

    @property
    def source(self) -> str:
        return claimant(self.state, self.submitted_by)

    @property
    def document(self) -> str:
        """What the claim was read in; a report that names nothing is a document of its own."""
        url, title = self.state["source_url"], self.state["source_title"]
        if url is not None:
            return document_of(url)
        if title is not None:
            return f"{title.casefold()} {self.state['document_date'] or ''}".strip()
        return f"report {self.report_id}"


def claimant(state: IncidentRow, submitted_by: str) -> str:
    """Who makes the claim, as far as it can be told apart; in doubt two are taken for one.

    `pl_authority` · `field_monitor:ACCOUNT` · `media:HOST` · the type alone where someone else
    printed it, since the page is then not the claimant's.
    """
    kind, url = state["source_type"], state["source_url"]
    if kind in PEOPLE:
        return f"{kind}:{submitted_by}"
    if kind in _AUTHORITIES or url is None or state["relayed_by"] not in (None, kind):
        return kind
    host = host_of(url)
    return f"{kind}:{host}" if host else kind


def is_source(name: str) -> bool:
    """Whether a claimant can have this name; a misspelt one would be graded for nothing."""
    kind, _, rest = name.partition(":")
    if kind not in codes("source_type") or " " in rest or "/" in rest:
        return False
    if kind in PEOPLE:
        return bool(rest)
    if kind in _AUTHORITIES or not rest:
        return name == kind
    return host_of(f"https://{rest}") == rest


def independent(one: Claim, other: Claim) -> bool:
    """Claimant and document both differ."""
    return _surely_two(one, other) and one.document != other.document


def _surely_two(one: Claim, other: Claim) -> bool:
    """Two claimants; one account may pass on its own words and another's, so it counts as one.

    Two people of whom it is not known any more who they are may be one.
    """
    first, _, name = one.source.partition(":")
    second, _, other_name = other.source.partition(":")
    if {first, second} <= PEOPLE:
        return surely_different(one.submitted_by, other.submitted_by)
    # A medium without a name may be any of those that have one.
    return first != second or (name != other_name and bool(name and other_name))


def any_independent(claims: Sequence[Claim]) -> bool:
    return any(independent(one, other) for one, other in combinations(claims, 2))
