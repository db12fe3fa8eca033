"""The few columns in which a list of features is read; the rest stands in each row's details."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.features.collections import (
    BORDER,
    CROSSINGS,
    INCIDENTS,
    INCIDENTS_FULL,
    SECTOR_WEEKS,
    SECTORS,
)
from service.features.html.values import short
from service.features.properties import Property

Held = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A head, and the properties of which the first that is stated fills the cell.

    Those of a `span` are two ends of one number.
    """

    head: str
    names: tuple[str, ...]
    span: bool = False
    # What an empty cell says.
    otherwise: str = ""

    def text(self, known: Mapping[str, Property], held: Held) -> str:
        if self.span:
            return _span(*(held.get(name) for name in self.names))
        for name in self.names:
            if held.get(name) not in (None, [], ""):
                return short(known[name], held[name])
        return self.otherwise


def _span(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    return f"up to {high}" if low is None else f"{low} or more" if high is None else f"{low}–{high}"


_PEOPLE = Column("People", ("persons_low", "persons_high"), span=True)
_ATTEMPTS = Column("Attempts", ("attempts_low", "attempts_high"), span=True)
_WHERE = Column("Where", ("sector", "sectors", "cell"), otherwise="Along the border")
_SHOWN: Final[Mapping[str, tuple[Column, ...]]] = {
    INCIDENTS.id: (
        Column("When", ("week", "undated")),
        Column("What", ("type",)),
        _WHERE,
        Column("Equipment", ("equipment",)),
        Column("People", ("persons_band",)),
        Column("Status", ("status",)),
        Column("Source", ("source_name", "source_type")),
    ),
    INCIDENTS_FULL.id: (
        Column("From", ("occurred_from",)),
        Column("Known to the", ("precision",)),
        Column("What", ("type",)),
        _WHERE,
        Column("Border km", ("border_km",)),
        _PEOPLE,
        Column("Status", ("status",)),
        Column("Source", ("source_name", "source_type")),
    ),
    SECTOR_WEEKS.id: (
        Column("Week", ("week",)),
        Column("Sector", ("sector",)),
        Column("Headline", ("incidents_headline",), otherwise="no data"),
        Column("Reported", ("incidents_reported",), otherwise="no data"),
        _ATTEMPTS,
        _PEOPLE,
        Column("Release", ("status",)),
    ),
    SECTORS.id: (
        Column("Sector", ("name",)),
        Column("Code", ("code",)),
        Column("Division", ("division",)),
        Column("From km", ("km_from",)),
        Column("To km", ("km_to",)),
    ),
    BORDER.id: (
        Column("Name", ("name",)),
        Column("Length in km", ("length_km",)),
    ),
    CROSSINGS.id: (
        Column("Name", ("name",)),
        Column("Kind", ("kind",)),
        Column("Status", ("status",)),
        Column("As of", ("status_as_of",)),
        Column("Border km", ("border_km",)),
        Column("Sector", ("sector",)),
    ),
}

# What a single feature is called by.
_TITLE: Final = ("week", "occurred_from", "type", "name", "code", "sector")


def columns_of(collection_id: str, held: Sequence[Held]) -> list[Column]:
    """Those for which at least one feature of a page has a member."""
    members = {name for each in held for name in each}
    return [each for each in _SHOWN[collection_id] if members.intersection(each.names)]


def title_of(collection_id: str, known: Mapping[str, Property], held: Held) -> str:
    """What a feature is called: its first words, or nothing where it holds none of them."""
    telling = [each for each in _SHOWN[collection_id] if each.names[0] in _TITLE]
    stated = [each for each in telling if any(held.get(name) for name in each.names)]
    return ", ".join(each.text(known, held) for each in stated)
