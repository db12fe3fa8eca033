"""The written-out projections are the registered ones."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from pyproj import Transformer

from geo.projection import (
    LAEA_EUROPE,
    POLAND_CS92,
    UTM_34N,
    UTM_35N,
    WEB_MERCATOR,
    project,
    unproject,
)

RNG = np.random.default_rng(1)
LON = RNG.uniform(22, 25.5, 1000)
LAT = RNG.uniform(51, 54.5, 1000)


REGISTERED = {
    POLAND_CS92: 2180,
    LAEA_EUROPE: 3035,
    WEB_MERCATOR: 3857,
    UTM_34N: 25834,
    UTM_35N: 25835,
}


@pytest.mark.parametrize(("projection", "epsg"), REGISTERED.items())
def test_the_pipeline_equals_the_registered_system(projection: str, epsg: int) -> None:
    registered = Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True)

    assert np.array_equal(project(LON, LAT, projection), registered.transform(LON, LAT))


@pytest.mark.parametrize("projection", REGISTERED)
def test_there_and_back_is_the_same_place(projection: str) -> None:
    x, y = project(LON, LAT, projection)
    lon, lat = unproject(x, y, projection)

    assert np.abs(lon - LON).max() < 1e-8
    assert np.abs(lat - LAT).max() < 1e-8


def test_threads_may_share_a_transformation() -> None:
    expected = project(LON, LAT)

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: project(LON, LAT), range(64)):
            assert np.array_equal(found, expected)
