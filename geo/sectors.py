"""Sectors: the stretches of the border, as kilometre intervals, for which stations answer.

A set of sectors has a version and a time of validity. The set that travels with the package is
the 20 Border Guard stations; an administrator can load another (`geo.sector_files`).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.border import border_line, point_at_km
from geo.errors import KilometreInvalid, UnknownSector
from geo.projection import FloatArray, unproject


@dataclass(frozen=True, slots=True)
class Sector:
    """One stretch of the border.

    Attributes
    ----------
    code : str
        Short code, such as ``"BIA"``.
    name, name_be : str
        Polish and Belarusian name; the second may be empty.
    division : str
        Code of the division above it.
    km_from, km_to : float
        Border kilometres; the northern limit belongs to the sector, the southern one to the next.
    basis : str
        How its southern limit is known: ``official``, ``gmina``, ``marks`` or ``midpoint``.
    source : str
        Where that is written.
    station : tuple of float or None
        Longitude and latitude of the station's place, EPSG:4326.
    """

    code: str
    name: str
    name_be: str
    division: str
    km_from: float
    km_to: float
    basis: str
    source: str
    station: tuple[float, float] | None

    @property
    def length_km(self) -> float:
        """Length along the border in kilometres."""
        return round(self.km_to - self.km_from, 3)

    @property
    def middle_km(self) -> float:
        """Border kilometre half way between the two limits."""
        return round((self.km_from + self.km_to) / 2, 3)


@dataclass(frozen=True)
class SectorSet:
    """All sectors of the border at one time, from north to south, without gap or overlap.

    Attributes
    ----------
    version : str
        Name of the set; figures computed with it keep it.
    valid_from : datetime.date
        First day.
    valid_to : datetime.date or None
        Last day; None while the set is in force.
    sectors : tuple of Sector
        From north to south.

    Examples
    --------
    >>> from geo.sector_files import sector_set
    >>> sector_set().sector_at(175.0)
    'BIA'
    """

    version: str
    valid_from: date
    valid_to: date | None
    sectors: tuple[Sector, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Sector codes from north to south."""
        return tuple(sector.code for sector in self.sectors)

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """Division codes from north to south."""
        return tuple(dict.fromkeys(sector.division for sector in self.sectors))

    @cached_property
    def limits_km(self) -> FloatArray:
        """Kilometres at which one sector ends and the next begins."""
        return np.array([sector.km_from for sector in self.sectors[1:]])

    @property
    def last_km(self) -> float:
        """Kilometre at which the last sector, and with it the border, ends."""
        return self.sectors[-1].km_to

    def get(self, code: str) -> Sector:
        """Return a sector.

        Parameters
        ----------
        code : str
            Sector code.

        Returns
        -------
        Sector

        Raises
        ------
        UnknownSector
            For a code that the set does not hold.
        """
        if code not in self.codes:
            raise UnknownSector(self.codes)
        return self.sectors[self.codes.index(code)]

    def division(self, code: str) -> tuple[str, ...]:
        """Return the codes of a division's sectors, from north to south.

        Parameters
        ----------
        code : str
            Division code, such as ``"PODLASKI"``.

        Returns
        -------
        tuple of str

        Raises
        ------
        UnknownSector
            For a division that the set does not hold.

        Examples
        --------
        >>> from geo.sector_files import sector_set
        >>> len(sector_set().division("PODLASKI"))
        13
        """
        if code not in self.divisions:
            raise UnknownSector(self.divisions)
        return tuple(sector.code for sector in self.sectors if sector.division == code)

    def positions_at(self, km: ArrayLike) -> NDArray[np.intp]:
        """Return the positions in `codes` of the sectors at kilometres.

        Parameters
        ----------
        km : array_like
            Border kilometres; what lies outside counts for the first or the last sector.

        Returns
        -------
        ndarray of int
            A kilometre on a limit belongs to the sector that begins there, the southern one; the
            border's last kilometre belongs to the last sector.
        """
        return np.searchsorted(self.limits_km, km, side="right")

    def sector_at(self, km: float) -> str:
        """Return the code of the sector at a kilometre.

        Parameters
        ----------
        km : float
            Border kilometre. On a limit the southern sector is the answer, at the border's end
            the last one.

        Returns
        -------
        str

        Raises
        ------
        KilometreInvalid
            For a kilometre that the border does not have, or NaN.

        Examples
        --------
        >>> from geo.sector_files import sector_set
        >>> sector_set().sector_at(19.22)
        'LIP'
        """
        if not 0 <= km <= self.last_km:
            raise KilometreInvalid(self.last_km)
        return self.codes[int(self.positions_at(km))]

    def label_point(self, code: str) -> tuple[float, float]:
        """Return the middle of a sector's line, where it is labelled and drawn.

        Parameters
        ----------
        code : str
            Sector code.

        Returns
        -------
        lon, lat : float
            EPSG:4326, rounded to 6 decimals.

        Raises
        ------
        UnknownSector
            For a code that the set does not hold.
        """
        return self._label_points[self.get(code).code]

    @cached_property
    def _label_points(self) -> dict[str, tuple[float, float]]:
        # A point on the line costs 70 µs, and every row that names a sector alone is drawn at one.
        return {sector.code: point_at_km(sector.middle_km) for sector in self.sectors}

    def stretch(self, code: str) -> FloatArray:
        """Return a sector's part of the border, at full detail.

        Parameters
        ----------
        code : str
            Sector code.

        Returns
        -------
        ndarray of shape (n, 2)
            Longitudes and latitudes, EPSG:4326, rounded to 6 decimals, from north to south.

        Raises
        ------
        UnknownSector
            For a code that the set does not hold.
        """
        sector = self.get(code)
        x, y = border_line().stretch(sector.km_from, sector.km_to).T
        return unproject(x, y).T.round(6)
