"""The bundled set: 20 stations from north to south, without gap or overlap."""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from geo.border import border_line
from geo.errors import KilometreInvalid, UnknownSector
from geo.sector_files import sector_set

SET = sector_set()


def test_the_stations_stand_from_north_to_south() -> None:
    assert SET.codes == (
        *("PLA", "LIP", "NDW", "KUZ", "SZU", "KRY", "BOB", "MIC", "NAR", "BIA", "DUB", "CZE"),
        *("MIE", "JAN", "BOH", "TER", "KOD", "SLA", "DOL", "WLO"),
    )


def test_the_set_says_which_one_it_is() -> None:
    assert (SET.version, SET.valid_from, SET.valid_to) == ("2019-01", date(2019, 1, 1), None)


def test_sectors_join_without_gap_or_overlap() -> None:
    limits = [SET.sectors[0].km_from, *(sector.km_to for sector in SET.sectors)]

    assert limits[0] == 0
    assert limits[1:-1] == SET.limits_km.tolist()
    assert limits[-1] == SET.last_km == border_line().length_km


def test_the_two_divisions_share_the_border_at_km_246_93() -> None:
    assert SET.divisions == ("PODLASKI", "NADBUZANSKI")
    assert SET.division("PODLASKI")[-1] == "MIE"
    assert SET.division("NADBUZANSKI")[0] == "JAN"
    assert SET.get("JAN").km_from == 246.93


@pytest.mark.parametrize(
    ("km", "code"),
    [(0, "PLA"), (19.21, "PLA"), (19.22, "LIP"), (420.72, "WLO"), (420.73, "WLO")],
)
def test_a_limit_belongs_to_the_southern_sector_and_the_end_to_the_last(
    km: float, code: str
) -> None:
    assert SET.sector_at(km) == code


@pytest.mark.parametrize("km", [-0.01, 420.74, math.nan])
def test_a_kilometre_that_the_border_does_not_have_has_no_sector(km: float) -> None:
    with pytest.raises(KilometreInvalid):
        SET.sector_at(km)


def test_an_unknown_sector_or_division_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownSector) as caught:
        SET.get("bia")
    assert caught.value.known == SET.codes

    with pytest.raises(UnknownSector) as caught:
        SET.division("Podlaski")
    assert caught.value.known == SET.divisions


def test_a_sector_is_labelled_at_the_middle_of_its_line() -> None:
    assert SET.get("BIA").middle_km == 178.81
    assert SET.label_point("BIA") == (23.848009, 52.662827)


def test_stretches_join_at_the_limits() -> None:
    stretches = [SET.stretch(code) for code in SET.codes]

    for north, south in pairwise(stretches):
        assert np.array_equal(north[-1], south[0])


def test_every_limit_says_how_it_is_known() -> None:
    assert {sector.basis for sector in SET.sectors} == {"official", "gmina", "marks", "midpoint"}
