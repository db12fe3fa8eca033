"""What analysts say about who looked where, and what they get back."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from geo.sector_files import sector_set
from service.incidents.schemas import Reasoned
from service.models import MonitoringEffort
from service.reports.schemas import Closed
from service.vocabulary import Effort

_MOST_SECTORS = 100


class EffortChange(Reasoned):
    """How well anyone looked at one sector in one week."""

    level: Effort


def _known(sector: str) -> str:
    if sector not in sector_set().codes:
        raise PydanticCustomError(
            "sector_unknown", "is no sector of /api/collections/sectors/items"
        )
    return sector


class SectorLevel(Closed):
    sector: Annotated[str, Field(examples=["BIA"], max_length=16), AfterValidator(_known)]
    level: Effort


class WeekChange(Reasoned):
    """Several sectors of one week at once: all of them or, where one cannot be, none."""

    levels: Annotated[list[SectorLevel], Field(min_length=1, max_length=_MOST_SECTORS)]

    @model_validator(mode="after")
    def _each_once(self) -> "WeekChange":
        named = [each.sector for each in self.levels]
        if len(set(named)) != len(named):
            raise PydanticCustomError("sector_twice", "`levels` names a sector twice")
        return self


class EffortView(BaseModel):
    """The newest statement about a sector and week, by whom, when and why."""

    week: str
    sector: str
    level: str
    actor: str
    at: datetime
    reason: str

    @classmethod
    def of(cls, row: MonitoringEffort) -> "EffortView":
        return cls(**row.model_dump(exclude={"id"}))


class EffortHistory(BaseModel):
    """Every statement about a sector and week, the oldest first; `level` is the last one's."""

    week: str
    sector: str
    level: str
    history: list[EffortView]
