"""A profile: how one source's columns and words become a report, as its TOML file says it.

The models are closed: a misspelt key, an unknown code or a rule about a column that the profile
does not read is a fault of the profile, found before the first row.
"""

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, Field, field_validator, model_validator

from service.profiles.rule import Act, Casualty, Closed, Holder, Rule
from service.vocabulary import By, EquipmentKind, EquipmentState, IncidentType, Outcome, SourceType

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class Columns(Closed):
    """Which column of the source plays which role; a role that is left out has no column."""

    date: str
    type: str
    clock: str | None = None
    place: str | None = None
    sector: str | None = None
    basis: str | None = None
    lon: str | None = None
    lat: str | None = None
    accuracy_m: str | None = None
    marker: str | None = None
    persons_low: str | None = None
    persons_high: str | None = None
    attempts_low: str | None = None
    attempts_high: str | None = None
    equipment: str | None = None
    actor: str | None = None
    claimant: str | None = None
    title: str | None = None
    url: str | None = None
    document_date: str | None = None

    def named(self) -> frozenset[str]:
        return frozenset(name for name in self.model_dump().values() if name is not None)


class Stated(Closed):
    """The columns whose words are kept as the source's own."""

    when: list[str] = []
    where: list[str] = []
    what: list[str] = []


class PartOfDay(Closed):
    """Minutes after local midnight; a part that ends before it begins runs over midnight."""

    start: int
    end: int

    @property
    def over_midnight(self) -> bool:
        return self.end <= self.start


def _read_hours(value: Any) -> Any:
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("hours are written like 22:00-06:00")
    first, first_minute, last, last_minute = (int(part) for part in match.groups())
    if last * 60 + last_minute > 1440:
        raise ValueError("the day ends at 24:00")
    return PartOfDay(start=first * 60 + first_minute, end=last * 60 + last_minute)


class Times(Closed):
    zone: str = "Europe/Warsaw"
    round_minutes: list[Annotated[int, Field(ge=0, le=59)]] = [0]
    about: list[str] = []
    parts: dict[str, Annotated[PartOfDay, BeforeValidator(_read_hours)]] = {}

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("a zone of the IANA list, such as Europe/Warsaw")
        return ZoneInfo(zone).key

    def part(self, word: str) -> PartOfDay | None:
        folded = word.casefold()
        return next((part for name, part in self.parts.items() if name.casefold() == folded), None)


class Locations(Closed):
    """How the source's place, sector and coordinate columns are read."""

    basis: dict[str, Literal["gnss", "map_pick", "border_marker", "place", "sector", "border"]] = {}
    sectors: dict[str, str] = {}
    areas: dict[str, str] = {}
    no_place: list[str] = []
    drop_before: list[str] = []
    drop_after: list[str] = []
    places: dict[str, str] = {}


class TypeMeaning(Closed):
    acts: Annotated[list[Act], Field(min_length=1)]
    outcome: Outcome = "unknown"
    casualties: list[Casualty] = []


class Types(Closed):
    words: dict[str, TypeMeaning]


class EquipmentWords(Closed):
    held_by: Holder = "unknown"
    state: EquipmentState | None = None
    words: dict[str, EquipmentKind] = {}
    acts: dict[str, IncidentType] = {}
    not_equipment: list[str] = []


class Actors(Closed):
    words: dict[str, By] = {}


class Claimants(Closed):
    words: dict[str, SourceType] = {}


class Profile(Closed):
    """One source's file format, ready to use."""

    name: str
    title: str
    columns: Columns
    stated: Stated = Stated()
    time: Times = Times()
    location: Locations = Locations()
    type: Types
    equipment: EquipmentWords = EquipmentWords()
    actor: Actors = Actors()
    claimant: Claimants = Claimants()
    rules: list[Rule] = []

    @model_validator(mode="after")
    def _only_known_columns(self) -> "Profile":
        named = self.columns.named()
        used = {*self.stated.when, *self.stated.where, *self.stated.what}
        for rule in self.rules:
            used |= rule.columns()
        if unknown := sorted(used - named):
            raise ValueError(f"{', '.join(unknown)}: not among the columns of [columns]")
        return self
