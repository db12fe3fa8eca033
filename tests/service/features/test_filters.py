"""Each filter keeps what matches, drops the rest, and combines with the others."""

import pytest

from tests.service.features.conftest import ALL, SHOWN, Ask


def test_without_a_filter_everything_matches(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public() == SHOWN
    assert ask_full() == ALL


def test_a_type_is_the_main_type(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(type="crossing_attempt") == {"point", "two sectors"}
    assert ask_full(type="crossing_attempt") == {"point", "two sectors", "unreviewed"}
    assert ask_full(type="tunnel") == set()


def test_codes_with_commas_are_alternatives(ask_public: Ask) -> None:
    assert ask_public(type="objects_thrown,barrier_damaged") == {"month", "sector"}
    assert ask_public(sector="NAR,KRY") == {"sector", "verified"}


def test_a_sector_is_one_that_is_known_alone(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(sector="BIA") == {"point"}
    assert ask_full(sector="KRY") == {"verified", "severe"}


def test_equipment_is_a_whole_code_among_several(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(equipment="ladder") == {"point"}
    assert ask_public(equipment="ladder_telescopic") == {"sector"}
    assert ask_full(equipment="wire_cutters,stones") == {"sector", "month"}


def test_a_status_is_the_one_that_the_record_shows(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(status="verified") == {"verified"}
    assert ask_public(status="received") == SHOWN - {"verified"}
    assert ask_full(status="received,verified") == ALL


def test_a_week_holds_only_what_has_a_week(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(week="2025-W20") == {"point"}
    assert ask_public(week="2025-W21,2025-W22") == {"sector", "two sectors"}
    assert ask_full(week="2025-W21") == {"sector", "severe"}


def test_filters_all_have_to_hold(ask_public: Ask) -> None:
    assert ask_public(type="crossing_attempt", equipment="ladder") == {"point"}
    assert ask_public(type="crossing_attempt", sector="NAR") == set()


@pytest.mark.parametrize("bbox", ["23.0,52.0,24.5,53.0", "23.0,52.0,0,24.5,53.0,300"])
def test_a_box_holds_what_is_drawn_in_it(ask_public: Ask, bbox: str) -> None:
    assert ask_public(bbox=bbox) == {"point", "sector"}


def test_what_has_no_geometry_lies_in_no_box(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(bbox="-180,-90,180,90") == {"point", "sector", "verified"}
    assert ask_full(bbox="-180,-90,180,90") == ALL - {"month", "two sectors"}


def test_the_edges_of_a_box_belong_to_it(ask_full: Ask) -> None:
    assert ask_full(bbox="23.8473,52.7012,23.8473,52.7012") == {"point"}
    assert ask_full(bbox="23.8473,52.7012,24.0,52.8") >= {"point"}
    assert "point" not in ask_full(bbox="23.84731,52.7012,24.0,52.8")


def test_a_box_across_the_antimeridian_has_two_parts(ask_public: Ask) -> None:
    assert ask_public(bbox="170,-90,-170,90") == set()
    assert ask_public(bbox="23.0,-90,-170,90") == {"point", "sector", "verified"}
    assert ask_public(bbox="170,-90,24.5,90") == {"point", "sector", "verified"}
