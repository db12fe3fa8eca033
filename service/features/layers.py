"""The reference layers: border, sectors and crossings, rendered once per process."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.io import Feature, border_features, crossing_features, sector_area_features
from service.errors import Missing
from service.features.bbox import Bbox
from service.features.collections import BORDER, CROSSINGS, SECTORS
from service.features.filters import Filter
from service.features.paging import Key, Position
from service.features.projected_bbox import AnyBbox, ProjectedBbox
from service.features.repository import Slice
from service.features.timespan import TimeSpan

_SOURCES: dict[str, Callable[[], list[Feature]]] = {
    BORDER.id: border_features,
    SECTORS.id: sector_area_features,
    CROSSINGS.id: crossing_features,
}


@dataclass(frozen=True, slots=True)
class Layer:
    """Features in the order of the border, as text and as shapes; `digest` changes with them."""

    ids: tuple[str, ...]
    features: tuple[bytes, ...]
    shapes: NDArray[Any]
    valid: tuple[tuple[date | None, date | None], ...]
    digest: str

    @property
    def box(self) -> tuple[float, ...]:
        return tuple(round(float(edge), 6) for edge in shapely.total_bounds(self.shapes))

    def slice(self, wanted: Filter, start: Position | None, skip: int, limit: int) -> Slice:
        """At most `limit` features that match, from a position on, or back from it."""
        found = self._matching(wanted)
        if start is not None and start.back:
            end = bisect_left(found, _index(start))
            begin = max(0, end - limit)
        else:
            begin = skip if start is None else bisect_right(found, _index(start))
            end = min(begin + limit, len(found))
        taken = found[begin:end]
        return Slice(
            [self.features[index] for index in taken],
            len(taken),
            previous=self._key(taken[0]) if taken and begin > 0 else None,
            following=self._key(taken[-1]) if taken and end < len(found) else None,
        )

    def _key(self, index: int) -> Key:
        return index, self.ids[index]

    def count(self, wanted: Filter) -> int:
        return len(self._matching(wanted))

    def get(self, feature_id: str) -> bytes:
        if feature_id not in self.ids:
            raise Missing
        return self.features[self.ids.index(feature_id)]

    def meeting(self, bbox: AnyBbox) -> tuple[str, ...]:
        """The ids of the features that meet a box."""
        return tuple(self.ids[index] for index in self._matching(Filter(bbox=bbox)))

    def _matching(self, wanted: Filter) -> list[int]:
        matches = np.ones(len(self.ids), dtype=bool)
        if wanted.bbox:
            matches &= _meeting(self.shapes, wanted.bbox)
        if wanted.span:
            matches &= [_meets(valid, wanted.span) for valid in self.valid]
        return [int(index) for index in np.flatnonzero(matches)]


@cache
def layer(collection_id: str) -> Layer:
    """The layer of a collection; the first call renders it, which takes a moment."""
    features = _SOURCES[collection_id]()
    texts = tuple(orjson.dumps(feature) for feature in features)
    return Layer(
        ids=tuple(str(feature["id"]) for feature in features),
        features=texts,
        shapes=np.array([shapely.geometry.shape(feature["geometry"]) for feature in features]),
        valid=tuple(_validity(feature["properties"]) for feature in features),
        digest=sha256(b"\n".join(texts)).hexdigest(),
    )


def _index(position: Position) -> int:
    return int(position.key[0])


def _validity(properties: dict[str, Any]) -> tuple[date | None, date | None]:
    """First day and the day after the last; a feature that names none is always valid."""
    first, after = (properties.get(name) for name in ("valid_from", "valid_to"))
    return (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(after) if after else None,
    )


def _meets(valid: tuple[date | None, date | None], span: TimeSpan) -> bool:
    first, after = span.local_days()
    begins_in_time = valid[0] is None or after is None or valid[0] < after
    ends_late_enough = valid[1] is None or first is None or valid[1] > first
    return begins_in_time and ends_late_enough


def _meeting(shapes: NDArray[Any], bbox: AnyBbox) -> NDArray[np.bool_]:
    if isinstance(bbox, ProjectedBbox):
        return bbox.meets(shapes)
    met: NDArray[np.bool_] = shapely.intersects(shapes, _area(bbox))
    return met


def _area(bbox: Bbox) -> shapely.Geometry:
    if not bbox.crosses_antimeridian:
        return shapely.box(bbox.west, bbox.south, bbox.east, bbox.north)
    return shapely.union(
        shapely.box(bbox.west, bbox.south, 180, bbox.north),
        shapely.box(-180, bbox.south, bbox.east, bbox.north),
    )
