"""The disclosure policy: defaults in the code, tightened by a file, loosened only with a reason."""

import tomllib
from pathlib import Path
from typing import Any, Literal

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


_DEFAULT = Policy()


def load_policy(path: Path | None) -> Policy:
    """The policy in force; `SettingInvalid` names what a file gets wrong."""
    if path is None:
        return _DEFAULT
    try:
        policy = Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise SettingInvalid(f"the policy file {path}: {_explain(error)}") from None
    except (OSError, ValueError) as error:
        raise SettingInvalid(f"the policy file {path} cannot be read: {error}") from None
    unexplained = [rule for rule in loosened(policy) if not policy.reasons.get(rule, "").strip()]
    if unexplained:
        raise SettingInvalid(
            f"the policy file {path} loosens {', '.join(unexplained)}: "
            "give a reason for each under [reasons], which /api/policy will show"
        )
    return policy


def loosened(policy: Policy) -> list[str]:
    """The rules under which more is shown, or sooner, than by default."""
    default, found = _DEFAULT, []
    if policy.delay_days.moderate < default.delay_days.moderate:
        found.append("delay_days.moderate")
    if policy.delay_days.high < default.delay_days.high:
        found.append("delay_days.high")
    if policy.cell_min_incidents < default.cell_min_incidents:
        found.append("cell_min_incidents")
    if policy.cell_window_weeks > default.cell_window_weeks:
        found.append("cell_window_weeks")
    if policy.table_min_incidents < default.table_min_incidents:
        found.append("table_min_incidents")
    return found


def document(policy: Policy) -> dict[str, Any]:
    """The running policy as it is served and printed on each release."""
    return {**policy.model_dump(), "loosened": loosened(policy), "licence": "CC-BY-4.0"}


def _explain(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
        for item in error.errors(include_input=False, include_url=False)
    )
