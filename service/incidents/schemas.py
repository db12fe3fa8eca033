"""What analysts send and get about an incident."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from service.incidents.facts import GROUPS
from service.models import IncidentRow
from service.reports.schemas import (
    MAX_LIST,
    Also,
    Casualty,
    Closed,
    Count,
    Equipment,
    Location,
    Supply,
)
from service.reports.text import Words
from service.reports.times import Occurred
from service.vocabulary import (
    By,
    Credibility,
    IncidentType,
    Outcome,
    Reliability,
    Sensitivity,
    Status,
)

# Sources are what they are; all else can be set by hand, and let go again.
Followed = Literal[
    "occurred", "location", "acts", "equipment", "supply", "persons", "attempts", "casualties",
    "outcome", "grade",
]  # fmt: skip
_ACTS = ("type", "by", "also")
_NEVER_NULL = ("occurred", "location", "type", "by", "also", "outcome")


def _not_blank(value: str) -> str:
    if value.isspace():
        raise PydanticCustomError("reason_blank", "holds only blanks")
    return value


class Reasoned(Closed):
    """Every change says why; the history keeps it."""

    reason: Annotated[Words, AfterValidator(_not_blank)]


class StatusChange(Reasoned):
    """A move along the status machine, with the reason that the history keeps."""

    status: Status


class IncidentEdit(Reasoned):
    """Values to set by hand, as a report says them, and groups that follow the claims again.

    What is left out stays as it is; null says that nothing is stated.
    """

    occurred: Occurred | None = None
    location: Location | None = None
    type: IncidentType | None = None
    by: By | None = None
    also: Annotated[list[Also], Field(max_length=MAX_LIST)] | None = None
    equipment: Annotated[list[Equipment], Field(max_length=MAX_LIST)] | None = None
    supply: Supply | None = None
    persons: Count | None = None
    attempts: Count | None = None
    casualties: Annotated[list[Casualty], Field(max_length=MAX_LIST)] | None = None
    outcome: Outcome | None = None
    follow: list[Followed] = Field(default_factory=list, max_length=len(GROUPS))

    @model_validator(mode="after")
    def _changes_something(self) -> "IncidentEdit":
        given = self.model_fields_set - {"reason"} - ({"follow"} if not self.follow else set())
        if not given:
            raise PydanticCustomError("edit_empty", "names no value to change")
        for name in given & {*self.follow, *(_ACTS if "acts" in self.follow else ())}:
            raise PydanticCustomError("edit_both", f"sets `{name}` and lets it follow the claims")
        for name in _NEVER_NULL:
            if name in given and getattr(self, name) is None:
                raise PydanticCustomError("edit_null", f"`{name}` cannot be null")
        return self


class ClaimJudgement(Reasoned):
    credibility: Credibility


class SourceJudgement(Reasoned):
    reliability: Reliability


class GradeChange(Reasoned):
    reliability: Reliability
    credibility: Credibility


class MergeRequest(Reasoned):
    """`into` is the incident that goes on with the reports of both."""

    into: Annotated[UUID, Field(strict=False)]


class SensitivityChange(Reasoned):
    level: Sensitivity


class Withdrawal(Closed):
    """The code that the receipt of a report shows; hyphens and small letters do not matter."""

    code: Annotated[str, Field(min_length=12, max_length=40)]


class Withdrawn(BaseModel):
    state: Literal["withdrawn"] = "withdrawn"


class IncidentStatus(BaseModel):
    """What became of an incident by a change."""

    id: str
    status: str
    version: int
    grade: str
    sensitivity: str
    merged_into: str | None
    disputed: list[str]

    @classmethod
    def of(cls, incident: IncidentRow) -> "IncidentStatus":
        return cls(
            id=incident["id"],
            status=incident["status"],
            version=incident["version"],
            grade=incident["reliability"] + incident["credibility"],
            sensitivity=incident["sensitivity"],
            merged_into=incident["merged_into"],
            disputed=incident["disputed"],
        )


class MergeResult(BaseModel):
    merged: IncidentStatus
    into: IncidentStatus


class SensitivityResult(IncidentStatus):
    """`proposed` is the lower level that waits for a second person."""

    proposed: str | None


class SourceGrade(BaseModel):
    source: str
    reliability: str
    actor: str
    at: datetime
    reason: str


class SourceGradeResult(BaseModel):
    """`complete` is false while incidents of the source remain: send the same again."""

    source: str
    reliability: str
    regraded: int
    complete: bool


class ClaimView(BaseModel):
    """One report, where it came from, what it claims, and what reviewers think of the claim."""

    report: str
    channel: str
    profile: str | None
    submitted_by: str
    received_at: datetime
    sent_at: datetime | None
    observed_at: datetime | None
    clock_suspect: bool
    sha256: str
    state: str
    opened: str
    source: str
    document: str
    source_type: str
    relayed_by: str | None
    source_title: str | None
    source_url: str | None
    document_date: date | None
    reliability: str
    credibility: str
    judgements: list[dict[str, Any]]
    values: dict[str, dict[str, Any]]
    photos_announced: int
    photos_missing: int


class Contradiction(BaseModel):
    """One group of values on which sources contradict each other, side by side.

    `followed` is the report whose claim the incident's value is, `by hand`, or several sources.
    """

    group: str
    followed: str
    values: list[dict[str, Any]]


class IncidentDetail(BaseModel):
    """An incident with everything that stands behind it; reading it is an audit entry.

    `photos_missing` counts those that its standing reports announced and that did not come yet.
    """

    incident: dict[str, Any]
    claims: list[ClaimView]
    withdrawn_reports: list[str]
    contradictions: list[Contradiction]
    merged: list[str]
    missing_for_confirmed: str | None
    proposed_sensitivity: dict[str, Any] | None
    legal_next: list[str]
    photos_missing: int


class HistoryRow(BaseModel):
    version: int
    at: datetime
    actor: str
    field: str
    old: Any
    new: Any
    reason: str


class History(BaseModel):
    """Every change, the oldest first."""

    id: str
    changes: list[HistoryRow]
