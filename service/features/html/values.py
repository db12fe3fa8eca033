"""Properties as a person reads them: labels beside codes, words for what is not stated."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.sector_files import sector_set
from service.features.properties import Property
from service.pages.markup import Content, Markup, element, join, link
from service.vocabulary import vocabulary

_LANGUAGE = "en"
_UNITS = {"km": "km", "m": "m", "deg": "°"}
_NOT_STATED = "not stated"


def label_of(named: Property, code: str) -> str | None:
    """What a code means; None for a text that is no code of ours."""
    if named.name in ("sector", "sectors"):
        return sector_set().get(code).name if code in sector_set().codes else None
    if named.scheme is None:
        return None
    known = vocabulary().schemes[named.scheme].concepts.get(code)
    return None if known is None else known.label[_LANGUAGE]


def short(named: Property, value: Any) -> str:
    """As few words as say it, for a cell of a table."""
    if isinstance(value, list):
        return ", ".join(_short_one(named, each) for each in value)
    return _short_one(named, value)


def full(named: Property, value: Any) -> Content:
    """The same with its code and its unit; nothing stated is said so."""
    if value is None or value == []:
        return element("span", _NOT_STATED, class_="note")
    if isinstance(value, list):
        parts = [_full_one(named, each) for each in value]
        return join(parts[0], *(join(", ", each) for each in parts[1:]))
    return _full_one(named, value)


def described(
    known: Sequence[Property], held: Mapping[str, Any], first: Markup, *, all_: bool
) -> Markup:
    """A list of properties behind some first entries; without a value only where all are wanted.

    What a feature holds beside the known ones is shown too, under its own name.
    """
    listed = [each for each in known if each.name in held]
    names = {each.name for each in known}
    listed += [Property(name, name, {}) for name in held if name not in names]
    entries = [
        entry(each.title, full(each, held[each.name]))
        for each in listed
        if all_ or held[each.name] not in (None, [])
    ]
    return element("dl", first, *entries, class_="properties")


def entry(name: str, told: Content) -> Markup:
    """One name with what is told under it, for a list of such."""
    return element("div", element("dt", name), element("dd", told))


def _short_one(named: Property, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() if named.schema.get("format") == "date-time":
            # To the minute; the offset stands where there is more room.
            return value[:16].replace("T", " ")
        case str():
            return label_of(named, value) or value
        case _:
            return str(value)


def _full_one(named: Property, value: Any) -> Content:
    if isinstance(value, str):
        label = label_of(named, value)
        if label is None:
            return link(value, value) if value.startswith("https://") else value
        return join(label, " ", element("code", value))
    unit = _UNITS.get(named.schema.get("x-ogc-unit", ""))
    return _short_one(named, value) + (f" {unit}" if unit else "")
