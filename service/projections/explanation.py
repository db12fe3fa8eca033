"""A policy in words: each rule, whether it is tighter or looser than the default, what it means."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from service.projections.policy import DEFAULT, Policy, loosened, unexplained_rules

Stance = Literal["as by default", "tighter", "looser"]
_Words = Callable[[Any], str]

# What each value means for a reader; a test holds the rules to those of the policy.
_MEANING: dict[str, _Words] = {
    "delay_days.moderate": lambda days: (
        f"moderate records appear {days} days after the end of their week, month or year"
    ),
    "delay_days.high": lambda days: (
        f"records of high sensitivity appear {days} days after the end of it"
    ),
    "cell_km": lambda km: f"a place is never shown closer than a cell of {km} by {km} km",
    "cell_min_incidents": lambda number: (
        f"a cell is shown when {number} different reviewed incidents share it"
        if number > 1
        else "a single reviewed incident is shown by its cell"
    ),
    "cell_window_weeks": lambda weeks: f"they must have happened within {weeks} weeks",
    "week_min_records": lambda number: (
        f"a guarded record shows its month when fewer than {number} share its sector and week"
        if number > 1
        else "a guarded record shows its week also when it is alone in it"
    ),
    "table_min_incidents": lambda k: (
        f"what no record shows is told in weekly figures only in steps of {k}"
    ),
    "show_unreviewed_claims": lambda shown: (
        "moderate claims that stand on a known public page are shown before review"
        if shown
        else "nothing is shown before a person has reviewed it"
    ),
}


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """`reason` is what /api/policy shows for a looser rule; null for one that has none."""

    rule: str
    value: int | bool
    default: int | bool
    stance: Stance
    meaning: str
    reason: str | None
    unexplained: bool


def in_words(policy: Policy) -> list[RuleInWords]:
    """Every rule of a policy, in the order of the documentation."""
    looser, lacking = loosened(policy), unexplained_rules(policy)
    found = []
    for rule, meaning in _MEANING.items():
        value, default = value_of(policy, rule), value_of(DEFAULT, rule)
        stance: Stance = "as by default" if value == default else "tighter"
        found.append(
            RuleInWords(
                rule=rule,
                value=value,
                default=default,
                stance="looser" if rule in looser else stance,
                meaning=meaning(value),
                reason=policy.reasons.get(rule),
                unexplained=rule in lacking,
            )
        )
    return found


def value_of(policy: Policy, rule: str) -> int | bool:
    """The value of a rule by the name that a file and a reason give it."""
    found: Any = policy
    for name in rule.split("."):
        found = getattr(found, name)
    value: int | bool = found
    return value
