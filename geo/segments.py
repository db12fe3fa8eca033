"""The straight pieces of a measured line as columns, for array arithmetic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.border import MeasuredLine
from geo.projection import FloatArray

Numbers = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The segments of a line, in its order; a number is a position in these columns.

    Attributes
    ----------
    x, y : ndarray
        Where each segment begins, in metres.
    dx, dy : ndarray
        From its beginning to its end.
    per_square : ndarray
        One divided by its length squared.
    start_m, length_m : ndarray
        Metres along the line at its beginning, and its length.

    Examples
    --------
    >>> line = MeasuredLine.through([(0, 0), (0, 1000), (2000, 1000)])
    >>> two = Segments.of(line)
    >>> two.length_m.tolist()
    [1000.0, 2000.0]
    """

    x: FloatArray
    y: FloatArray
    dx: FloatArray
    dy: FloatArray
    per_square: FloatArray
    start_m: FloatArray
    length_m: FloatArray

    @classmethod
    def of(cls, line: MeasuredLine) -> "Segments":
        """Return the segments of a line."""
        x, y = line.xy.T.copy()
        dx, dy = np.diff(x), np.diff(y)
        return cls(
            x=x[:-1],
            y=y[:-1],
            dx=dx,
            dy=dy,
            per_square=1 / (dx * dx + dy * dy),
            start_m=line.chainage_m[:-1],
            length_m=np.diff(line.chainage_m),
        )

    def feet(
        self, x: FloatArray, y: FloatArray, number: Numbers
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return each point's nearest point of one segment, its foot.

        Parameters
        ----------
        x, y : ndarray
            Metres.
        number : ndarray of int
            A segment for each point.

        Returns
        -------
        along : ndarray
            Where on the segment the foot lies, from 0 to 1.
        from_x, from_y : ndarray
            The vector from the foot to the point, in metres.
        """
        dx, dy = self.dx[number], self.dy[number]
        from_x, from_y = x - self.x[number], y - self.y[number]
        along = (from_x * dx + from_y * dy) * self.per_square[number]
        np.maximum(along, 0.0, out=along)
        np.minimum(along, 1.0, out=along)
        dx *= along
        dy *= along
        from_x -= dx
        from_y -= dy
        return along, from_x, from_y

    def chainage_m(self, number: Numbers, along: FloatArray) -> FloatArray:
        """Return metres along the line of places on segments."""
        return self.start_m[number] + along * self.length_m[number]
