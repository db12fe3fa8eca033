"""The parameter `bbox`: a box in longitude and latitude (OGC API Features, 7.15.3)."""

import math
from dataclasses import dataclass, replace

from service.parameters import unusable

_LONGITUDE_FIRST = "west,south,east,north in degrees: 23.0,52.3,24.2,53.1"
_LATITUDE_FIRST = "south,west,north,east in degrees: 52.3,23.0,53.1,24.2"

Corners = tuple[float, float, float, float]


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
        return write_corners((self.west, self.south, self.east, self.north))


def parse_bbox(text: str) -> Bbox:
    """Longitude first, as in CRS84."""
    west, south, east, north = read_corners(text, _LONGITUDE_FIRST)
    return _checked(Bbox(west, south, east, north), "longitude comes first", _LONGITUDE_FIRST)


def parse_bbox_latitude_first(text: str) -> Bbox:
    """Latitude first, as in EPSG:4326."""
    south, west, north, east = read_corners(text, _LATITUDE_FIRST)
    return _checked(Bbox(west, south, east, north), "latitude comes first", _LATITUDE_FIRST)


def _checked(bbox: Bbox, order: str, right: str) -> Bbox:
    bbox = _once_round_the_world(bbox, right)
    if not (-90 <= bbox.south <= 90 and -90 <= bbox.north <= 90):
        raise unusable("bbox", f"has a latitude beyond -90 to 90; {order}", right)
    if bbox.south > bbox.north:
        raise unusable("bbox", "has its south above its north", right)
    return bbox


def _once_round_the_world(bbox: Bbox, right: str) -> Bbox:
    """Web maps count on beyond 180 where they show the world again beside itself."""
    if -180 <= bbox.west <= 180 and -180 <= bbox.east <= 180:
        return bbox
    if bbox.west > bbox.east:
        raise unusable(
            "bbox", "has a longitude beyond -180 to 180, and its west above its east", right
        )
    if bbox.east - bbox.west >= 360:
        return replace(bbox, west=-180.0, east=180.0)
    return replace(bbox, west=_longitude(bbox.west), east=_longitude(bbox.east))


def _longitude(degrees: float) -> float:
    if -180 <= degrees <= 180:
        return degrees
    return (degrees + 180) % 360 - 180


def read_corners(text: str, right: str) -> Corners:
    """Four numbers, or six with the heights third and sixth, which our features do not have."""
    numbers = [_number(part, right) for part in text.split(",", 6)]
    if len(numbers) == 6:
        *low, bottom, first, second, top = numbers
        if bottom > top:
            raise unusable("bbox", "its lowest height is above its highest", right)
        numbers = [*low, first, second]
    if len(numbers) != 4:
        raise unusable("bbox", "does not hold 4 or 6 numbers", right)
    low_first, low_second, high_first, high_second = numbers
    return low_first, low_second, high_first, high_second


def write_corners(corners: Corners) -> str:
    """One box in one spelling, which is read back exactly."""
    return ",".join(repr(edge).removesuffix(".0") for edge in corners)


def _number(text: str, right: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise unusable("bbox", "holds something that is not a finite number", right)
    return number
