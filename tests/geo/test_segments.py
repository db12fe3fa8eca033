"""Segments as columns: feet and chainage."""

import numpy as np

from geo.border import MeasuredLine
from geo.segments import Segments


def test_a_foot_lies_between_the_ends(hairpin: MeasuredLine) -> None:
    along, from_x, from_y = Segments.of(hairpin).feet(
        np.array([500.0]), np.array([3100.0]), np.array([1])
    )

    assert (along.tolist(), from_x.tolist(), from_y.tolist()) == ([0.25], [0.0], [100.0])


def test_a_foot_before_the_beginning_is_the_beginning(hairpin: MeasuredLine) -> None:
    along, from_x, from_y = Segments.of(hairpin).feet(
        np.array([-30.0]), np.array([3040.0]), np.array([1])
    )

    assert (along.tolist(), from_x.tolist(), from_y.tolist()) == ([0.0], [-30.0], [40.0])


def test_a_foot_behind_the_end_is_the_end(hairpin: MeasuredLine) -> None:
    along, from_x, from_y = Segments.of(hairpin).feet(
        np.array([2030.0]), np.array([3040.0]), np.array([1])
    )

    assert (along.tolist(), from_x.tolist(), from_y.tolist()) == ([1.0], [30.0], [40.0])


def test_chainage_counts_from_the_beginning_of_the_line(hairpin: MeasuredLine) -> None:
    chainage_m = Segments.of(hairpin).chainage_m(np.array([0, 1, 4]), np.array([0.5, 0.25, 1.0]))

    assert chainage_m.tolist() == [500.0, 1500.0, 8000.0]
