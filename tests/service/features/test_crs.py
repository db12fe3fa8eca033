"""OGC's own tests of Part 2, and the comparison of coordinates whose result they drop."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer
from starlette.testclient import TestClient

from service.features.crs import CRS84, KNOWN, Crs
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import fields, problem
from tests.service.features.conftest import FULL, PUBLIC, Planted, released
from tests.service.features.test_collections import listed

URIS = [
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "http://www.opengis.net/def/crs/EPSG/0/3857",
    "http://www.opengis.net/def/crs/EPSG/0/25834",
    "http://www.opengis.net/def/crs/EPSG/0/25835",
]
UNKNOWN = "http://www.opengis.net/def/crs/EPSG/0/2180"


def registered(uri: str) -> Transformer:
    """From CRS84 as PROJ's database has the system, in the order of the authority's axes."""
    authority, code = uri.split("/")[-3], uri.split("/")[-1]
    return Transformer.from_crs("OGC:CRS84", f"{authority}:{code}")


def positions(feature: dict[str, Any]) -> Iterator[list[float]]:
    def walk(part: list[Any]) -> Iterator[list[float]]:
        if isinstance(part[0], list):
            for each in part:
                yield from walk(each)
        else:
            yield part

    if feature["geometry"] is not None:
        yield from walk(feature["geometry"]["coordinates"])


def items(client: TestClient, people: People) -> list[str]:
    """The addresses of all collections' items, each of which holds something."""
    return [f"/api/collections/{each}/items" for each in listed(client, people.partner)]


@pytest.fixture
def paths(client: TestClient, people: People, planted: Planted, house: Installation) -> list[str]:
    released(house, "2025-W20")
    return items(client, people)


# Discovery: `/collections` and `/collections/{id}`.


def test_every_collection_names_its_systems_the_default_first(
    client: TestClient, people: People
) -> None:
    for collection_id, collection in listed(client, people.partner).items():
        alone = client.get(f"/api/collections/{collection_id}", headers=people.partner).json()
        for described in (collection, alone):
            assert described["crs"] == URIS
            assert described["storageCrs"] == URIS[0]
            assert described["extent"]["spatial"]["crs"] == URIS[0]


def test_part_2_is_declared(client: TestClient) -> None:
    declared = client.get("/api/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared


def test_the_definition_names_the_systems(client: TestClient) -> None:
    parameters = client.get("/api/api").json()["components"]["parameters"]
    for name in ("crs", "bbox-crs"):
        schema = parameters[name]["schema"]
        assert (schema["enum"], schema["default"]) == (URIS, URIS[0])
        assert (parameters[name]["style"], parameters[name]["explode"]) == ("form", False)


# The parameter `crs`.


def test_every_answer_says_its_system(client: TestClient, people: People, paths: list[str]) -> None:
    for path in paths:
        one = client.get(path, headers=people.partner).json()["features"][0]["id"]
        for address in (path, f"{path}/{one}"):
            for uri in (None, *URIS):
                asked = {} if uri is None else {"crs": uri}
                answer = client.get(address, params=asked, headers=people.partner)
                assert answer.status_code == 200, answer.text
                assert answer.headers["content-crs"] == f"<{uri or URIS[0]}>"
                assert answer.headers["content-type"] == "application/geo+json"


def test_coordinates_are_those_that_proj_computes(
    client: TestClient, people: People, paths: list[str]
) -> None:
    for path in paths:
        stored = client.get(path, headers=people.partner).json()["features"]
        for crs in KNOWN.values():
            page = client.get(path, params={"crs": crs.uri}, headers=people.partner).json()
            given = page["features"]
            assert [each["id"] for each in given] == [each["id"] for each in stored]
            for before, after in zip(stored, given, strict=True):
                assert_moved(before, after, crs)
        one = stored[0]
        asked = {"crs": URIS[3]}
        alone = client.get(f"{path}/{one['id']}", params=asked, headers=people.partner).json()
        assert_moved(one, alone, KNOWN[URIS[3]])


def assert_moved(before: dict[str, Any], after: dict[str, Any], crs: Crs) -> None:
    assert after["properties"] == before["properties"]
    if before["geometry"] is None:
        assert after["geometry"] is None
        return
    assert after["geometry"]["type"] == before["geometry"]["type"]
    lon, lat = np.array(list(positions(before))).T
    expected = np.stack(registered(crs.uri).transform(lon, lat), axis=1)
    found = np.array(list(positions(after)))
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 0.51 * 10**-crs.decimals


def test_axes_are_in_the_order_of_the_authority(client: TestClient, planted: Planted) -> None:
    first: dict[str, list[float]] = {}
    for uri in URIS:
        page = client.get("/api/collections/crossings/items", params={"crs": uri}).json()
        first[uri] = page["features"][0]["geometry"]["coordinates"]
    lon, lat = first[URIS[0]]
    assert 22 < lon < 25
    assert first[URIS[1]] == [lat, lon]
    # Easting first: zone 34 lies west of the border, zone 35 east of it.
    assert first[URIS[3]][0] > 500_000 > first[URIS[4]][0]
    assert first[URIS[3]][1] == pytest.approx(first[URIS[4]][1], abs=10_000)


def test_the_default_is_the_stored_bytes(
    client: TestClient, people: People, paths: list[str]
) -> None:
    for path in paths:
        plain = client.get(path, headers=people.partner)
        asked = client.get(path, params={"crs": CRS84.uri}, headers=people.partner)
        assert asked.content == plain.content
        assert asked.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize("uri", [UNKNOWN, "", "EPSG:4326", "[EPSG:4326]", "4326"])
def test_a_system_that_is_not_listed_is_refused_with_those_that_are(
    client: TestClient, people: People, planted: Planted, uri: str
) -> None:
    for path in (PUBLIC, f"{PUBLIC}/{planted.public['point']}", FULL):
        for name in ("crs", "bbox-crs"):
            if name == "bbox-crs" and path not in (PUBLIC, FULL):
                continue
            asked = {name: uri, **({"bbox": "0,0,1,1"} if name == "bbox-crs" else {})}
            refused = problem(
                client.get(path, params=asked, headers=people.partner), "query_invalid"
            )
            assert fields(refused) == [name]
            assert all(each in refused["errors"][0]["right"] for each in URIS)


# The parameter `bbox-crs`.


def test_the_extent_in_each_system_holds_the_same_features(
    client: TestClient, people: People, paths: list[str]
) -> None:
    for collection_id, collection in listed(client, people.partner).items():
        path = f"/api/collections/{collection_id}/items"
        (extent,) = collection["extent"]["spatial"]["bbox"]
        # Curved edges cut the corners of an extent that is filled to the brim.
        west, south, east, north = np.add(extent, (-0.1, -0.1, 0.1, 0.1))
        expected = ids(client, people, path, bbox=f"{west},{south},{east},{north}")
        assert expected
        for uri in URIS:
            corners = registered(uri).transform_bounds(west, south, east, north)
            box = ",".join(map(str, corners))
            assert ids(client, people, path, bbox=box, **{"bbox-crs": uri}) == expected, uri


def ids(client: TestClient, people: People, path: str, **asked: str) -> list[str]:
    answer = client.get(path, params=asked, headers=people.partner)
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def test_a_box_without_its_system_is_in_longitude_and_latitude(
    client: TestClient, people: People, planted: Planted
) -> None:
    box = "23.7,52.5,24,52.9"
    plain = client.get(PUBLIC, params={"bbox": box})
    named = client.get(PUBLIC, params={"bbox": box, "bbox-crs": URIS[0]})
    assert plain.json()["features"]
    assert plain.content == named.content
    # The same box with its axes exchanged is the same question.
    exchanged = {"bbox": "52.5,23.7,52.9,24", "bbox-crs": URIS[1]}
    assert client.get(PUBLIC, params=exchanged).content == plain.content


def test_a_system_of_no_box_says_nothing(client: TestClient, planted: Planted) -> None:
    asked = client.get(PUBLIC, params={"bbox-crs": URIS[3]})
    assert asked.content == client.get(PUBLIC).content


def test_box_and_answer_may_be_in_different_systems(client: TestClient, planted: Planted) -> None:
    asked = {"bbox": "52.5,23.7,52.9,24", "bbox-crs": URIS[1], "crs": URIS[4]}
    page = client.get(PUBLIC, params=asked).json()
    expected = client.get(PUBLIC, params={"bbox": "23.7,52.5,24,52.9"}).json()
    assert [each["id"] for each in page["features"]] == [
        each["id"] for each in expected["features"]
    ]
    assert page["features"][0]["geometry"]["coordinates"][1] > 5_000_000


# Links.


def test_pages_keep_their_systems_to_the_end(client: TestClient, planted: Planted) -> None:
    box = {"bbox": "600000,5700000,800000,6000000", "bbox-crs": URIS[3], "crs": URIS[2]}
    whole = client.get(PUBLIC, params=box).json()["features"]
    assert len(whole) == 3
    answer, seen = client.get(PUBLIC, params={**box, "limit": "1"}), []
    while True:
        page = answer.json()
        assert answer.headers["content-crs"] == f"<{URIS[2]}>"
        seen += page["features"]
        following = [each["href"] for each in page["links"] if each["rel"] == "next"]
        if not following:
            break
        answer = client.get(following[0])
    assert seen == whole


def test_a_cursor_leads_on_in_another_system(client: TestClient, planted: Planted) -> None:
    first = client.get(PUBLIC, params={"limit": 2}).json()
    (following,) = (each["href"] for each in first["links"] if each["rel"] == "next")
    plain, moved = client.get(following), client.get(f"{following}&crs={URIS[2]}")
    assert [each["id"] for each in moved.json()["features"]] == [
        each["id"] for each in plain.json()["features"]
    ]


def test_each_system_has_a_tag_of_its_own(
    client: TestClient, people: People, paths: list[str]
) -> None:
    for path in paths:
        one = client.get(path, headers=people.partner).json()["features"][0]["id"]
        for address in (path, f"{path}/{one}"):
            tags = [
                client.get(address, params={"crs": uri}, headers=people.partner).headers["etag"]
                for uri in URIS
            ]
            assert len(set(tags)) == len(URIS)


def test_a_feature_links_itself_in_its_system(client: TestClient, planted: Planted) -> None:
    path = f"{PUBLIC}/{planted.public['point']}"
    feature = client.get(path, params={"crs": URIS[3]}).json()
    (own,) = (each["href"] for each in feature["links"] if each["rel"] == "self")
    assert client.get(own).json() == feature
