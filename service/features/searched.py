"""A question that came as a JSON object: its members are the parameters of `.../items`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from service.cql2.language import Language
from service.cql2.limits import IN_ADDRESS, IN_BODY, Budget
from service.errors import BodyInvalid, JsonInvalid
from service.parameters import unusable
from service.strict_json import check_json

# Where the read that answers a search finds it.
SEARCH: Final = "miedza.search"
# What is one value; all else but the filter is a list, or the same with commas in a text.
NUMBERS: Final = ("limit", "offset")
FLAGS: Final = ("skipGeometry",)
TEXTS: Final = (
    *("bbox-crs", "datetime", "filter-lang", "filter-crs", "cursor", "f", "resultType", "crs"),
)
_FILTER, _LANGUAGE = "filter", "filter-lang"

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """The members as they were sent."""

    members: Body

    def at(self, cursor: str) -> "Search":
        """The same question for another page."""
        kept = {name: value for name, value in self.members.items() if name != "offset"}
        return Search({**kept, "cursor": cursor})

    def in_form(self, f: str | None) -> Body:
        return self.members if f is None else {**self.members, "f": f}


def searched_by(scope: Mapping[str, Any]) -> Search | None:
    """The search that a read answers; None for one that was asked by its address."""
    search: Search | None = scope.get(SEARCH)
    return search


def read_search(content: bytes) -> Search:
    """`JsonInvalid` or `BodyInvalid` for what is no JSON object."""
    check_json(content)
    try:
        members = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise JsonInvalid("the JSON holds a number that is too large to be meant") from None
    if not isinstance(members, dict):
        raise BodyInvalid("the body is not an object: send one, with parameters as its members")
    return Search(members)


def query_of(search: Search, known: Collection[str]) -> str:
    """The query string that asks the same; `QueryInvalid` names the member that cannot be one.

    What is not known stays in it without its value: the read refuses it, as it always does.
    """
    members = dict(search.members)
    if isinstance(members.get(_FILTER), dict) and (
        members.setdefault(_LANGUAGE, Language.JSON) != Language.JSON
    ):
        right = f"{Language.JSON}, or no such member"
        raise unusable(_LANGUAGE, "is not the language of a filter that is an object", right)
    written = {
        name: _written(name, value) if name in known else "" for name, value in members.items()
    }
    return urlencode(written)


def _written(name: str, value: Any) -> str:
    if name == _FILTER:
        return _filter(value)
    text = _parameter(name, value)
    if len(text) > IN_ADDRESS.characters:
        raise unusable(name, "is too long", f"at most {IN_ADDRESS.characters} characters")
    return text


def _filter(value: Any) -> str:
    if isinstance(value, dict):
        value = orjson.dumps(value).decode()
    if not isinstance(value, str):
        raise unusable(_FILTER, "is neither text nor an object", "CQL2 as text, or CQL2 JSON")
    # Before it is written once more, and read again.
    Budget(IN_BODY).check_length(value)
    return value


def _parameter(name: str, value: Any) -> str:
    if name in NUMBERS:
        if not _is_number(value) or isinstance(value, float):
            raise unusable(name, "is not a whole number", "a whole number without quotes")
        return str(value)
    if name in FLAGS:
        if not isinstance(value, bool):
            raise unusable(name, "is not true or false", "true or false, without quotes")
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if name in TEXTS:
        raise unusable(name, "is not text", "text in quotes")
    return _list(name, value)


def _list(name: str, value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    if not all(_is_number(item) or _is_item(item) for item in items):
        right = "text or a number, or a list of these, none with a comma in it"
        raise unusable(name, "is no list of values", right)
    return ",".join(map(str, items))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_item(value: Any) -> bool:
    """Part of a list: a comma would make two of it."""
    return isinstance(value, str) and "," not in value
