"""GDAL's own client, as it comes with pyogrio, against a server on loopback."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyogrio
import pytest

from service.installation import Installation
from tests.conftest import People
from tests.service.features.conftest import Planted
from tests.service.reports.test_at_once import await_ready, server_process

pytestmark = pytest.mark.slow


_REQUEST = re.compile(r'"GET (\S+) HTTP')


@dataclass(frozen=True)
class Asked:
    """What came in, as the server's log says it."""

    log: Path

    def of_items(self) -> list[dict[str, list[str]]]:
        """The queries to the items, in order."""
        addresses = [urlsplit(found) for found in _REQUEST.findall(self.log.read_text())]
        return [parse_qs(each.query) for each in addresses if each.path.endswith("/items")]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path / "access.log")


@pytest.fixture
def source(house: Installation, planted: Planted, asked: Asked) -> Iterator[str]:
    """A server in a process of its own: GDAL keeps the interpreter to itself while it waits."""
    with asked.log.open("wb") as log, server_process(house, log) as address:
        await_ready(address)
        yield f"OAPIF:{address}/api"


@contextmanager
def partners_key(people: People, way: str) -> Iterator[None]:
    token = people.partner["Authorization"].removeprefix("Bearer ")
    secret = {"GDAL_HTTP_BEARER": token} if way == "BEARER" else {"GDAL_HTTP_USERPWD": f"k:{token}"}
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": way, **secret})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(("GDAL_HTTP_AUTH", *secret)))


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
    ("where", "found"),
    [
        ("type = 'crossing_attempt'", {"point", "two sectors"}),
        ("sector = 'NAR'", {"sector"}),
        ("week > '2025-W20' AND week <= '2025-W21'", {"sector"}),
        ("week = '2025-W20' OR sector = 'NAR'", {"point", "sector"}),
        ("type ILIKE 'OBJECTS%'", {"month"}),
        ("week IS NULL", {"month"}),
        ("NOT type = 'crossing_attempt'", {"sector", "month", "verified"}),
    ],
)
def test_what_is_asked_of_fields_is_asked_of_the_server(
    source: str, asked: Asked, planted: Planted, where: str, found: set[str]
) -> None:
    frame = pyogrio.read_dataframe(source, layer="incidents", where=where)
    names = {feature_id: name for name, feature_id in planted.public.items()}
    assert {names[each] for each in frame["id"]} == found
    last = asked.of_items()[-1]
    assert last["filter-lang"] == ["cql-text"]
    assert "filter" in last


def test_instants_are_compared_by_the_server(
    source: str, people: People, asked: Asked, planted: Planted
) -> None:
    where = "occurred_from >= '2025/05/20 00:00:00' AND occurred_from < '2025/05/21 12:00:00'"
    with partners_key(people, "BEARER"):
        frame = pyogrio.read_dataframe(source, layer="incidents-full", where=where)
    names = {feature_id: name for name, feature_id in planted.full.items()}
    assert {names[each] for each in frame["id"]} == {"sector", "severe"}
    assert "occurred_from" in asked.of_items()[-1]["filter"][0]


@pytest.mark.parametrize("way", ["BEARER", "BASIC"])
def test_a_key_opens_the_full_layer_as_bearer_and_as_a_password(
    source: str, people: People, way: str
) -> None:
    with partners_key(people, way):
        frame = pyogrio.read_dataframe(source, layer="incidents-full")
    assert len(frame) == 7
    assert str(frame["occurred_from"].dtype).startswith("datetime64")
