"""The CSV holds the numbers of the JSON, and nothing that a spreadsheet would run."""

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.projections.policy import Policy
from service.summaries.draft import draft_document
from service.summaries.guarded_number import guarded_number
from service.summaries.release import release_content
from service.summaries.rows import Counted, State, UndatedCount, WeekRows
from service.summaries.tabular import COLUMNS, GUARDED, PERIODS, TABLES, as_csv, flat_rows
from tests.service.summaries.samples import event, events

TEXTS = frozenset(COLUMNS[: COLUMNS.index("additive")]) - {"vintage"} | {"level", "obs_status"}
UNDATED = [UndatedCount("2025-11", "verified", 2)]


def parsed(content: bytes) -> list[dict[str, Any]]:
    """The rows of a CSV with their numbers, as a reader's program reads them."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: _value(name, text) for name, text in row.items() if text} for row in rows]


def _value(name: str, text: str) -> str | int | bool:
    if name in TEXTS:
        return text
    if name == "additive":
        return text == "true"
    return float(text) if name == "mean_4" else int(text)


def told(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a document as the CSV should give them back."""
    shared = {"week": document["week"], "vintage": document.get("vintage")}
    return [
        {
            name: value
            for name, value in {"table": table, **shared, **row}.items()
            if value is not None
        }
        for table, row in flat_rows(document)
    ]


@given(st.lists(events(), max_size=8), st.lists(events(), max_size=8))
def test_a_draft_reads_back_with_the_same_numbers(
    now: list[Counted], before: list[Counted]
) -> None:
    camps = [State(event(type="encampment")), State(event(type="encampment"), "2025-11")]
    document = draft_document(
        WeekRows("2025-W47", now, camps), WeekRows("2025-W46", before), UNDATED, {}
    )
    assert parsed(as_csv(document)) == told(document)


@given(st.lists(events(), max_size=8))
def test_a_release_reads_back_with_the_same_numbers(records: list[Counted]) -> None:
    hidden = guarded_number({"headline": 0, "reported": 7}, Policy(), 1)
    document = {
        **release_content("2025-W47", records, [event(type="encampment")], UNDATED, Policy()),
        "vintage": 2,
        GUARDED: hidden,
    }
    rows = parsed(as_csv(document))
    assert rows == told(document)
    assert rows[-1] == {
        "table": GUARDED, "week": "2025-W47", "vintage": 2, "series": "reported",
        "least": 5, "most": 9, "counted_in_vintage": 1,
    }  # fmt: skip


def test_every_member_of_a_row_has_its_column_and_every_table_is_written() -> None:
    draft = draft_document(
        WeekRows("2025-W47", [event()], [State(event(type="encampment"))]),
        WeekRows("2025-W46", [event()]),
        UNDATED,
        {},
    )
    release = release_content("2025-W47", [event()], [event()], UNDATED, Policy())
    tables = {*TABLES, *PERIODS}
    for document in (draft, release):
        lists = {name for name, value in document.items() if isinstance(value, list | dict)}
        assert lists - tables <= {
            "units",
            "attributions",
            "notes",
            "policy",
            "week_before",
            "official",
            "context",
        }
        assert all(set(row) <= set(COLUMNS) for _, row in flat_rows(document))


def test_a_text_that_a_spreadsheet_would_run_is_made_inert() -> None:
    document = draft_document(
        WeekRows("2025-W47", [event(sector="=1+1")]), WeekRows("2025-W46", ()), (), {}
    )
    rows = parsed(as_csv(document))
    assert {row["sector"] for row in rows if "1+1" in row.get("sector", "")} == {"'=1+1"}


def test_a_negative_change_stays_a_number() -> None:
    document = draft_document(WeekRows("2025-W47", ()), WeekRows("2025-W46", [event()]), (), {})
    total = parsed(as_csv(document))[0]
    assert (total["sector"], total["incidents_change"]) == ("_T", -1)


def test_the_file_is_utf_8_with_the_line_ends_of_rfc_4180() -> None:
    content = as_csv(draft_document(WeekRows("2025-W47", ()), WeekRows("2025-W46", ()), (), {}))
    header, *rows = content.decode().split("\r\n")
    assert header == ",".join(COLUMNS)
    assert rows[-1] == ""
    assert "\n" not in "".join(rows)
