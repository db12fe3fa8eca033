"""The week on the map: RFC 7946, flat properties, the vintage beside the features."""

import orjson
import shapely

from service.summaries.bulletin.geojson import as_geojson
from service.summaries.bulletin.naming import checksum
from tests.service.summaries.bulletin.documents import BASE, UNSEEN, empty_week, full_week

FULL = full_week()
COLLECTION = orjson.loads(as_geojson(FULL, BASE))


def test_each_sector_is_a_valid_area_with_its_outer_ring_against_the_clock() -> None:
    for feature in COLLECTION["features"]:
        area = shapely.geometry.shape(feature["geometry"])
        assert area.is_valid
        assert all(shapely.is_ccw(part.exterior) for part in shapely.get_parts(area))
        west, south, east, north = area.bounds
        assert 21 < west < east < 26
        assert 50 < south < north < 55
    assert "crs" not in COLLECTION


def test_properties_are_flat_and_the_same_for_each_sector() -> None:
    properties = [feature["properties"] for feature in COLLECTION["features"]]
    assert all(list(each) == list(properties[0]) for each in properties)
    assert not any(isinstance(value, list | dict) for each in properties for value in each.values())


def test_no_data_is_null_with_its_status_and_nought_is_nought() -> None:
    found = {each["id"]: each["properties"] for each in COLLECTION["features"]}
    for code in UNSEEN:
        assert found[code]["reported_incidents"] is None
        assert found[code]["reported_obs_status"] == "L"
    assert (found["PLA"]["reported_incidents"], found["PLA"]["reported_obs_status"]) == (0, "P")
    assert found["BIA"]["effort_2025-11"] in ("some", "good")


def test_the_vintage_is_named_beside_the_features() -> None:
    assert (COLLECTION["week"], COLLECTION["vintage"]) == ("2025-W47", 2)
    assert COLLECTION["sha256"] == checksum(FULL)
    assert COLLECTION["href"] == f"{BASE}/api/summaries/weekly/2025-W47?vintage=2"
    assert COLLECTION["licence"] == "CC-BY-4.0"
    assert any("OpenStreetMap" in credit for credit in COLLECTION["attributions"])
    assert COLLECTION["policy"]["digest"] == FULL["policy"]["digest"]


def test_what_lies_in_no_sector_is_not_lost() -> None:
    inside = sum(each["properties"]["reported_incidents"] or 0 for each in COLLECTION["features"])
    outside = sum(
        row["incidents"] for row in COLLECTION["outside_sectors"] if row["series"] == "reported"
    )
    assert inside + outside == COLLECTION["totals"]["reported"] == 46


def test_an_empty_week_has_all_its_sectors() -> None:
    assert len(orjson.loads(as_geojson(empty_week(), BASE))["features"]) == 20
