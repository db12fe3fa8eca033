"""The sample: what each of its 76 rows becomes, decided by reading the row, not by the engine.

Beside a decision that is not obvious `communiques_expected.json` says why.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

import service
from service.profiles import MappedRow, Profile, RowRejected, SourceRow, map_row, read_rows
from service.reports.schemas import REPORT
from service.weeks import place_in_time

SAMPLE = Path(service.__file__).parent / "data" / "communiques.csv"
EXPECTED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("communiques_expected.json").read_text(encoding="utf-8")
)
REPORTS = [entry["report"] for entry in EXPECTED if "report" in entry]


@pytest.fixture(scope="module")
def rows(communiques: Profile) -> list[SourceRow]:
    return list(read_rows(SAMPLE, communiques))


@pytest.fixture(scope="module")
def mapped(rows: list[SourceRow], communiques: Profile) -> list[MappedRow]:
    return [map_row(row, communiques) for row in rows if row.cells["date"]]


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda entry: f"row-{entry['row']}")
def test_each_row_becomes_what_was_decided_by_hand(
    entry: dict[str, Any], rows: list[SourceRow], communiques: Profile
) -> None:
    row = rows[entry["row"] - 1]
    assert row.number == entry["row"]
    if rejected := entry.get("rejected"):
        with pytest.raises(RowRejected) as refusal:
            map_row(row, communiques)
        assert {"field": refusal.value.field, "reason": refusal.value.reason} == rejected
    else:
        assert map_row(row, communiques).report == entry["report"]


def test_the_table_covers_exactly_the_76_rows_of_the_sample(rows: list[SourceRow]) -> None:
    assert len(rows) == 76
    assert [entry["row"] for entry in EXPECTED] == list(range(1, 77))


def test_no_two_rows_share_a_key(rows: list[SourceRow]) -> None:
    assert len({row.key for row in rows}) == 76


def test_weeks_and_undated_and_rejects_add_up_to_76() -> None:
    placed = [
        place_in_time(*REPORT.validate_json(orjson.dumps(report)).occurred.interval())
        for report in REPORTS
    ]
    weeks = sum(week is not None for week, _ in placed)
    undated = sum(under is not None for _, under in placed)
    rejects = len(EXPECTED) - len(REPORTS)
    assert (weeks, undated, rejects) == (49, 26, 1)


def test_every_mapped_row_is_a_valid_report(mapped: list[MappedRow]) -> None:
    for row in mapped:
        REPORT.validate_json(orjson.dumps(row.report))
    assert len(mapped) == 75


def test_the_profile_knows_every_value_of_the_sample(mapped: list[MappedRow]) -> None:
    assert [row.unknown_values for row in mapped if row.unknown_values] == []


def test_every_equipment_word_is_counted_under_a_code(mapped: list[MappedRow]) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        words = Counter(
            item.partition(":")[0]
            for row in csv.DictReader(file)
            for item in row["equipment"].split(";")
            if item
        )
    kinds = Counter(item["kind"] for row in mapped for item in row.report["equipment"])
    assert words["tunnel"] == 2
    assert sum(row.report["type"] == "tunnel" for row in mapped) == 2
    # The tools of one row were supplied but not named, so their `unknown` has no word.
    assert kinds.pop("unknown") == 1
    assert sum(kinds.values()) == sum(words.values()) - words["tunnel"] == 67
    assert kinds == {
        "stones": 18,
        "branch_club": 13,
        "blade": 5,
        "ladder": 4,
        "laser": 4,
        "wire_cutters": 3,
        "stun_grenade": 3,
        "plank_platform": 3,
        "incendiary": 2,
        "irritant_spray": 2,
        "jack_spreader": 2,
        "ladder_telescopic": 1,
        "axe": 1,
        "boat_inflatable": 1,
        "strobe_light": 1,
        "angle_grinder": 1,
        "gloves": 1,
        "radio": 1,
        "slingshot": 1,
    }


def test_supply_is_claimed_only_where_handing_over_or_equipping_is_stated() -> None:
    claims = {
        e["row"]: e["report"]["supply"] for e in EXPECTED if e.get("report", {}).get("supply")
    }
    assert claims.keys() == {41, 52, 57}
    assert {claim["basis"] for claim in claims.values()} == {"stated_by_pl_authority"}
    assert {claim["confidence"] for claim in claims.values()} <= {"low", "medium"}


def test_a_sector_midpoint_is_never_a_point(rows: list[SourceRow], communiques: Profile) -> None:
    for row in rows:
        if row.cells["coord_basis"] == "sector midpoint":
            location = map_row(row, communiques).report["location"]
            assert location == {"method": "sector", "sectors": [row.cells["sector_guess"]]}


def test_officers_and_drivers_are_never_counted_as_persons(
    rows: list[SourceRow], communiques: Profile
) -> None:
    of_type = {"facilitation": None, "fence_cut_by_services": 0, "services_provocation": 0}
    seen = Counter[str]()
    for row in rows:
        if (kind := row.cells["type"]) in of_type:
            persons = map_row(row, communiques).report["persons"]
            assert (persons and persons["high"]) == of_type[kind]
            seen[kind] += 1
    assert seen == {"facilitation": 3, "fence_cut_by_services": 2, "services_provocation": 3}


def test_the_profile_names_the_sectors_of_the_border(communiques: Profile) -> None:
    assert list(communiques.location.sectors) == _column("sectors.csv", "code")


def test_every_place_of_the_sample_stands_in_the_gazetteer_but_one_pair() -> None:
    named = {place for report in REPORTS if (place := report["location"].get("place"))}
    assert named - set(_column("places.csv", "name")) == {"Dworczysko and Knyszyn Forest"}


def _column(table: str, name: str) -> list[str]:
    """A column of the border's reference data."""
    path = SAMPLE.parents[2] / "geo" / "data" / table
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]
