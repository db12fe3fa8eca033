"""What can be wrong with a place.

GeoError
├── CoordinateInvalid    a coordinate or an uncertainty that is no place on Earth
├── FarFromBorder        a good coordinate more than 50 km from the border
├── KilometreInvalid     a kilometre that the border does not have
├── UnknownMarker        a number that no border marker has
├── UnknownSector        a sector or division code that the set does not hold
├── SectorSetInvalid     a sector file with a gap, an overlap or a strange column
└── CellCodeInvalid      a grid cell code that is not written as Eurostat writes it

Each fault carries what a caller needs as attributes, never the text it was given.
"""


class GeoError(Exception):
    """Base of all faults of this package."""


class CoordinateInvalid(GeoError):
    """A number that cannot be a coordinate or an uncertainty.

    Attributes
    ----------
    field : str
        ``"lon"``, ``"lat"`` or ``"uncertainty_m"``.
    reason : str
        What is wrong, as a clause.
    right : str
        What would be right, as a clause.
    """

    def __init__(self, field: str, reason: str, right: str) -> None:
        super().__init__(f"{field} {reason}; {right}")
        self.field = field
        self.reason = reason
        self.right = right


class FarFromBorder(GeoError):
    """A coordinate farther from the border than is accepted.

    Attributes
    ----------
    distance_km : float
        Distance to the border, rounded to 0.1 km.
    limit_km : float
        The greatest accepted distance.
    swapped : bool
        True when exchanging longitude and latitude would bring the point within the limit.
    """

    def __init__(self, distance_km: float, limit_km: float, *, swapped: bool) -> None:
        hint = "; longitude and latitude look swapped" if swapped else ""
        super().__init__(
            f"{distance_km:.1f} km from the border, at most {limit_km:g} km are accepted{hint}"
        )
        self.distance_km = distance_km
        self.limit_km = limit_km
        self.swapped = swapped


class KilometreInvalid(GeoError):
    """A kilometre before the border's beginning or behind its end.

    Attributes
    ----------
    last_km : float
        The border's length; kilometres run from 0 to it.
    """

    def __init__(self, last_km: float) -> None:
        super().__init__(f"border kilometres run from 0 to {last_km:.2f}")
        self.last_km = last_km


class UnknownMarker(GeoError):
    """A number that no border marker has.

    Attributes
    ----------
    first, last : int
        The lowest and the highest marker.
    """

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"border markers are whole numbers from {first} to {last}")
        self.first = first
        self.last = last


class UnknownSector(GeoError):
    """A sector or division code that the set does not hold.

    Attributes
    ----------
    known : tuple of str
        The codes that would be right.
    """

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(f"not a code of this set; known codes are {', '.join(known)}")
        self.known = known


class SectorSetInvalid(GeoError):
    """A sector table that cannot be used.

    Attributes
    ----------
    line : int
        Line of the file, 1 being the header.
    column : str
        Column at fault.
    reason : str
        What is wrong, and what would be right.
    """

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


class CellCodeInvalid(GeoError):
    """A grid cell code or cell size that does not exist.

    Attributes
    ----------
    right : str
        What would be right, as a clause.
    """

    def __init__(self, right: str) -> None:
        super().__init__(f"not a grid cell; {right}")
        self.right = right
