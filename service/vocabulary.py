"""Every code of the domain, with its labels and definitions, from `vocabulary.json`.

The file is the only source of the API's enums: a model names a scheme, never a list of codes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

LANGUAGES: Final = ("pl", "en", "de", "be")
FILE: Final = Path(__file__).with_name("vocabulary.json")


@dataclass(frozen=True, slots=True)
class Concept:
    """One code and what it means; the members after `definition` exist in some schemes only."""

    code: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    rank: int | None = None
    sensitivity: str | None = None
    group: str | None = None
    series: tuple[str, ...] = ()
    next: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Concept":
        """An unknown member fails here, so a misspelt one cannot go unnoticed."""
        return cls(**{member: _frozen(value) for member, value in entry.items()})


@dataclass(frozen=True, slots=True)
class Scheme:
    """The codes that one member of the API may take, in the order of the file."""

    name: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    concepts: Mapping[str, Concept]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.concepts)

    @classmethod
    def from_json(cls, name: str, entry: Mapping[str, Any]) -> "Scheme":
        concepts = (Concept.from_json(concept) for concept in entry["concepts"])
        return cls(
            name=name,
            label=MappingProxyType(entry["label"]),
            definition=MappingProxyType(entry["definition"]),
            concepts=MappingProxyType({concept.code: concept for concept in concepts}),
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole file; `version` is what reports and releases record."""

    version: str
    schemes: Mapping[str, Scheme]


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType(value)
    return tuple(value) if isinstance(value, list) else value


def document() -> dict[str, object]:
    """The content for `GET /api/vocabulary`: the file as it stands, a fresh copy at each call."""
    content: dict[str, object] = json.loads(FILE.read_bytes())
    return content


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    content: Any = document()
    schemes = {name: Scheme.from_json(name, entry) for name, entry in content["schemes"].items()}
    return Vocabulary(version=content["version"], schemes=MappingProxyType(schemes))


def codes(scheme: str) -> tuple[str, ...]:
    return vocabulary().schemes[scheme].codes


@cache
def concept(scheme: str, code: str) -> Concept:
    return vocabulary().schemes[scheme].concepts[code]


def label(scheme: str, code: str, lang: str) -> str:
    return concept(scheme, code).label[lang]


def sensitivity_of(type_: str, also: Iterable[str] = ()) -> str:
    """The highest class among the main type and the further ones."""
    # A type without a class would be withheld rather than published.
    classes = [concept("type", each).sensitivity or "severe" for each in (type_, *also)]
    return max(classes, key=lambda each: _rank("sensitivity", each))


def main_type_rank(type_: str) -> int:
    """The place of a type in the order of precedence; the main type is the one with the least."""
    return _rank("type", type_)


def legal_next(status: str) -> tuple[str, ...]:
    """The statuses to which an incident may move from this one."""
    return concept("status", status).next


@cache
def in_series(status: str, series: str) -> bool:
    """Whether incidents of this status count in the series `headline` or `reported`."""
    return concept("series", series).code in concept("status", status).series


@cache
def _rank(scheme: str, code: str) -> int:
    rank = concept(scheme, code).rank
    if rank is None:
        raise LookupError(f"scheme `{scheme}` has no ranks")
    return rank


@dataclass(frozen=True, slots=True)
class Code:
    """Marks a `str` as a code of a scheme: `type: Annotated[str, Code("type")]`."""

    scheme: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> core_schema.CoreSchema:
        # Pydantic's message for a literal lists what would be right and never repeats the input.
        return core_schema.literal_schema(list(codes(self.scheme)))


ATTEMPT_TYPES: Final = tuple(
    code for code in codes("type") if "attempts" in concept("type", code).series
)

AreaType = Annotated[str, Code("area_type")]
By = Annotated[str, Code("by")]
Confidence = Annotated[str, Code("confidence")]
ContextKind = Annotated[str, Code("context_kind")]
Credibility = Annotated[str, Code("credibility")]
DatePrecision = Annotated[str, Code("date_precision")]
DayBasis = Annotated[str, Code("day_basis")]
Effort = Annotated[str, Code("effort")]
EquipmentKind = Annotated[str, Code("equipment")]
EquipmentState = Annotated[str, Code("equipment_state")]
GeometryBasis = Annotated[str, Code("geometry_basis")]
Harm = Annotated[str, Code("harm")]
IncidentType = Annotated[str, Code("type")]
Language = Annotated[str, Code("language")]
LocationMethod = Annotated[str, Code("location_method")]
Outcome = Annotated[str, Code("outcome")]
Precision = Annotated[str, Code("precision")]
Qualifier = Annotated[str, Code("qualifier")]
Reliability = Annotated[str, Code("reliability")]
Role = Annotated[str, Code("role")]
Scope = Annotated[str, Code("scope")]
Sensitivity = Annotated[str, Code("sensitivity")]
Side = Annotated[str, Code("side")]
SourceType = Annotated[str, Code("source_type")]
Status = Annotated[str, Code("status")]
Supplier = Annotated[str, Code("supplier")]
SupplyBasis = Annotated[str, Code("supply_basis")]
TotalMeasure = Annotated[str, Code("total_measure")]
TotalUnit = Annotated[str, Code("total_unit")]
Who = Annotated[str, Code("who")]
