"""A border small enough to check in the head: a hairpin of whole metres.

South along x = 0, a hairpin to the east and back, and south again. West of it lies Poland.

    (0, 4000)
        |
    (0, 3000) ------ (2000, 3000)
                          |
    (0, 2000) ------ (2000, 2000)
        |
     (0, 0)
"""

import pytest
import shapely

from geo.border import MeasuredLine
from geo.countries import Countries
from geo.index import SegmentIndex
from geo.sector_files import parse_sectors
from geo.sectors import SectorSet

HAIRPIN = [(0, 4000), (0, 3000), (2000, 3000), (2000, 2000), (0, 2000), (0, 0)]
HAIRPIN_KM = 8.0


@pytest.fixture(scope="session")
def hairpin() -> MeasuredLine:
    return MeasuredLine.through(HAIRPIN)


@pytest.fixture(scope="session")
def hairpin_countries() -> Countries:
    west = [(-20_000, -20_000), (-20_000, 24_000)]
    east = [(20_000, -20_000), (20_000, 24_000)]
    south, north = [(0, -20_000)], [(0, 24_000)]
    return Countries(
        poland=shapely.Polygon([*HAIRPIN, *south, *west, *north]),
        belarus=shapely.Polygon([*HAIRPIN, *south, *east, *north]),
    )


@pytest.fixture(scope="session")
def hairpin_index(hairpin: MeasuredLine, hairpin_countries: Countries) -> SegmentIndex:
    return SegmentIndex.over(hairpin, hairpin_countries, reach_m=5000)


@pytest.fixture(scope="session")
def two_sectors() -> SectorSet:
    return parse_sectors(
        "version,valid_from,code,name_pl,division,km_from,km_to,basis\n"
        "two,2026-01-01,NORTH,Północ,ALL,0,246.93,official\n"
        "two,2026-01-01,SOUTH,Południe,ALL,246.93,420.73,official\n"
    )
