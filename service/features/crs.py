"""The coordinate reference systems in which features are given (OGC API Features, Part 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.projection import UTM_34N, UTM_35N, WEB_MERCATOR, FloatArray, project
from service.parameters import unusable

_EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/{}"


@dataclass(frozen=True, slots=True)
class Crs:
    """Axes are in the order of the authority; one without a projection is in degrees."""

    uri: str
    decimals: int
    projection: str = ""
    latitude_first: bool = False

    def from_degrees(self, places: FloatArray) -> FloatArray:
        """Rows of longitude and latitude as rows of this system's two coordinates."""
        lon, lat = places.T
        if self.projection:
            return project(lon, lat, self.projection).T
        return np.stack((lat, lon) if self.latitude_first else (lon, lat), axis=1)


# As features are stored, and as they are given to whoever asks for nothing else.
CRS84: Final = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 6)
EPSG_4326: Final = Crs(_EPSG.format(4326), 6, latitude_first=True)
EPSG_3857: Final = Crs(_EPSG.format(3857), 2, WEB_MERCATOR)
EPSG_25834: Final = Crs(_EPSG.format(25834), 2, UTM_34N)
EPSG_25835: Final = Crs(_EPSG.format(25835), 2, UTM_35N)

# By their URI; that of the storage is the first.
KNOWN: Final[Mapping[str, Crs]] = {
    crs.uri: crs for crs in (CRS84, EPSG_4326, EPSG_3857, EPSG_25834, EPSG_25835)
}


def parse_crs(parameter: str, uri: str) -> Crs:
    found = KNOWN.get(uri)
    if found is None:
        right = f"one of: {', '.join(KNOWN)}"
        raise unusable(parameter, "is not the URI of a system that features are given in", right)
    return found


def with_crs(headers: Mapping[str, str], crs: Crs) -> dict[str, str]:
    """The headers of an answer whose geometries are in this system."""
    return {**headers, "Content-Crs": f"<{crs.uri}>"}
