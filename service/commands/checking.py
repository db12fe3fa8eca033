"""`miedza policy check`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.errors import Fault, SettingInvalid
from service.projections.estimate import Effect, estimate
from service.projections.explanation import RuleInWords, in_words
from service.projections.policy import Policy, digest, read_policy
from service.settings import load_settings


def run(file: Path | None, json: bool) -> None:
    """Exit code 1 for a rule that is looser than the default without a reason."""
    policy = read_policy(file or load_settings().policy_file)
    rules, effect = in_words(policy), _effect(policy)
    lacking = [each.rule for each in rules if each.unexplained]
    if json:
        print_json(
            {
                "digest": digest(policy),
                "rules": [asdict(each) for each in rules],
                "effect": asdict(effect) if effect else None,
                "unexplained": lacking,
            }
        )
    else:
        _show(policy, rules, effect)
    if lacking:
        raise SettingInvalid(
            f"looser than the default without a reason: {', '.join(lacking)}; "
            "give one for each under [reasons], which /api/policy will show"
        )


def _effect(policy: Policy) -> Effect | None:
    """None where there is no database to count in: a file can be checked anywhere."""
    try:
        with installation() as house:
            return estimate(house.database, policy, datetime.now(UTC))
    except (SettingInvalid, Fault) as fault:
        note(f"the effect was not counted: {fault}")
        return None


def _show(policy: Policy, rules: Sequence[RuleInWords], effect: Effect | None) -> None:
    print_table(
        f"Policy {digest(policy)[:12]}",
        ("rule", "value", "default", "", "what it means"),
        ((each.rule, each.value, each.default, each.stance, each.meaning) for each in rules),
    )
    for each in rules:
        if each.reason:
            note(f"{each.rule} is looser because: {each.reason}")
    if effect:
        note(
            f"of {effect.public} public records {effect.leave} would leave at once, "
            f"{effect.lose_cell} would show their sector for their cell, "
            f"{effect.lose_week} their month for their week; "
            f"{effect.waiting} would come or change with the next weekly batch"
        )
