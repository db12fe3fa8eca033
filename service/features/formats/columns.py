"""Features as rows: `id`, then the properties in the order of their schema, each a plain value."""

from collections.abc import Sequence
from typing import Any

from service.features.geojson import Question
from service.features.properties import SHAPES, Property, properties_of

_BETWEEN = ";"


def columns_of(question: Question) -> Sequence[Property]:
    """Those that are asked for, or all of them."""
    known, asked = properties_of(question.collection.id), question.shape.properties
    return known if asked is None else [each for each in known if each.name in asked]


def has_points(question: Question) -> bool:
    return SHAPES[question.collection.id] == "Point"


def plain(value: Any) -> Any:
    """A list as one text; anything else as it is."""
    return _BETWEEN.join(map(str, value)) if isinstance(value, list) else value
