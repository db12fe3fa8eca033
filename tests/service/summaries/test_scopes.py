"""Drafts for partners: with the scope, and of a key's sectors alone."""

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.summaries.service import draft_week
from tests.conftest import bearer
from tests.service.answers import problem
from tests.service.projections.stage import body, submit, verify
from tests.service.summaries.samples import cell

PATH = "/api/summaries/weekly/2025-W20"
BY_SECTOR = ("cells", "mentioned", "held_by_others", "states")


def at(*sectors: str, **members: Any) -> dict[str, Any]:
    return body(location={"method": "sector", "sectors": list(sectors)}, **members)


MAY = {"occurred": {"from": "2025-05", "precision": "month"}}
ELSEWHERE = (
    at("NAR"),
    at("NAR", type="equipment_supplied", supply={
        "supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "low",
    }),
    at("NAR", type="encampment", occurred={"from": "2025-05-12", "precision": "day"}),
    at("BIA", "NAR"),
    at("NAR", **MAY),
    body(location={"method": "border"}, **MAY),
    at("NAR", occurred={"from": "2025-05-07", "precision": "day"}),
)  # fmt: skip


@pytest.fixture
def headers(house: Installation) -> dict[str, str]:
    return bearer(house, "partner", scopes=["summaries:read"], sectors=["BIA"])


def test_a_partner_with_the_scope_reads_the_whole_draft(
    client: TestClient, house: Installation
) -> None:
    submit(house, at("BIA"), *ELSEWHERE)
    whole = bearer(house, "partner", scopes=["summaries:read"])
    draft = client.get(f"{PATH}?draft=true", headers=whole)
    assert draft.json() == client.get(f"{PATH}?draft=true", headers=bearer(house, "analyst")).json()
    assert "only_sectors" not in draft.json()


@pytest.mark.parametrize("scopes", [[], ["incidents:read", "reports:write"]])
def test_a_partner_without_the_scope_is_told_which(
    client: TestClient, house: Installation, scopes: list[str]
) -> None:
    headers = bearer(house, "partner", scopes=scopes)
    answer = client.get(f"{PATH}?draft=true", headers=headers)
    assert "summaries:read" in problem(answer, "scope_insufficient")["detail"]


def test_a_limited_draft_has_only_cells_of_its_sectors(house: Installation) -> None:
    own, *_ = submit(house, at("BIA", persons={"low": 7}), *ELSEWHERE)
    verify(house, own)
    draft = draft_week(house.database, "2025-W20", ("BIA",))
    assert draft["only_sectors"] == ["BIA"]
    for table in BY_SECTOR:
        assert {row["sector"] for row in draft[table]} <= {"BIA"}
    found = cell(draft["cells"], sector="BIA")
    assert (found["incidents"], found["persons_low"]) == (1, 7)


def test_nothing_that_happens_elsewhere_changes_a_limited_draft(house: Installation) -> None:
    """Two weeks that differ only outside the sectors look the same, to the byte."""
    submit(house, at("BIA", equipment=[{"kind": "ladder", "count": {"low": 2}}]), at("BIA", **MAY))
    before = draft_week(house.database, "2025-W20", ("BIA",))
    everyone = draft_week(house.database, "2025-W20")
    submit(house, *ELSEWHERE)
    assert draft_week(house.database, "2025-W20", ("BIA",)) == before
    assert draft_week(house.database, "2025-W20") != everyone


def test_what_is_within_the_sectors_stands_in_every_table(house: Installation) -> None:
    submit(
        house,
        at("NAR", **MAY),
        at("NAR", occurred={"from": "2025-05-07", "precision": "day"}),
        *(report for report in ELSEWHERE if report["location"].get("sectors") == ["NAR"]),
    )
    draft = draft_week(house.database, "2025-W20", ("NAR",))
    assert draft["undated"]["reported"]["2025-05"] == 2
    assert draft["week_before"]["has_data"] is True
    assert draft["supply"] != []
    assert cell(draft["states"], series="reported", sector="NAR")["encampments"] == 1
    assert draft_week(house.database, "2025-W20", ("BIA",))["supply"] == []


def test_limited_drafts_say_so_and_share_no_tag(
    client: TestClient, house: Installation, headers: dict[str, str]
) -> None:
    other = bearer(house, "partner", scopes=["summaries:read"], sectors=["WLO"])
    for form in ("json", "csv"):
        answers = [
            client.get(f"{PATH}?draft=true&f={form}", headers=each) for each in (headers, other)
        ]
        assert [answer.headers["miedza-sectors"] for answer in answers] == ["BIA", "WLO"]
        assert len({answer.headers["etag"] for answer in answers}) == 2
        assert all(answer.headers["cache-control"] == "private, no-store" for answer in answers)


def test_the_csv_of_a_limited_draft_holds_no_other_sector(
    client: TestClient, house: Installation, headers: dict[str, str]
) -> None:
    submit(house, at("BIA"), *ELSEWHERE)
    answer = client.get(f"{PATH}?draft=true&f=csv", headers=headers)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {row["sector"] for row in rows if row["table"] in BY_SECTOR} == {"BIA"}
