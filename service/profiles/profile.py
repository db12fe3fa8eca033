"""A profile: how one source's columns and words become a report, as its TOML file says it.

The models are closed: a misspelt key, an unknown code or a rule about a column that the profile
does not read is a fault of the profile, found before the first row.
"""

import re
from collections.abc import Collection, Iterable
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator, model_validator

from service.profiles.rule import Act, Casualty, Closed, Holder, NotEmpty, Rule
from service.profiles.words import matches
from service.vocabulary import (
    By,
    EquipmentKind,
    EquipmentState,
    IncidentType,
    LocationMethod,
    Outcome,
    SourceType,
)

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

    when: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    what: tuple[str, ...] = ()


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


Hours = Annotated[PartOfDay, BeforeValidator(_read_hours)]


class Times(Closed):
    zone: str = "Europe/Warsaw"
    round_minutes: tuple[Annotated[int, Field(ge=0, le=59)], ...] = (0,)
    about: tuple[str, ...] = ()
    parts: dict[str, Annotated[PartOfDay, BeforeValidator(_read_hours)]] = Field(
        default_factory=dict
    )

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError, OSError):
            raise ValueError("a zone of the IANA list, such as Europe/Warsaw") from None

    def part(self, word: str) -> PartOfDay | None:
        folded = word.casefold()
        return next((part for name, part in self.parts.items() if name.casefold() == folded), None)


def codes_as_words(value: Any) -> Any:
    """A list of codes is short for a table in which each code stands for itself."""
    return {code: code for code in value} if isinstance(value, list) else value


# A sector or a division; which codes there are is the business of the installation's sectors.
SectorCode = Annotated[str, Field(pattern=r"^[A-Z]{3,12}$")]
SectorWords = Annotated[dict[str, SectorCode], BeforeValidator(codes_as_words)]


class Locations(Closed):
    """How the source's place, sector and coordinate columns are read."""

    basis: dict[str, LocationMethod] = Field(default_factory=dict)
    sectors: SectorWords = Field(default_factory=dict)
    areas: dict[str, SectorCode] = Field(default_factory=dict)
    no_place: tuple[str, ...] = ()
    drop_before: tuple[str, ...] = ()
    drop_after: tuple[str, ...] = ()
    places: dict[str, str] = Field(default_factory=dict)


class TypeMeaning(Closed):
    acts: Annotated[tuple[Act, ...], NotEmpty]
    outcome: Outcome = "unknown"
    casualties: tuple[Casualty, ...] = ()


class Types(Closed):
    words: dict[str, TypeMeaning]


class EquipmentWords(Closed):
    held_by: Holder = "unknown"
    state: EquipmentState | None = None
    words: dict[str, EquipmentKind] = Field(default_factory=dict)
    acts: dict[str, IncidentType] = Field(default_factory=dict)
    not_equipment: tuple[str, ...] = ()


class Actors(Closed):
    words: dict[str, By] = Field(default_factory=dict)


class Claimants(Closed):
    words: dict[str, SourceType] = Field(default_factory=dict)


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
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _only_known_columns(self) -> "Profile":
        used = {*self.stated.when, *self.stated.where, *self.stated.what}
        for rule in self.rules:
            used |= rule.columns()
        if unknown := sorted(used - self.columns.named()):
            raise ValueError(f"not among the columns of [columns]: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _only_known_words(self) -> "Profile":
        """A rule for a word that no table knows can never apply: it is a slip of the pen."""
        words = self.equipment
        things = (*words.words, *words.acts, *words.not_equipment)
        for rule in self.rules:
            effect = rule.effect
            named = (*effect.kind, *effect.held_by, *effect.state)
            _check_words(rule.patterns_of(self.columns.type), self.type.words)
            _check_words(rule.patterns_of(self.columns.equipment), things)
            _check_words(named, words.words)
        return self


def _check_words(patterns: Iterable[str], known: Collection[str]) -> None:
    for pattern in patterns:
        if pattern and not any(matches(pattern, word) for word in known):
            raise ValueError(f"a rule names `{pattern}`, a word that no table of the profile knows")
