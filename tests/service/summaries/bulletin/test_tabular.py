"""The CSV holds the numbers of the JSON, and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.projections.policy import Policy
from service.summaries.bulletin.tabular import (
    ABOUT,
    COLUMNS,
    NOT_SHOWN,
    PERIODS,
    TABLES,
    as_csv,
    flat_rows,
)
from service.summaries.draft import draft_document
from service.summaries.release import release_content
from service.summaries.rows import Counted, State, UndatedCount, WeekRows
from tests.service.summaries.samples import event, events

TEXTS = frozenset(COLUMNS[: COLUMNS.index("additive")]) - {"vintage"} | {"obs_status"}
BASE = "https://figures.example"
UNDATED = [UndatedCount("2025-11", "verified", 2)]


def draft(now: WeekRows, before: WeekRows, undated: Iterable[UndatedCount]) -> dict[str, Any]:
    """A draft of two weeks with nothing beside them."""
    return draft_document(now, before, undated, {}, {})


def parsed(content: bytes) -> list[dict[str, Any]]:
    """The rows of a CSV with their numbers, as a reader's program reads them."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{name: _value(name, text) for name, text in row.items() if text} for row in rows]


def _value(name: str, text: str) -> str | int | bool:
    if name in TEXTS:
        return text
    return text == "true" if name == "additive" else int(text)


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
    document = draft(WeekRows("2025-W47", now, camps), WeekRows("2025-W46", before), UNDATED)
    assert parsed(as_csv(document)) == told(document)


@given(st.lists(events(), max_size=8))
def test_a_release_reads_back_with_the_same_numbers(records: list[Counted]) -> None:
    # As vintages of the first shape had it.
    hidden = {"reported": {"least": 5, "most": 9}, "counted_in_vintage": 1}
    document = {
        **release_content("2025-W47", records, [event(type="encampment")], UNDATED, Policy()),
        "vintage": 2,
        NOT_SHOWN: hidden,
    }
    rows = parsed(as_csv(document))
    assert rows == told(document)
    assert rows[-1] == {
        "table": NOT_SHOWN, "week": "2025-W47", "vintage": 2, "series": "reported",
        "least": 5, "most": 9, "counted_in_vintage": 1,
    }  # fmt: skip


def test_every_member_of_a_row_has_its_column_and_every_table_is_written() -> None:
    made = draft(
        WeekRows("2025-W47", [event()], [State(event(type="encampment"))]),
        WeekRows("2025-W46", [event()]),
        UNDATED,
    )
    release = release_content("2025-W47", [event()], [event()], UNDATED, Policy())
    tables = {*TABLES, *PERIODS}
    for document in (made, release):
        lists = {name for name, value in document.items() if isinstance(value, list | dict)}
        assert lists - tables <= {
            "units",
            "attributions",
            "notes",
            "policy",
            "week_before",
            "looked",
        }
        assert all(set(row) <= set(COLUMNS) for _, row in flat_rows(document))


def test_a_text_that_a_spreadsheet_would_run_is_made_inert() -> None:
    document = draft(WeekRows("2025-W47", [event(sector="=1+1")]), WeekRows("2025-W46", ()), ())
    rows = parsed(as_csv(document))
    assert {row["sector"] for row in rows if "1+1" in row.get("sector", "")} == {"'=1+1"}


def test_a_negative_change_stays_a_number() -> None:
    document = draft(WeekRows("2025-W47", ()), WeekRows("2025-W46", [event()]), ())
    total = parsed(as_csv(document))[0]
    assert (total["sector"], total["incidents_change"]) == ("_T", -1)


def test_a_file_that_is_cited_names_its_vintage_and_credits_in_rows() -> None:
    document = {**release_content("2025-W47", [event()], (), (), Policy()), "vintage": 3}
    rows = csv.DictReader(io.StringIO(as_csv(document, BASE).decode("utf-8-sig"), newline=""))
    about = [(row["member"], row["text"]) for row in rows if row["table"] == ABOUT]
    assert ("licence", "CC-BY-4.0") in about
    assert ("address", f"{BASE}/api/summaries/weekly/2025-W47?vintage=3") in about
    assert {"sha256", "policy_digest", "attribution", "sector_set"} <= {name for name, _ in about}


def test_what_two_tables_call_alike_stands_in_a_column_of_its_own() -> None:
    document = {
        "week": "2025-W47",
        "curve": [{"week": "2025-W01", "series": "reported", "incidents": 4}],
        "effort": [{"sector": "BIA", "month": "2025-11", "level": "good"}],
        "changes": [{"table": "cells", "series": "reported", "measure": "incidents", "before": 1,
                     "after": 2, "classes": ["late_report", "merge"]}],
        "context": [{"date": "2025-03-27", "titles": {"pl": "Tytuł"}, "source": {"title": "a",
                     "url": "https://a.example"}}],
    }  # fmt: skip
    found = dict(flat_rows(document))
    assert found["curve"]["period"] == "2025-W01"
    assert found["effort"]["period"] == "2025-11"
    assert (found["changes"]["of_table"], found["changes"]["classes"]) == (
        "cells", "late_report merge",
    )  # fmt: skip
    assert found["context"] == {
        "date": "2025-03-27", "title_pl": "Tytuł", "source_title": "a",
        "source_url": "https://a.example",
    }  # fmt: skip


def test_the_file_is_utf_8_with_its_mark_and_the_line_ends_of_rfc_4180() -> None:
    content = as_csv(draft(WeekRows("2025-W47", ()), WeekRows("2025-W46", ()), ()))
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = content.decode("utf-8-sig").split("\r\n")
    assert header == ",".join(COLUMNS)
    assert rows[-1] == ""
    assert "\n" not in "".join(rows)
