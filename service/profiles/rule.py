"""A rule of a profile: when two or more columns together mean more than each alone."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from service.vocabulary import (
    By,
    Confidence,
    EquipmentKind,
    EquipmentState,
    Harm,
    IncidentType,
    Outcome,
    SourceType,
    Supplier,
    SupplyBasis,
    Who,
)

NAMED_ACTOR = "named_actor"
NOBODY = "nobody"
EVERY_WORD = "*"

# `named_actor` is whoever the row's own actor column names.
Holder = By | Literal["named_actor"]


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Deed(Closed):
    """A type and who did it, written `objects_thrown by people_crossing`."""

    type: IncidentType
    by: Holder = "unknown"


def _read_deed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    kind, _, by = value.partition(" by ")
    return {"type": kind.strip(), "by": by.strip() or "unknown"}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Act = Annotated[Deed, BeforeValidator(_read_deed)]
Patterns = Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]


class Casualty(Closed):
    """People harmed: as many as the row's persons, or at least one where it gives no number."""

    harm: Harm
    who: Who
    count: Literal["persons", "at_least_one"]


class SupplyClaim(Closed):
    """Handing over or equipping; the caps of confidence hold here as in every report."""

    supplier: Supplier | Literal["named_actor"]
    basis: SupplyBasis
    confidence: Confidence

    @model_validator(mode="after")
    def _capped(self) -> "SupplyClaim":
        if self.basis == "inferred" and self.confidence != "low":
            raise ValueError("an inferred supplier has low confidence")
        if self.basis.startswith("stated_by") and self.confidence == "high":
            raise ValueError("one authority's word has medium confidence at most")
        return self


class AddedItem(Closed):
    """Equipment that a row tells of without a word in its equipment column."""

    kind: EquipmentKind
    state: EquipmentState | None = None
    by: Holder = "unknown"


class Effect(Closed):
    """What a rule sets; a later rule overrides an earlier one."""

    add: list[Act] = []
    replace: dict[IncidentType, IncidentType] = {}
    by: dict[IncidentType, Holder] = {}
    kind: dict[str, EquipmentKind] = {}
    held_by: dict[str, Holder] = {}
    state: dict[str, EquipmentState] = {}
    add_items: list[AddedItem] = []
    supply: SupplyClaim | None = None
    outcome: Outcome | None = None
    claimant: SourceType | None = None
    relayed_by: SourceType | Literal["nobody"] | None = None
    not_counted: list[str] = []


class Rule(Closed):
    """`set` applies where every column of `when` fits and not every one of `unless` does."""

    why: Annotated[str, Field(min_length=1)]
    when: Annotated[dict[str, Patterns], Field(min_length=1)]
    unless: dict[str, Patterns] = {}
    set: Effect

    def columns(self) -> set[str]:
        return {*self.when, *self.unless, *self.set.not_counted}
