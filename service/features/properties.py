"""What the features of each collection hold, told as JSON Schema (OGC API Features, Part 5)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.sector_files import sector_set
from service.features.collections import (
    BORDER,
    CROSSINGS,
    INCIDENTS,
    INCIDENTS_FULL,
    SECTOR_WEEKS,
    SECTORS,
)
from service.vocabulary import codes

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Property:
    """A member of a feature's `properties`; any of them may be null, which is not stated."""

    name: str
    title: str
    schema: Schema


def _text(name: str, title: str) -> Property:
    return Property(name, title, {"type": "string"})


def _code(name: str, title: str, scheme: str | None = None) -> Property:
    return Property(name, title, {"type": "string", "enum": list(codes(scheme or name))})


def _list(of: Property) -> Property:
    return Property(of.name, of.title, {"type": "array", "items": of.schema})


def _number(name: str, title: str, unit: str | None = None) -> Property:
    measured = {} if unit is None else {"x-ogc-unit": unit, "x-ogc-unitLang": "UCUM"}
    return Property(name, title, {"type": "number", **measured})


def _count(name: str, title: str) -> Property:
    return Property(name, title, {"type": "integer"})


def _flag(name: str, title: str) -> Property:
    return Property(name, title, {"type": "boolean"})


def _day(name: str, title: str) -> Property:
    return Property(name, title, {"type": "string", "format": "date"})


def _instant(name: str, title: str) -> Property:
    return Property(name, title, {"type": "string", "format": "date-time"})


def _sector(title: str) -> Property:
    return Property("sector", title, {"type": "string", "enum": list(sector_set().codes)})


def _week(title: str) -> Property:
    return Property("week", title, {"type": "string", "pattern": "^[0-9]{4}-W[0-9]{2}$"})


def _both() -> tuple[Property, ...]:
    """What the public and the full record have alike."""
    return (
        _week("ISO week in Warsaw"),
        _text("undated", "Month or year, where no week is known or told"),
        _code("type", "Main type of the incident"),
        _list(_code("also", "Further types", "type")),
        _code("by", "Who did it"),
        _list(_code("equipment", "Kinds of equipment that were there")),
        _code("supplier", "Who handed the equipment over"),
        _code("supply_basis", "How the supply is known"),
        _code("supply_confidence", "How sure the supply is", "confidence"),
        _code("status", "How far the record is verified"),
        _text("grade", "Admiralty code: source and information"),
        _code("sensitivity", "How much harm the record could do"),
        _sector("Station whose stretch of the border this is, if it is one"),
        _list(Property("sectors", "All sectors that are told", {"type": "string"})),
        _text("cell", "10 km grid cell in EPSG:3035"),
        _code("side", "Side of the border"),
        _code("geometry_basis", "What the drawn point stands for"),
        _code("source_type", "Kind of the source"),
        _text("source_name", "Source"),
    )


def _public() -> tuple[Property, ...]:
    return (
        *_both(),
        _code("persons_band", "People crossing or waiting, as a band", "band"),
        _code("attempts_band", "Attempts to cross, as a band", "band"),
        _code("items_band", "Things held or handed over, as a band", "band"),
    )


def _full() -> tuple[Property, ...]:
    return (
        *_both(),
        _instant("occurred_from", "Begin of the incident's time"),
        _instant("occurred_to", "End of the incident's time"),
        _code("precision", "How closely the time is known"),
        _number("border_km", "Kilometre of the border from the Lithuanian end", "km"),
        _number("border_distance_m", "Distance from the border, negative in Belarus", "m"),
        _number("uncertainty_m", "Radius within which the place lies", "m"),
        _flag("side_certain", "Whether the side is certain"),
        _list(Property("sector_shares", "Sectors with their shares", {"type": "string"})),
        _count("persons_low", "People crossing or waiting, at least"),
        _count("persons_high", "People crossing or waiting, at most"),
        _count("attempts_low", "Attempts to cross, at least"),
        _count("attempts_high", "Attempts to cross, at most"),
        _count("dead", "Dead, at least"),
        _count("injured", "Injured, at least"),
        _code("outcome", "Outcome"),
        _count("reports", "Reports that stand behind the incident"),
        _instant("updated_at", "Last change of the record"),
    )


def _sector_weeks() -> tuple[Property, ...]:
    return (
        _week("ISO week"),
        _sector("Sector"),
        _count("vintage", "Number of the release"),
        _text("status", "provisional, revised or final"),
        _day("released_on", "Day of the release"),
        _count("incidents_headline", "Incidents that are verified or corroborated"),
        _count("incidents_reported", "All incidents that are reported"),
        _count("attempts_low", "Attempts to cross, at least"),
        _count("attempts_high", "Attempts to cross, at most"),
        _count("persons_low", "People crossing or waiting, at least"),
        _count("persons_high", "People crossing or waiting, at most"),
        _code("obs_status_headline", "Status of the headline number (SDMX)", "obs_status"),
        _code("obs_status_reported", "Status of the reported number (SDMX)", "obs_status"),
        _text("sector_set", "Version of the sectors"),
    )


_SECTORS = (
    _text("code", "Code of the sector"),
    _text("name", "Border Guard station"),
    _text("name_be", "Name in Belarusian"),
    _text("division", "Border Guard division"),
    _number("km_from", "Kilometre at which it begins", "km"),
    _number("km_to", "Kilometre at which it ends", "km"),
    _number("length_km", "Length of its stretch of the border", "km"),
    _text("basis", "Where the limits come from"),
    _number("label_lon", "Longitude of the label", "deg"),
    _number("label_lat", "Latitude of the label", "deg"),
    _text("version", "Version of the sectors"),
    _day("valid_from", "First day"),
    _day("valid_to", "Day after the last"),
    _text("source", "Source"),
    _text("attribution", "Credit"),
)
_BORDER = (
    _text("name", "Name"),
    _number("length_km", "Length", "km"),
    _text("from", "Where it begins"),
    _text("to", "Where it ends"),
    _text("attribution", "Credit"),
)
_CROSSINGS = (
    _text("name", "Name"),
    _text("kind", "Road, rail, river or path"),
    _text("traffic", "Who may cross in normal times"),
    _text("status", "Whether it is open, as the source says"),
    _text("status_as_of", "Month of that status"),
    _number("border_km", "Kilometre of the border from the Lithuanian end", "km"),
    _text("sector", "Sector"),
    _text("position_basis", "Where the position comes from"),
    _number("uncertainty_m", "Radius within which it lies", "m"),
    _text("source", "Source"),
    _text("attribution", "Credit"),
)


# Those with codes wait for the vocabulary and the sectors until somebody asks.
_MADE: Final[Mapping[str, Callable[[], Sequence[Property]]]] = {
    INCIDENTS.id: _public,
    INCIDENTS_FULL.id: _full,
    SECTOR_WEEKS.id: _sector_weeks,
    SECTORS.id: lambda: _SECTORS,
    BORDER.id: lambda: _BORDER,
    CROSSINGS.id: lambda: _CROSSINGS,
}


@cache
def properties_of(collection_id: str) -> Sequence[Property]:
    """In the order in which a feature holds them."""
    return _MADE[collection_id]()


SHAPES: Final[Mapping[str, str]] = {
    INCIDENTS.id: "Point",
    INCIDENTS_FULL.id: "Point",
    SECTOR_WEEKS.id: "Polygon",
    SECTORS.id: "Polygon",
    BORDER.id: "LineString",
    CROSSINGS.id: "Point",
}
