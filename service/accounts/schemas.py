"""What is sent and answered about invites and devices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from service.accounts.devices import DeviceView
from service.accounts.rules import TEAM_PATTERN
from service.incidents.schemas import Reasoned
from service.reports.schemas import Closed


class InviteCreate(Closed):
    """For whom an invite is: a team by a short name, and the language its phone begins in."""

    team: Annotated[str, Field(pattern=TEAM_PATTERN, examples=["north"])]
    language: Literal["pl", "en", "de", "be"]


@dataclass(frozen=True, slots=True)
class InviteMade:
    """Shown once; `qr` is an SVG of the link."""

    id: str
    code: str
    link: str
    team: str
    language: str
    expires_at: datetime
    qr: str


class Redemption(Closed):
    """`attempt` is made by the phone and sent again with each try of the same redemption."""

    code: Annotated[str, Field(min_length=1, max_length=80)]
    attempt: Annotated[UUID, Field(strict=False)]


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A device as its own phone sees it."""

    device_id: str
    pseudonym: str
    team: str
    language: str


@dataclass(frozen=True, slots=True)
class DeviceToken(OwnDevice):
    """`token` is shown only now; the server keeps its hash alone."""

    token: str


class DeviceRevocation(Reasoned):
    """Why a device is revoked: lost, seized, replaced."""


@dataclass(frozen=True, slots=True)
class DeviceList:
    devices: list[DeviceView]
