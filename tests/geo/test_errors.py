"""The tree of faults, as it is drawn."""

import re

from geo import errors


def test_every_fault_stands_in_the_drawing_and_the_other_way_round() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    written = {fault.__name__ for fault in errors.GeoError.__subclasses__()}

    assert drawn == written


def test_a_swapped_coordinate_is_said_in_words() -> None:
    near = errors.FarFromBorder(3949.1, 50.0, swapped=True)

    assert str(near) == (
        "3949.1 km from the border, at most 50 km are accepted; longitude and latitude look swapped"
    )
