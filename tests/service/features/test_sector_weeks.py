"""Released figures by sector and week, as a layer that any map client can colour."""

from datetime import timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from geo.sector_files import sector_set
from service.installation import Installation
from tests.service.answers import problem
from tests.service.features.conftest import PUBLISHED_AT, Planted, released

PATH = "/api/collections/sector-weeks/items"


def items(client: TestClient, **parameters: Any) -> Response:
    return client.get(PATH, params=parameters)


def ids(answer: Response) -> list[str]:
    return [feature["id"] for feature in answer.json()["features"]]


def test_nothing_is_there_before_a_release(client: TestClient, planted: Planted) -> None:
    assert ids(items(client)) == []


def test_each_sector_of_a_released_week_has_its_area_and_its_figures(
    client: TestClient, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20")
    features = {each["id"]: each for each in items(client).json()["features"]}
    assert set(features) == {f"2025-W20-{code}" for code in sector_set().codes}
    bia = features["2025-W20-BIA"]
    said = client.get("/api/summaries/weekly/2025-W20").json()
    (cell,) = [
        each
        for each in said["cells"]
        if (each["series"], each["sector"], each["type"]) == ("reported", "BIA", "_T")
    ]
    assert bia["geometry"]["type"] == "Polygon"
    assert bia["properties"]["incidents_reported"] == cell["incidents"] == 1
    assert (bia["properties"]["vintage"], bia["properties"]["week"]) == (1, "2025-W20")
    assert features["2025-W20-TER"]["properties"]["incidents_reported"] is None
    assert features["2025-W20-TER"]["properties"]["obs_status_reported"] == "L"


def test_the_newest_vintage_takes_the_place_of_the_one_before(
    client: TestClient, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20")
    released(house, "2025-W20", now=PUBLISHED_AT + timedelta(weeks=4))
    features = items(client, week="2025-W20").json()["features"]
    assert len(features) == 20
    assert {each["properties"]["vintage"] for each in features} == {2}


def test_weeks_sectors_boxes_and_times_select(
    client: TestClient, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20", "2025-W21")
    assert ids(items(client, sector="BIA")) == ["2025-W21-BIA", "2025-W20-BIA"]
    assert len(ids(items(client, week="2025-W21"))) == 20
    assert ids(items(client, bbox="23.8,52.69,23.9,52.71", week="2025-W21")) == ["2025-W21-BIA"]
    assert ids(items(client, bbox="0,0,1,1")) == []
    assert ids(items(client, datetime="2025-05-14", sector="BIA")) == ["2025-W20-BIA"]


def test_pages_lead_on_without_gap_or_repeat(
    client: TestClient, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20", "2025-W21")
    answer, seen = items(client, limit=7), []
    while True:
        seen += ids(answer)
        following = [each["href"] for each in answer.json()["links"] if each["rel"] == "next"]
        if not following:
            break
        answer = client.get(following[0])
    assert len(seen) == len(set(seen)) == 40
    assert seen == sorted(seen, reverse=True)


def test_one_is_found_by_its_id_and_another_is_a_404(
    client: TestClient, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20")
    assert client.get(f"{PATH}/2025-W20-BIA").json()["properties"]["sector"] == "BIA"
    assert problem(client.get(f"{PATH}/2025-W20-XXX"), "not_found")


def test_what_an_incident_has_and_a_week_has_not_is_no_filter(client: TestClient) -> None:
    assert problem(items(client, type="arson"), "query_invalid")
