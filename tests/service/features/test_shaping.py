"""Only the members that are wanted, with or without a geometry; else the stored bytes."""

import orjson
import pytest
from starlette.testclient import TestClient

from service.errors import QueryInvalid
from service.features.crs import EPSG_3857, EPSG_4326
from service.features.properties import properties_of
from service.features.shaping import STORED, Piece, Shape, parse_properties, reshape
from tests.conftest import People
from tests.service.answers import fields, problem
from tests.service.features.conftest import FULL, PUBLIC, Planted

POINT = (
    b'{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[23.5,52.25]},'
    b'"properties":{"type":"crossing_attempt","sector":"BIA","side":null}}'
)
NOWHERE = (
    b'{"type":"Feature","id":"b","geometry":null,"properties":{"type":"pushback","sector":null}}'
)
AREA = (
    b'{"type":"Feature","id":"c","geometry":{"type":"MultiPolygon","coordinates":'
    b'[[[[23.0,52.0],[24.0,52.0],[24.0,53.0],[23.0,52.0]]]]},"properties":{}}'
)


def test_stored_features_pass_untouched() -> None:
    pieces: list[Piece] = [POINT, memoryview(NOWHERE)]
    assert reshape(STORED, pieces) is pieces
    assert reshape(Shape(crs=EPSG_3857), []) == []


def test_pieces_of_several_features_come_out_in_order() -> None:
    pieces: list[Piece] = [memoryview(POINT + b"," + NOWHERE), AREA]
    (shaped,) = reshape(Shape(crs=EPSG_4326), pieces)
    first, second, third = orjson.loads(b"[" + shaped + b"]")
    assert first["geometry"] == {"type": "Point", "coordinates": [52.25, 23.5]}
    assert second == orjson.loads(NOWHERE)
    assert third["geometry"]["coordinates"] == [[[[52, 23], [52, 24], [53, 24], [52, 23]]]]


def test_metres_have_two_decimals() -> None:
    (shaped,) = reshape(Shape(crs=EPSG_3857), [POINT])
    assert orjson.loads(shaped)["geometry"]["coordinates"] == [2616008.03, 6845455.5]


def test_members_keep_their_own_order() -> None:
    (shaped,) = reshape(Shape(properties=("sector", "type")), [POINT])
    assert shaped == POINT.replace(b',"side":null', b"")


def test_a_geometry_is_left_out_but_its_member_stays() -> None:
    (shaped,) = reshape(Shape(crs=EPSG_3857, skip_geometry=True), [POINT])
    assert orjson.loads(shaped) == {**orjson.loads(POINT), "geometry": None}


def test_one_choice_is_written_in_one_way() -> None:
    names = parse_properties("incidents", "sector,type,sector")
    assert Shape(properties=names).query() == {"properties": "type,sector"}
    assert STORED.query() == Shape(properties=parse_properties("incidents", None)).query() == {}


@pytest.mark.parametrize("text", ["", "nothing", "type,", "type,Sector", "occurred_from"])
def test_an_unknown_member_is_refused_with_those_that_are_known(text: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        parse_properties("incidents", text)
    (wrong,) = refused.value.problems
    assert wrong.field == "properties"
    assert wrong.right == "some of: " + ", ".join(each.name for each in properties_of("incidents"))


def test_a_page_and_a_feature_hold_what_was_named(client: TestClient, planted: Planted) -> None:
    asked = {"properties": "status,type", "skipGeometry": "true"}
    page = client.get(PUBLIC, params=asked).json()
    assert len(page["features"]) == 5
    for feature in page["features"]:
        assert list(feature["properties"]) == ["type", "status"]
        assert feature["geometry"] is None
    one = client.get(f"{PUBLIC}/{page['features'][0]['id']}", params=asked).json()
    assert {name: one[name] for name in page["features"][0]} == page["features"][0]


def test_each_collection_knows_its_own_members(
    client: TestClient, people: People, planted: Planted
) -> None:
    assert client.get(PUBLIC, params={"properties": "persons_band"}).status_code == 200
    for path, name in ((PUBLIC, "occurred_from"), (FULL, "persons_band")):
        answer = client.get(path, params={"properties": name}, headers=people.partner)
        assert fields(problem(answer, "query_invalid")) == ["properties"]


def test_every_stored_member_can_be_named(
    client: TestClient, people: People, planted: Planted
) -> None:
    for path in (PUBLIC, FULL, *(f"/api/collections/{each}/items" for each in LAYERS)):
        whole = client.get(path, headers=people.partner).json()["features"]
        names = ",".join(reversed(whole[0]["properties"]))
        asked = client.get(path, params={"properties": names}, headers=people.partner)
        assert asked.json()["features"] == whole


LAYERS = ("sectors", "border", "crossings")


def test_pages_in_part_lead_on_in_part(client: TestClient, planted: Planted) -> None:
    page = client.get(PUBLIC, params={"properties": "type", "limit": 2}).json()
    (following,) = (each["href"] for each in page["links"] if each["rel"] == "next")
    assert "properties=type" in following
    found = client.get(following).json()["features"]
    assert [list(each["properties"]) for each in found] == [["type"]] * 2


def test_true_and_false_are_all_that_a_switch_knows(client: TestClient, planted: Planted) -> None:
    plain = client.get(PUBLIC)
    assert client.get(PUBLIC, params={"skipGeometry": "false"}).content == plain.content
    problem(client.get(PUBLIC, params={"skipGeometry": "perhaps"}), "query_invalid")
