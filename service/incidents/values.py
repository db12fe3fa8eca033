"""The rule by which an incident's values follow the claims of its sources.

Claims are put in an order: the better graded first (reliability, then credibility); among equals
the more exact one, for time and place; then the claim that opened the incident; then the one that
came first. From this order

- time, place, and source are those of the first claim;
- acts are those that any claim tells of, the main one by the vocabulary's precedence, and who did
  it is what the first claim says that says it;
- equipment is what any claim names; of each kind the items are those of the first claim naming it,
  so that nothing is counted twice;
- supply, persons, attempts, casualties and outcome are those of the first claim that states them.

What an analyst set by hand follows no rule.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from service.incidents.claims import Claim
from service.incidents.facts import GROUPS, Values, acts_values, group_of
from service.incidents.grading import capped, grade_by_rule
from service.models import IncidentRow
from service.vocabulary import codes

Rule = Callable[[Sequence[Claim]], Values]
Tie = Callable[[IncidentRow], float]
NOT_SAID: Final = frozenset({None, "unknown", "not_stated"})


def follow_claims(incident: IncidentRow, claims: Sequence[Claim]) -> IncidentRow:
    """The incident with every value that was not set by hand as the claims give it.

    Without a claim it stays as it is.
    """
    if not claims:
        return incident
    found: dict[str, Any] = dict(incident)
    for group in GROUPS:
        if group not in incident["set_by_hand"]:
            found.update(value_by_rule(group, incident["id"], claims))
    if "grade" in incident["set_by_hand"]:
        found["credibility"] = capped(incident["credibility"], claims)
    return cast(IncidentRow, found)


def value_by_rule(group: str, incident_id: str, claims: Sequence[Claim]) -> Values:
    """What the claims give for one group; `claims` is not empty."""
    return _RULES[group](in_order(group, incident_id, claims))


def in_order(group: str, incident_id: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims as the rule goes through them for a group."""
    exactness = _EXACTNESS.get(group, _no_difference)
    return sorted(
        claims,
        key=lambda claim: (
            claim.reliability,
            claim.credibility,
            exactness(claim.state),
            claim.opened_id != incident_id,
            claim.received_at,
            claim.report_id,
        ),
    )


def states_it(group: str, state: Mapping[str, Any]) -> bool:
    """Whether a claim says anything about a group."""
    match group:
        case "persons" | "attempts":
            return state[f"{group}_low"] is not None or state[f"{group}_high"] is not None
        case "supply":
            return state["supplier"] not in NOT_SAID
        case "outcome":
            return state["outcome"] not in NOT_SAID
        case "casualties" | "equipment":
            return bool(state[group])
    return True


def _no_difference(_state: IncidentRow) -> float:
    return 0.0


def _by_precision(state: IncidentRow) -> float:
    return codes("precision").index(state["precision"])


def _by_uncertainty(state: IncidentRow) -> float:
    """Metres for a point; what has none comes after every point, several sectors last."""
    if state["uncertainty_m"] is not None:
        return state["uncertainty_m"]
    return 1e9 * (len(state["sectors"]) or 1_000)


_EXACTNESS: Final[Mapping[str, Tie]] = {"occurred": _by_precision, "location": _by_uncertainty}


def _first_stating(group: str) -> Rule:
    def rule(claims: Sequence[Claim]) -> Values:
        chosen = next((each for each in claims if states_it(group, each.state)), claims[0])
        return group_of(cast(Mapping[str, Any], chosen.state), group)

    return rule


def _acts(claims: Sequence[Claim]) -> Values:
    told = [(act, by) for claim in claims for act, by in acts_of(claim.state)]
    said = [(act, by) for act, by in told if by not in NOT_SAID]
    # The own claim's order of further acts is kept for what only one claim tells of.
    known = dict(reversed(told)) | dict(reversed(said))
    return acts_values((act, known[act]) for act, _ in told)


def acts_of(state: IncidentRow) -> list[tuple[str, str]]:
    return [(state["type"], state["by"]), *((act["type"], act["by"]) for act in state["also"])]


def _equipment(claims: Sequence[Claim]) -> Values:
    items: list[dict[str, Any]] = []
    for claim in claims:
        known = {item["kind"] for item in items}
        items += [item for item in claim.state["equipment"] if item["kind"] not in known]
    return {"equipment": items}


def _grade(claims: Sequence[Claim]) -> Values:
    reliability, credibility = grade_by_rule(claims)
    return {"reliability": reliability, "credibility": credibility}


_RULES: Final[Mapping[str, Rule]] = {
    **{group: _first_stating(group) for group in GROUPS},
    "acts": _acts,
    "equipment": _equipment,
    "grade": _grade,
}
