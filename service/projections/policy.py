"""The disclosure policy: defaults in the code, tightened by a file, loosened only with a reason."""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.errors import SettingInvalid


class Delay(BaseModel):
    """Days from the end of the incident's week, month or year to its first public batch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    moderate: int = Field(7, ge=0, le=3650)
    high: int = Field(14, ge=0, le=3650)


class Policy(BaseModel):
    """What the public may see, when, and how coarsely."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_days: Delay = Delay()
    cell_km: Literal[10] = Field(
        10, description="Side of the grid cell shown for a point; a finer one is not offered."
    )
    cell_min_incidents: int = Field(
        5, ge=1, description="Public incidents that must share a cell before it is shown."
    )
    cell_window_weeks: int = Field(
        52, ge=1, le=520, description="Weeks in which they must have happened."
    )
    week_min_records: int = Field(
        2,
        ge=1,
        description="Guarded records of a sector that must share a week, else the month shows.",
    )
    table_min_incidents: int = Field(
        5, ge=1, description="Smallest guarded count that a table may let a reader work out (k)."
    )
    show_unreviewed_claims: bool = Field(
        True,
        description="Show moderate claims of authorities and media that stand on a public page.",
    )
    reasons: dict[str, str] = Field(
        default_factory=dict, description="Why a rule is looser than the default, by rule."
    )


DEFAULT = Policy()


def load_policy(path: Path | None) -> Policy:
    """The policy in force; `SettingInvalid` names what a file gets wrong."""
    policy = read_policy(path)
    unexplained = unexplained_rules(policy)
    if unexplained:
        raise SettingInvalid(
            f"the policy file {path} loosens {', '.join(unexplained)}: "
            "give a reason for each under [reasons], which /api/policy will show"
        )
    return policy


def read_policy(path: Path | None) -> Policy:
    """What a file says, whether or not it gives its reasons; without one, the defaults."""
    if path is None:
        return DEFAULT
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise SettingInvalid(f"the policy file {path}: {_explain(error)}") from None
    except (OSError, ValueError) as error:
        raise SettingInvalid(f"the policy file {path} cannot be read: {error}") from None


def unexplained_rules(policy: Policy) -> list[str]:
    """The rules that are looser than the default without a reason."""
    return [rule for rule in loosened(policy) if not policy.reasons.get(rule, "").strip()]


def loosened(policy: Policy) -> list[str]:
    """The rules under which more is shown, or sooner, than by default."""
    default, found = DEFAULT, []
    if policy.delay_days.moderate < default.delay_days.moderate:
        found.append("delay_days.moderate")
    if policy.delay_days.high < default.delay_days.high:
        found.append("delay_days.high")
    if policy.cell_min_incidents < default.cell_min_incidents:
        found.append("cell_min_incidents")
    if policy.cell_window_weeks > default.cell_window_weeks:
        found.append("cell_window_weeks")
    if policy.week_min_records < default.week_min_records:
        found.append("week_min_records")
    if policy.table_min_incidents < default.table_min_incidents:
        found.append("table_min_incidents")
    return found


def digest(policy: Policy) -> str:
    """SHA-256 of all rules and reasons; what the audit trail calls a policy by."""
    rules = orjson.dumps(policy.model_dump(), option=orjson.OPT_SORT_KEYS)
    return sha256(rules).hexdigest()


def document(policy: Policy) -> dict[str, Any]:
    """The running policy as it is served and printed on each release."""
    return {
        **policy.model_dump(),
        "loosened": loosened(policy),
        "digest": digest(policy),
        "licence": "CC-BY-4.0",
    }


def _explain(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
        for item in error.errors(include_input=False, include_url=False)
    )
