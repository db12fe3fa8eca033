"""An official total as it is sent: what another source says, of which period and area."""

from datetime import date
from typing import Annotated

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from geo.sector_files import sector_set
from service.days import Day
from service.incidents.schemas import Reasoned
from service.reports.schemas import Closed, WebAddress
from service.reports.text import Words
from service.vocabulary import (
    AreaType,
    DayBasis,
    Qualifier,
    SourceType,
    TotalMeasure,
    TotalUnit,
    codes,
)

MOST = 100_000_000


class Area(Closed):
    """`border` has no code; a division, a sector or a wider area is named by one."""

    type: AreaType
    code: Annotated[str, Field(max_length=40, examples=["PODLASKI"])] | None = None

    @model_validator(mode="after")
    def _named(self) -> "Area":
        known = {
            "border": (None,),
            "division": codes("division"),
            "sector": sector_set().codes,
            "wider": codes("wider_area"),
        }
        if self.code not in known[self.type]:
            right = ", ".join(str(each) for each in known[self.type] if each) or "null"
            raise PydanticCustomError(
                "area_code", "has no such `code`; right: {right}", {"right": right}
            )
        return self


class TotalSource(Closed):
    """Where the total was read: a page, a document, or a title with its date."""

    title: (
        Annotated[Words, Field(description="As it was published; it names no private person.")]
        | None
    ) = None
    url: WebAddress | None = None
    document_date: Day | None = None
    relayed_by: SourceType | None = None

    @model_validator(mode="after")
    def _named(self) -> "TotalSource":
        if self.title is None and self.url is None:
            raise PydanticCustomError("source_unnamed", "needs a `title` or a `url`")
        return self


class TotalCreate(Closed):
    """One number that one source gave for one period; it is never added to another one.

    `from` and `to` are days, both included; under the basis `24h_to_morning` each of them is the
    day on which the 24 hours begin. Null `to` means that the source names no end, as in "since
    January"; the day of its document is then needed, beyond which the number cannot reach.
    """

    claimant: SourceType
    measure: TotalMeasure
    unit: TotalUnit
    area: Area
    first: Annotated[Day, Field(alias="from")]
    to: Day | None
    day_basis: DayBasis = "unknown"
    value: Annotated[int, Field(ge=0, le=MOST)]
    qualifier: Qualifier = "exact"
    source: TotalSource
    stated: (
        Annotated[Words, Field(description="The source's own few words; for staff only.")] | None
    ) = None

    @model_validator(mode="after")
    def _ordered(self) -> "TotalCreate":
        written, last = self.source.document_date, self.to or self.source.document_date
        if last is None:
            raise PydanticCustomError(
                "total_open", "a total without `to` needs `source.document_date`"
            )
        if last < self.first:
            raise PydanticCustomError("total_order", "the period ends before `from`")
        if written is not None and last > written:
            raise PydanticCustomError("total_ahead", "the period ends after its document")
        if self.qualifier == "unknown":
            raise PydanticCustomError("total_qualifier", "a total states a number")
        return self

    @property
    def last_day(self) -> date:
        """The stated end, or else the day of the document."""
        last = self.to or self.source.document_date
        assert last is not None  # noqa: S101  # The validator above holds it.
        return last


class TotalRequest(Reasoned):
    """A total with the reason why it is recorded, or why it is corrected so."""

    total: TotalCreate


TOTAL: TypeAdapter[TotalCreate] = TypeAdapter(TotalCreate)
