"""A rule of a profile: when two or more columns together mean more than each alone."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from service.vocabulary import (
    Confidence,
    EquipmentKind,
    EquipmentState,
    Harm,
    IncidentType,
    Outcome,
    SourceType,
    SupplyBasis,
    Who,
    codes,
)

NAMED_ACTOR = "named_actor"
NOBODY = "nobody"
EVERY_WORD = "*"


def _code_or(scheme: str, word: str) -> AfterValidator:
    def check(value: str) -> str:
        allowed = (*codes(scheme), word)
        if value not in allowed:
            raise ValueError(f"not a code of `{scheme}`; it is one of: {', '.join(allowed)}")
        return value

    return AfterValidator(check)


def _not_empty(value: Any) -> Any:
    if not value:
        raise ValueError("must not be empty")
    return value


# Unlike a least length it stays silent where the content is wrong already.
NotEmpty = AfterValidator(_not_empty)
# `named_actor` is whoever the row's own actor column names.
Holder = Annotated[str, _code_or("by", NAMED_ACTOR)]
Supplier = Annotated[str, _code_or("supplier", NAMED_ACTOR)]
Relay = Annotated[str, _code_or("source_type", NOBODY)]


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
Patterns = Annotated[tuple[str, ...], BeforeValidator(_as_list), NotEmpty]


class Casualty(Closed):
    """People harmed: as many as the row's persons, or at least one where it gives no number."""

    harm: Harm
    who: Who
    count: Literal["persons", "at_least_one"]


class SupplyClaim(Closed):
    """Handing over or equipping; the caps of confidence hold here as in every report."""

    supplier: Supplier
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

    add: tuple[Act, ...] = ()
    replace: dict[IncidentType, IncidentType] = Field(default_factory=dict)
    by: dict[IncidentType, Holder] = Field(default_factory=dict)
    kind: dict[str, EquipmentKind] = Field(default_factory=dict)
    held_by: dict[str, Holder] = Field(default_factory=dict)
    state: dict[str, EquipmentState] = Field(default_factory=dict)
    add_items: tuple[AddedItem, ...] = ()
    supply: SupplyClaim | None = None
    outcome: Outcome | None = None
    claimant: SourceType | None = None
    relayed_by: Relay | None = None
    not_counted: tuple[str, ...] = ()


class Rule(Closed):
    """`set` applies where every column of `when` fits and not every one of `unless` does."""

    why: Annotated[str, NotEmpty]
    when: Annotated[dict[str, Patterns], NotEmpty]
    unless: dict[str, Patterns] = Field(default_factory=dict)
    effect: Annotated[Effect, Field(alias="set")]

    def columns(self) -> set[str]:
        return {*self.when, *self.unless, *self.effect.not_counted}

    def patterns_of(self, column: str | None) -> tuple[str, ...]:
        """What the rule looks for in one column."""
        if column is None:
            return ()
        return (*self.when.get(column, ()), *self.unless.get(column, ()))
