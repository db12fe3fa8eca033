"""A GeoJSON text sequence holds the features of the page, and GDAL reads it."""

from pathlib import Path

import orjson
import pyogrio
import pytest
import shapely

from tests.service.features.formats.stage import COLLECTIONS, Service


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_feature_is_a_text_between_its_marks(items: Service, collection: str) -> None:
    body = items.get(collection, "geojsonseq").content
    texts = body.split(b"\x1e")
    assert texts[0] == b""
    assert all(text.endswith(b"}\n") for text in texts[1:])
    assert [orjson.loads(text) for text in texts[1:]] == items.features(collection)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_gdal_reads_the_same_features(items: Service, collection: str, tmp_path: Path) -> None:
    file = tmp_path / "features.geojsons"
    file.write_bytes(items.get(collection, "geojsonseq").content)
    assert pyogrio.read_info(file)["driver"] == "GeoJSONSeq"
    frame = pyogrio.read_dataframe(file)
    features = items.features(collection)
    assert list(frame["id"]) == [feature["id"] for feature in features]
    for feature, shape in zip(features, frame.geometry, strict=True):
        expected = feature["geometry"]
        assert (shape is None) is (expected is None)
        if expected is not None:
            assert shapely.equals(shape, shapely.geometry.shape(expected))
    for name in ("week", "sector", "name", "status"):
        if name in features[0]["properties"]:
            told = [feature["properties"][name] for feature in features]
            assert frame[name].astype(object).where(frame[name].notna(), None).tolist() == told


def test_one_feature_is_a_sequence_of_one(items: Service) -> None:
    body = items.client.get("/api/collections/sectors/items/BIA?f=geojsonseq").content
    assert body.count(b"\x1e") == body.count(b"\n") == 1
    assert orjson.loads(body.strip(b"\x1e\n"))["id"] == "BIA"
