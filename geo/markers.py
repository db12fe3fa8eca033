"""Border markers: from the number on a post to a place on the line.

Markers are numbered from the Ukrainian tripoint northwards, against the kilometres. The full
register was not at hand: a few markers have a known kilometre, the others are interpolated
between them, and the uncertainty says how far that can be trusted.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo.border import point_at_km
from geo.errors import UnknownMarker


@dataclass(frozen=True, slots=True)
class Anchor:
    """A marker whose kilometre is known, and how well it is known."""

    marker: int
    km: float
    tolerance_km: float


# In the order of the kilometres. The ends are the tripoints (the highest number is itself known
# only as "about 673"); 627 is the southern end of the Płaska sector; 498 and 444 bound the gap of
# the barrier on the Świsłocz; 303 and 264 the gmina Czeremcha; 163 and 123 the Terespol sector.
ANCHORS = (
    Anchor(673, 0.0, 2.0),
    Anchor(627, 19.2, 0.2),
    Anchor(498, 94.0, 2.0),
    Anchor(444, 126.0, 2.0),
    Anchor(303, 208.0, 1.0),
    Anchor(264, 228.2, 1.0),
    Anchor(163, 296.5, 2.0),
    Anchor(123, 326.3, 2.0),
    Anchor(1, 420.73, 0.3),
)

# The spacing of markers varies, so an interpolated one strays like a random walk that is tied
# down at both anchors. With this step each anchor lies within the uncertainty that its two
# neighbours would give it.
STRAY_KM = 0.7

FIRST_MARKER = ANCHORS[-1].marker
LAST_MARKER = ANCHORS[0].marker


@dataclass(frozen=True, slots=True)
class MarkerPosition:
    """Where a border marker stands, as far as is known.

    Attributes
    ----------
    km : float
        Border kilometre, rounded to 10 m.
    uncertainty_m : float
        Metres along the border within which the marker stands, rounded up to 100 m.
    lon, lat : float
        The point of the border at that kilometre, EPSG:4326.
    """

    km: float
    uncertainty_m: float
    lon: float
    lat: float


@lru_cache(maxsize=1024)
def marker_position(marker: int) -> MarkerPosition:
    """Return where a border marker stands.

    Parameters
    ----------
    marker : int
        Number on the post, 1 at the Ukrainian to 673 at the Lithuanian end.

    Returns
    -------
    MarkerPosition

    Raises
    ------
    UnknownMarker
        For a number that no marker has.

    Examples
    --------
    >>> position = marker_position(412)
    >>> position.km, position.uncertainty_m
    (144.61, 5300.0)
    """
    if isinstance(marker, bool) or not FIRST_MARKER <= marker <= LAST_MARKER:
        raise UnknownMarker(FIRST_MARKER, LAST_MARKER)
    km, uncertainty_m = interpolate(marker, ANCHORS)
    lon, lat = point_at_km(km)
    return MarkerPosition(km=km, uncertainty_m=uncertainty_m, lon=lon, lat=lat)


def interpolate(marker: int, anchors: tuple[Anchor, ...]) -> tuple[float, float]:
    """Return kilometre and uncertainty of a marker from known ones.

    Parameters
    ----------
    marker : int
        A number between those of the first and the last anchor.
    anchors : tuple of Anchor
        In the order of the kilometres, that is of falling numbers.

    Returns
    -------
    km : float
        Rounded to 10 m.
    uncertainty_m : float
        Rounded up to 100 m.
    """
    numbers = [anchor.marker for anchor in reversed(anchors)]
    kilometres = [anchor.km for anchor in reversed(anchors)]
    tolerances = [anchor.tolerance_km for anchor in reversed(anchors)]
    km = round(float(np.interp(marker, numbers, kilometres)), 2)
    tolerance_km = float(np.interp(marker, numbers, tolerances))
    above = min(number for number in numbers if number >= marker)
    below = max(number for number in numbers if number <= marker)
    free = (marker - below) * (above - marker) / max(above - below, 1)
    uncertainty_km = tolerance_km + STRAY_KM * free**0.5
    return km, float(np.ceil(round(uncertainty_km * 10, 6)) * 100)
