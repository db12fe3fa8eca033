"""The border as a measured line: kilometres, and the exact answer to "where along it".

Kilometre 0 is the Lithuanian tripoint, the last kilometre (420.73) the Ukrainian one. Lengths are
measured in EPSG:2180. The exact answers here come from GEOS, vertex by vertex; they are the truth
that the quick answers of `geo.index` are held to.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike

from geo.data import read_features
from geo.errors import KilometreInvalid
from geo.projection import FloatArray, project, unproject


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredLine:
    """A line in metres whose every point has a distance from its beginning.

    Attributes
    ----------
    xy : ndarray of shape (n, 2)
        Vertices in metres, EPSG:2180 for the border.
    chainage_m : ndarray of shape (n,)
        Distance of each vertex from the first, along the line.
    geometry : shapely.LineString
        The same line for GEOS.

    Examples
    --------
    >>> line = MeasuredLine.through([(0, 0), (0, 1000), (2000, 1000)])
    >>> line.length_km
    3.0
    """

    xy: FloatArray
    chainage_m: FloatArray
    geometry: shapely.LineString

    @classmethod
    def through(cls, vertices: ArrayLike) -> "MeasuredLine":
        """Measure the line through vertices.

        Parameters
        ----------
        vertices : array_like of shape (n, 2)
            Metres; two neighbours must not coincide.

        Returns
        -------
        MeasuredLine
        """
        xy = np.asarray(vertices, dtype=np.float64)
        steps = np.sqrt((np.diff(xy, axis=0) ** 2).sum(axis=1))
        chainage_m = np.concatenate(([0.0], np.cumsum(steps)))
        return cls(xy=xy, chainage_m=chainage_m, geometry=shapely.LineString(xy))

    @property
    def length_km(self) -> float:
        """Length in kilometres, rounded to a metre."""
        return round(float(self.chainage_m[-1]) / 1000, 3)

    def measure(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return chainage and distance of the nearest point of the line, exactly.

        Where two stretches are equally near, the smaller chainage is the answer.

        Parameters
        ----------
        x, y : array_like
            Metres, in the line's own system.

        Returns
        -------
        chainage_m, distance_m : ndarray
            Metres along the line, and metres from it (never negative).

        Examples
        --------
        >>> line = MeasuredLine.through([(0, 0), (0, 1000), (2000, 1000)])
        >>> [found.tolist() for found in line.measure([500.0], [1200.0])]
        [[1500.0], [200.0]]
        """
        points = shapely.points(np.atleast_1d(x), np.atleast_1d(y))
        chainage_m: FloatArray = shapely.line_locate_point(self.geometry, points)
        distance_m: FloatArray = shapely.distance(self.geometry, points)
        return chainage_m, distance_m

    def points_at(self, km: ArrayLike) -> FloatArray:
        """Return the points at kilometres of the line.

        Parameters
        ----------
        km : array_like
            Kilometres from 0 to the line's length.

        Returns
        -------
        ndarray of shape (n, 2)
            Metres, in the line's own system.

        Raises
        ------
        KilometreInvalid
            For a kilometre that the line does not have, or NaN.

        Examples
        --------
        >>> line = MeasuredLine.through([(0, 0), (0, 1000), (2000, 1000)])
        >>> line.points_at([0.5, 3.0]).tolist()
        [[0.0, 500.0], [2000.0, 1000.0]]
        """
        wanted = np.atleast_1d(np.asarray(km, dtype=np.float64))
        # Lengths are stated to 10 m, so a last kilometre rounded upwards still means the end.
        if not ((wanted >= 0) & (wanted <= self.length_km + 0.005)).all():
            raise KilometreInvalid(self.length_km)
        along = wanted * 1000
        x = np.interp(along, self.chainage_m, self.xy[:, 0])
        y = np.interp(along, self.chainage_m, self.xy[:, 1])
        return np.column_stack((x, y))

    def stretch(self, km_from: float, km_to: float) -> FloatArray:
        """Return the vertices of a part of the line, its two ends included.

        Parameters
        ----------
        km_from, km_to : float
            Kilometres, the first smaller than the second.

        Returns
        -------
        ndarray of shape (n, 2)
            Metres, in the line's own system.

        Raises
        ------
        KilometreInvalid
            For a kilometre that the line does not have.

        Examples
        --------
        >>> line = MeasuredLine.through([(0, 0), (0, 1000), (2000, 1000)])
        >>> line.stretch(0.5, 1.5).tolist()
        [[0.0, 500.0], [0.0, 1000.0], [500.0, 1000.0]]
        """
        first, last = self.points_at([km_from, km_to])
        inside = (self.chainage_m > km_from * 1000) & (self.chainage_m < km_to * 1000)
        return np.vstack((first, self.xy[inside], last))


@cache
def border_vertices() -> FloatArray:
    """Return the border's vertices in degrees.

    Returns
    -------
    ndarray of shape (6017, 2)
        EPSG:4326, longitude first, from north to south.

    Examples
    --------
    >>> border_vertices()[0].tolist()
    [23.514965, 53.956269]
    """
    (border,) = read_features("border.geojson")
    return np.asarray(border["geometry"]["coordinates"], dtype=np.float64)


@cache
def border_line() -> MeasuredLine:
    """Return the measured border.

    Returns
    -------
    MeasuredLine
        In EPSG:2180, from the Lithuanian to the Ukrainian tripoint.

    Examples
    --------
    >>> border_line().length_km
    420.73
    """
    lon, lat = border_vertices().T
    return MeasuredLine.through(project(lon, lat).T)


def point_at_km(km: float) -> tuple[float, float]:
    """Return the point of the border at a kilometre.

    Parameters
    ----------
    km : float
        Border kilometre, 0 to 420.73.

    Returns
    -------
    lon, lat : float
        EPSG:4326, rounded to 6 decimals (0.1 m).

    Raises
    ------
    KilometreInvalid
        For a kilometre that the border does not have, or NaN.

    Examples
    --------
    >>> point_at_km(0)
    (23.514965, 53.956269)
    """
    ((x, y),) = border_line().points_at(km)
    lon, lat = unproject(x, y)
    return round(float(lon[0]), 6), round(float(lat[0]), 6)
