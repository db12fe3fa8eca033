"""What analysts send and get about an incident."""

from pydantic import BaseModel, ConfigDict

from service.reports.text import Words
from service.vocabulary import Status


class StatusChange(BaseModel):
    """A move along the status machine, with the reason that the history keeps."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    status: Status
    reason: Words


class IncidentStatus(BaseModel):
    id: str
    status: str
    version: int
