"""GDAL's own client, as it comes with pyogrio, against a server on loopback."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pyogrio
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from service.installation import Installation
from tests.conftest import People
from tests.service.features.conftest import Planted
from tests.service.reports.test_at_once import server_in_thread

pytestmark = pytest.mark.slow


@dataclass
class Asked:
    """What came in: path and query of each request, in order."""

    requests: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def around(self, app: ASGIApp) -> ASGIApp:
        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                query = parse_qs(scope["query_string"].decode())
                self.requests.append((scope["path"], query))
            await app(scope, receive, send)

        return listening

    def of_items(self) -> list[dict[str, list[str]]]:
        """The queries to the items, without those by which GDAL looks at the layer first."""
        return [query for path, query in self.requests if path.endswith("/items")]


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def source(house: Installation, planted: Planted, asked: Asked) -> Iterator[str]:
    with server_in_thread(house, around=asked.around) as address:
        yield f"OAPIF:{address}/api"


def test_it_finds_the_public_layers_with_their_shapes(source: str) -> None:
    layers = dict(pyogrio.list_layers(source))
    assert layers.keys() == {"incidents", "sector-weeks", "sectors", "border", "crossings"}
    assert layers["incidents"] == "Point"
    assert layers["border"] == "LineString"
    assert layers["sectors"] == "Polygon"


def test_it_reads_every_feature_with_typed_fields(source: str) -> None:
    frame = pyogrio.read_dataframe(source, layer="sectors")
    assert len(frame) == 20
    assert frame["km_from"].dtype == "float64"
    assert str(frame["valid_from"].dtype).startswith("datetime64")
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"


def test_it_asks_for_large_pages(source: str, asked: Asked) -> None:
    pyogrio.read_dataframe(source, layer="incidents")
    assert asked.of_items()[-1]["limit"] == ["1000"]


def test_it_knows_how_many_there_are(source: str) -> None:
    assert pyogrio.read_info(source, layer="incidents")["features"] == 5


def test_a_box_is_asked_of_the_server(source: str, asked: Asked) -> None:
    frame = pyogrio.read_dataframe(source, layer="crossings", bbox=(23.4, 52.6, 24.0, 52.9))
    assert 0 < len(frame) < 10
    assert any("bbox" in query for query in asked.of_items())


@pytest.mark.parametrize(
    ("where", "parameter", "value"),
    [
        ("type = 'crossing_attempt'", "type", "crossing_attempt"),
        ("sector = 'NAR'", "sector", "NAR"),
        ("week = '2025-W20'", "week", "2025-W20"),
    ],
)
def test_what_a_field_shall_equal_is_asked_of_the_server(
    source: str, asked: Asked, where: str, parameter: str, value: str
) -> None:
    frame = pyogrio.read_dataframe(source, layer="incidents", where=where)
    assert len(frame) > 0
    assert set(frame[parameter]) == {value}
    assert asked.of_items()[-1][parameter] == [value]


def test_a_key_opens_the_full_layer_as_bearer_and_as_a_password(
    source: str, people: People
) -> None:
    token = people.partner["Authorization"].removeprefix("Bearer ")
    for option, value in (
        ("GDAL_HTTP_HEADERS", f"Authorization: Bearer {token}"),
        ("GDAL_HTTP_USERPWD", f"key:{token}"),
    ):
        pyogrio.set_gdal_config_options({option: value})
        try:
            frame = pyogrio.read_dataframe(source, layer="incidents-full")
        finally:
            pyogrio.set_gdal_config_options({option: None})
        assert len(frame) == 7
        assert str(frame["occurred_from"].dtype).startswith("datetime64")
