"""The page's example is accepted as it stands, and its tables name what there is."""

import re
from pathlib import Path

import orjson
from starlette.testclient import TestClient

from service.official.schemas import TotalCreate
from service.vocabulary import codes
from tests.conftest import People
from tests.service.projections.stage import ON_SQLITE

PAGE = (Path(__file__).parents[3] / "docs" / "official-totals.md").read_text(encoding="utf-8")


@ON_SQLITE
def test_the_example_of_the_page_is_accepted(client: TestClient, people: People) -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    answer = client.post("/api/official-totals", json=orjson.loads(example), headers=people.analyst)
    assert answer.status_code == 200, answer.text
    (row,) = client.get("/api/official-totals").json()["totals"]
    assert (row["value"], row["from"], row["relayed_by"]) == (206, "2021-11-26", "media")


def test_the_page_names_each_member_of_a_total() -> None:
    members = {field.alias or name for name, field in TotalCreate.model_fields.items()}
    told = " ".join(re.findall(r"^\| (`.+?`) \|", PAGE, re.MULTILINE))
    assert [name for name in sorted(members) if f"`{name}`" not in told] == []


def test_the_page_names_each_lane() -> None:
    assert [lane for lane in codes("lane") if f"| `{lane}` |" not in PAGE] == []
