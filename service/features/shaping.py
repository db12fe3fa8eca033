"""Features in another shape than they are stored in: other coordinates, fewer members.

Whoever asks for nothing special gets the stored bytes, which are not read on the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from geo.projection import FloatArray
from service.features.crs import CRS84, Crs
from service.features.properties import properties_of
from service.parameters import unusable

Piece = bytes | memoryview
Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How features are written; it has no part in which features they are.

    `properties` are the members that are wanted, all of them where it is None.
    """

    crs: Crs = CRS84
    properties: tuple[str, ...] | None = None
    skip_geometry: bool = False

    def query(self) -> dict[str, str]:
        """The shape as parameters in one fixed order and spelling, for links and tags."""
        return {
            **({} if self.crs == CRS84 else {"crs": self.crs.uri}),
            **({} if self.properties is None else {"properties": ",".join(self.properties)}),
            **({"skipGeometry": "true"} if self.skip_geometry else {}),
        }


STORED = Shape()


def parse_properties(collection_id: str, text: str | None) -> tuple[str, ...] | None:
    """The named members in the order in which features hold them."""
    if text is None:
        return None
    known = [each.name for each in properties_of(collection_id)]
    asked = set(text.split(","))
    if not asked.issubset(known):
        right = f"some of: {', '.join(known)}"
        raise unusable("properties", "names a property that these features do not have", right)
    return tuple(name for name in known if name in asked)


def reshape(shape: Shape, pieces: list[Piece]) -> list[Piece]:
    """Features in pieces of one or more, with commas between those of one piece, as asked for."""
    if shape == STORED or not pieces:
        return pieces
    features: list[Feature] = orjson.loads(b"".join((b"[", b",".join(pieces), b"]")))
    if shape.properties is not None:
        _select(features, frozenset(shape.properties))
    if shape.skip_geometry:
        for feature in features:
            feature["geometry"] = None
    elif shape.crs != CRS84:
        _place(features, shape.crs)
    return [orjson.dumps(features)[1:-1]]


def _select(features: Sequence[Feature], wanted: frozenset[str]) -> None:
    for feature in features:
        members = feature["properties"].items()
        feature["properties"] = {name: value for name, value in members if name in wanted}


def _place(features: Sequence[Feature], crs: Crs) -> None:
    """Write the geometries' coordinates in another system, all at once."""
    geometries = [feature["geometry"] for feature in features if feature["geometry"] is not None]
    places: list[list[float]] = []
    for geometry in geometries:
        _gather(geometry["coordinates"], places)
    if places:
        moved = iter(_rounded(crs.from_degrees(np.array(places)), crs))
        for geometry in geometries:
            geometry["coordinates"] = _replaced(geometry["coordinates"], lambda: next(moved))


def _rounded(places: FloatArray, crs: Crs) -> list[list[float]]:
    rounded: list[list[float]] = np.round(places, crs.decimals).tolist()
    return rounded


def _gather(coordinates: list[Any], places: list[list[float]]) -> None:
    """All positions, however deep they lie."""
    if isinstance(coordinates[0], list):
        for part in coordinates:
            _gather(part, places)
    else:
        places.append(coordinates)


def _replaced(coordinates: list[Any], take: Callable[[], list[float]]) -> list[Any]:
    """The same nesting with other positions, taken in the order of `_gather`."""
    if isinstance(coordinates[0], list):
        return [_replaced(part, take) for part in coordinates]
    return take()
