"""The grade of an incident, by the Admiralty code, from the grades of its claims.

Reliability belongs to a source, credibility to a claim; both are F6 until an analyst has judged.

- Reliability: that of the most reliable source.
- Credibility: that of the most credible claim, a claim having the latest judgement of it.
- Credibility 1, *confirmed*, needs more than a judgement: two claims of 2 or better whose claimants
  and documents both differ, and two reviewers who think 1. Short of that it is 2.

An analyst may set another grade with a reason; *confirmed* needs the same then.
"""

from collections.abc import Sequence

from service.incidents.claims import UNGRADED, Claim, any_independent

CONFIRMED = "1"
_SHORT_OF_IT = "2"
_REVIEWERS = 2


def grade_by_rule(claims: Sequence[Claim]) -> tuple[str, str]:
    """Reliability and credibility that the claims give."""
    if not claims:
        return UNGRADED
    reliability = min(claim.reliability for claim in claims)
    return reliability, capped(min(claim.credibility for claim in claims), claims)


def capped(credibility: str, claims: Sequence[Claim]) -> str:
    """The credibility, but *confirmed* only where nothing is missing for it."""
    if credibility == CONFIRMED and missing_for_confirmed(claims):
        return _SHORT_OF_IT
    return credibility


def missing_for_confirmed(claims: Sequence[Claim]) -> str | None:
    """What credibility 1 still needs, in words; None when it has all."""
    probable = [claim for claim in claims if claim.credibility <= _SHORT_OF_IT]
    if not any_independent(probable):
        return (
            "credibility 1 needs two independent claims of credibility 2 or better: "
            "their claimants and their documents must both differ"
        )
    reviewers = {
        judgement.reviewer
        for claim in claims
        for judgement in claim.judgements
        if judgement.credibility == CONFIRMED
    }
    if len(reviewers) < _REVIEWERS:
        return "credibility 1 needs two reviewers who both judged a claim of it to be 1"
    return None
