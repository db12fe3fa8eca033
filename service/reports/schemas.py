"""A report as it is sent: strict, closed, finite."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.errors import Problem
from service.photos.schemas import MOST as MOST_PHOTOS
from service.photos.schemas import PhotosOfReport
from service.reports.text import Narrative, Words, clean_text
from service.reports.times import Instant, Occurred
from service.vocabulary import (
    By,
    Code,
    Confidence,
    EquipmentKind,
    EquipmentState,
    Harm,
    IncidentType,
    Language,
    Outcome,
    Qualifier,
    SourceType,
    Supplier,
    SupplyBasis,
    Who,
)

MAX_LIST = 50


# Kept as it was sent: a citation must stay the address that was cited.
WebAddress = Annotated[
    str,
    Field(
        max_length=2_000, pattern=r"^https?://[^\s/?#]+[^\s]*$", examples=["https://example.org/a"]
    ),
    AfterValidator(clean_text),
]


class Closed(BaseModel):
    """Refuses members it does not declare, numbers that are not finite, and `true` as a number."""

    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


Quantity = Annotated[int, Field(ge=0, le=100_000)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
SectorCode = Annotated[str, Field(pattern=r"^[A-Z]{3,12}$")]


class Count(Closed):
    """A number as the source gave it; `high` is null when only a least number was said."""

    low: Quantity | None = None
    high: Quantity | None = None
    qualifier: Qualifier = "exact"

    @model_validator(mode="after")
    def _ordered(self) -> "Count":
        if self.low is not None and self.high is not None and self.low > self.high:
            raise PydanticCustomError("count_order", "`low` is greater than `high`")
        return self


class PointLocation(Closed):
    method: Literal["gnss", "map_pick"]
    lon: Longitude
    lat: Latitude
    accuracy_m: Annotated[float, Field(ge=0, le=50_000)] | None = None


class MarkerLocation(Closed):
    method: Literal["border_marker"]
    marker: Annotated[int, Field(ge=1, le=9_999)]


class PlaceLocation(Closed):
    """A gazetteer name; `sectors` is where the source puts it, used when the name is unknown."""

    method: Literal["place"]
    place: Words
    sectors: Annotated[list[SectorCode], Field(max_length=20)] = []


class SectorLocation(Closed):
    """Station codes, or the code of a division, which stands for all its stations."""

    method: Literal["sector"]
    sectors: Annotated[list[SectorCode], Field(min_length=1, max_length=20)]


class BorderLocation(Closed):
    method: Literal["border"]


Location = Annotated[
    PointLocation | MarkerLocation | PlaceLocation | SectorLocation | BorderLocation,
    Field(discriminator="method"),
]


class Also(Closed):
    type: IncidentType
    by: By = "unknown"


class Equipment(Closed):
    kind: EquipmentKind
    count: Count | None = None
    state: EquipmentState | None = None
    by: By = "unknown"


class Supply(Closed):
    """Who handed over or equipped, on whose word; a claim, never without its basis."""

    supplier: Supplier
    basis: SupplyBasis | None = None
    confidence: Confidence = "low"

    @model_validator(mode="after")
    def _capped(self) -> "Supply":
        named = self.supplier not in ("unknown", "not_stated")
        if named and self.basis is None:
            raise PydanticCustomError("supply_basis", "a named supplier needs its `basis`")
        if self.basis == "inferred" and self.confidence != "low":
            raise PydanticCustomError("supply_cap", "an inferred supplier is at most `low`")
        stated = self.basis in ("stated_by_pl_authority", "stated_by_by_authority")
        if stated and self.confidence == "high":
            raise PydanticCustomError("supply_cap", "one authority's word is at most `medium`")
        return self


class Casualty(Count):
    harm: Harm
    who: Who


class Source(Closed):
    """Who makes the claim (`type`), and who printed it (`relayed_by`)."""

    type: SourceType
    relayed_by: SourceType | None = None
    title: Words | None = None
    url: WebAddress | None = None
    document_date: date | None = None


class Stated(Closed):
    """The source's own few words; staff only."""

    when: Words | None = None
    where: Words | None = None
    what: Words | None = None


def _distinct(digests: list[str]) -> list[str]:
    if len(set(digests)) != len(digests):
        raise PydanticCustomError("photo_twice", "names a photo twice")
    return digests


def _none(digests: list[str]) -> list[str]:
    if digests:
        raise PydanticCustomError(
            "photos_in_batch",
            "cannot be announced in a batch; send the report alone by PUT /api/reports/{uuid}",
        )
    return digests


# The SHA-256 of each photo that follows, as the phone holds it.
Photos = Annotated[
    list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]],
    Field(max_length=MOST_PHOTOS),
    AfterValidator(_distinct),
]


class ReportCreate(Closed):
    """One report of one event by one source."""

    occurred: Occurred
    location: Location
    type: IncidentType
    by: By = "unknown"
    also: Annotated[list[Also], Field(max_length=MAX_LIST)] = []
    equipment: Annotated[list[Equipment], Field(max_length=MAX_LIST)] = []
    supply: Supply | None = None
    persons: Count | None = None
    attempts: Count | None = None
    casualties: Annotated[list[Casualty], Field(max_length=MAX_LIST)] = []
    outcome: Outcome = "unknown"
    source: Source
    stated: Stated | None = None
    narrative: Narrative | None = None
    language: Language | None = None
    observed_at: Instant | None = None
    photos: Photos = []


class BatchReport(ReportCreate):
    """A row of a batch: it may bring its own id; without one its bytes are its identity."""

    id: Annotated[UUID, Field(strict=False)] | None = None
    photos: Annotated[list[str], AfterValidator(_none)] = []


REPORT = TypeAdapter(ReportCreate)
BATCH_REPORT = TypeAdapter(BatchReport)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that a report is stored durably; forget yours only when id and sha256 match."""

    id: str
    code: str
    sha256: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptState(Receipt):
    """A receipt asked for later, with the state of the report's processing and its photos."""

    state: Annotated[str, Code("report_state")]
    photos: PhotosOfReport


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a batch: `created`, `unchanged`, `conflict` or `refused`."""

    row: int
    result: str
    receipt: Receipt | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """A result per row; `complete` is false when the body could not be read to its end."""

    rows: int
    created: int
    unchanged: int
    conflict: int
    refused: int
    complete: bool
    results: list[RowResult]
