"""The parameter `bbox`: a box in longitude and latitude (OGC API Features, 7.15.3)."""

import math
from dataclasses import dataclass

from service.parameters import unusable

_SHAPE = "west,south,east,north in degrees: 23.0,52.3,24.2,53.1"


@dataclass(frozen=True, slots=True)
class Bbox:
    """Degrees, its edges included; a box with `west` > `east` crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def crosses_antimeridian(self) -> bool:
        return self.west > self.east

    def __str__(self) -> str:
        edges = (self.west, self.south, self.east, self.north)
        return ",".join(repr(edge).removesuffix(".0") for edge in edges)


def parse_bbox(text: str) -> Bbox:
    """Four numbers, or six with the heights third and sixth, which our features do not have."""
    numbers = [_number(part) for part in text.split(",", 6)]
    if len(numbers) == 6:
        west, south, bottom, east, north, top = numbers
        if bottom > top:
            raise unusable("bbox", "its lowest height is above its highest", _SHAPE)
    elif len(numbers) == 4:
        west, south, east, north = numbers
    else:
        raise unusable("bbox", "does not hold 4 or 6 numbers", _SHAPE)
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise unusable("bbox", "has a longitude beyond -180 to 180", _SHAPE)
    if not (-90 <= south <= 90 and -90 <= north <= 90):
        raise unusable("bbox", "has a latitude beyond -90 to 90; longitude comes first", _SHAPE)
    if south > north:
        raise unusable("bbox", "has its south above its north", _SHAPE)
    return Bbox(west, south, east, north)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise unusable("bbox", "holds something that is not a finite number", _SHAPE)
    return number
