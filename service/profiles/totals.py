"""A profile of official totals: how the columns and words of a table of numbers are read.

Unlike a report, a total with a word that the profile does not know is refused: a number whose
measure, unit or area is not known says nothing.
"""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from service.profiles.profile import codes_as_words
from service.profiles.rule import Closed, NotEmpty
from service.vocabulary import DayBasis, Qualifier, SourceType, TotalMeasure, TotalUnit

Area = Annotated[str, Field(pattern=r"^(border|(division|sector|wider):[A-Za-z_]{2,40})$")]


class TotalColumns(Closed):
    """Which column of the source plays which role; a role that is left out has no column."""

    model_config = ConfigDict(populate_by_name=True)

    claimant: str
    measure: str
    unit: str
    area: str
    first: Annotated[str, Field(alias="from")]
    to: str | None = None
    day_basis: str | None = None
    value: str
    title: str | None = None
    url: str | None = None
    document_date: str | None = None
    relayed_by: str | None = None
    stated: str | None = None

    def named(self) -> frozenset[str]:
        return frozenset(name for name in self.model_dump().values() if name is not None)


class ClaimantWords(Closed):
    words: Annotated[dict[str, SourceType], BeforeValidator(codes_as_words), NotEmpty]


class RelayWords(Closed):
    words: Annotated[dict[str, SourceType], BeforeValidator(codes_as_words)] = Field(
        default_factory=dict
    )


class MeasureWords(Closed):
    words: Annotated[dict[str, TotalMeasure], BeforeValidator(codes_as_words), NotEmpty]


class UnitWords(Closed):
    words: Annotated[dict[str, TotalUnit], BeforeValidator(codes_as_words), NotEmpty]


class AreaWords(Closed):
    """`border`, `division:PODLASKI`, `sector:BIA`, `wider:poland`."""

    words: Annotated[dict[str, Area], NotEmpty]


class DayBasisWords(Closed):
    """An empty cell is `unknown`, whatever the table holds."""

    words: Annotated[dict[str, DayBasis], BeforeValidator(codes_as_words)] = Field(
        default_factory=dict
    )


class ValueWords(Closed):
    """Words before a number that say how it is meant, such as `over` and `about`."""

    qualifiers: dict[str, Qualifier] = Field(default_factory=dict)


class PeriodWords(Closed):
    """Words in the place of the end that say that the source names none."""

    open: tuple[str, ...] = ("open",)


class TotalsProfile(Closed):
    """One source's table of totals, ready to use."""

    name: str
    title: str
    columns: TotalColumns
    claimant: ClaimantWords
    measure: MeasureWords
    unit: UnitWords
    area: AreaWords
    day_basis: DayBasisWords = DayBasisWords()
    relayed_by: RelayWords = RelayWords()
    value: ValueWords = ValueWords()
    period: PeriodWords = PeriodWords()
