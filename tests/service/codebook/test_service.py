"""The codebook explains what a real release holds: every table, column and code of it."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from scripts.make_codebook import PAGE, page
from service.codebook.service import as_csv, document
from service.codebook.tables import TABLES
from service.context import service as context
from service.effort.months import weeks_of
from service.effort.service import set_levels
from service.installation import Installation
from service.official import service as official
from service.projections.publisher import publish
from service.summaries.diff import TABLES as COMPARED_TABLES
from service.summaries.figures import COMPARED
from service.summaries.releasing import release_week
from service.summaries.service import get_release
from service.vocabulary import LANGUAGES
from tests.conftest import opened
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import ON_SQLITE, claim, move, submit

WEEK = "2025-W20"
FIRST = datetime(2025, 5, 27, 10, tzinfo=UTC)
LATER = FIRST + timedelta(days=7)
# Members of a document that are no tables of figures.
HEADING = {"units", "attributions", "notes", "policy", "audit", "next"}

Document = dict[str, Any]


def fill(house: Installation) -> str:
    """Something for every table; returns an incident that can leave."""
    supply = {"supplier": "by_border_service", "basis": "stated_by_pl_authority"}
    ladder = {"kind": "ladder", "count": {"low": 2}, "by": "people_crossing"}
    leaving, *_ = submit(
        house,
        claim(persons={"low": 9}),
        claim(equipment=[ladder], persons={"low": 3}, attempts={"low": 3}),
        claim(supply=supply, also=[{"type": "objects_thrown"}]),
        claim(location={"method": "sector", "sectors": ["BIA", "NAR"]}),
        claim(location={"method": "border"}, type="dazzling", by="by_border_service"),
        claim(occurred={"from": "2025-05", "precision": "month"}),
        *(claim(type="pushback") for _ in range(6)),
    )
    (camp,) = submit(house, claim(type="encampment"))
    move(house, camp, "in_review", "verified")
    for week in weeks_of("2025-05"):
        levels = {"NAR": "some"}
        set_levels(house.database, week, levels, actor="a", reason="r", today=LATER.date())
    stated = total(**{"from": "2025-05-14"}, to="2025-05-14")
    official.record(house.database, [official.read_total(stated)], actor="a", reason="r")
    values = context.read_values(entry(date="2025-05-01"))
    context.add(house.database, values, context.Deed("a", "r"))
    return leaving


@pytest.fixture(scope="module", params=["sqlite"])
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Document]:
    """The second vintage of a week, from which a record has left."""
    with opened(request, tmp_path_factory.mktemp("codebook")) as house:
        leaving = fill(house)
        release(house, FIRST)
        move(house, leaving, "withdrawn")
        release(house, LATER)
        yield get_release(house.database, WEEK, LATER.date()).read()


def release(house: Installation, now: datetime) -> None:
    publish(house.database, house.policy, now)
    release_week(house.database, house.policy, WEEK, now=now, actor="a", reason="r")


def rows_of(said: Document, table: str) -> Iterator[Document]:
    if table == "undated":
        for series, periods in said[table].items():
            yield from (
                {"series": series, "period": each, "incidents": n} for each, n in periods.items()
            )
    else:
        yield from said[table]["rows"] if table == "guarded" else said[table]


def columns_of(table: Document) -> dict[str, Document]:
    return {column["code"]: column for column in table["columns"]}


def test_every_table_of_a_release_is_explained_and_no_other(released: Document) -> None:
    held = {name for name, value in released.items() if isinstance(value, list | dict)} - HEADING
    assert held == set(TABLES)
    assert [table for table in TABLES if not list(rows_of(released, table))] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_row_is_explained_and_no_other(released: Document, name: str) -> None:
    table = next(each for each in document()["tables"] if each["code"] == name)
    columns = columns_of(table)
    for row in rows_of(released, name):
        told = set(row) - {"additive"}
        if name == "changes":
            # Each change has the dimensions of its own table.
            own = {
                *TABLES[row["table"]].dimensions,
                "table",
                "measure",
                "before",
                "after",
                "classes",
            }
            assert told == own <= set(columns)
        else:
            assert told == set(columns)
        assert row.get("additive", table["additive"]) == table["additive"]


@pytest.mark.parametrize("name", TABLES)
def test_every_code_of_a_row_may_stand_there(released: Document, name: str) -> None:
    table = next(each for each in document()["tables"] if each["code"] == name)
    for row in rows_of(released, name):
        for code, column in columns_of(table).items():
            said = row.get(code)
            for each in said if isinstance(said, list) else [said]:
                if "codes" in column and each is not None:
                    assert each in column["codes"], (code, each)


def test_every_text_stands_in_four_languages_and_every_number_has_a_unit() -> None:
    for table in document()["tables"]:
        for each in (table, *table["columns"]):
            assert tuple(each["label"]) == tuple(each["definition"]) == LANGUAGES
            assert all((*each["label"].values(), *each["definition"].values()))
        for column in table["columns"]:
            assert (column["role"] == "measure") == ("unit" in column or "unit_in" in column)
            assert (column["role"] == "measure") == ("additive" in column)
            assert column.get("unit_in", column["code"]) in columns_of(table)


def test_what_is_declared_is_what_the_figures_are_made_of() -> None:
    assert TABLES["comparisons"].values["measure"] == COMPARED
    assert TABLES["changes"].values["table"] == COMPARED_TABLES
    numbers = set(TABLES["changes"].values["measure"])
    assert numbers == {each for name in COMPARED_TABLES for each in TABLES[name].measures}


def test_the_csv_holds_a_row_per_table_and_column_with_the_same_words() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv().decode(), newline="")))
    book = document()["tables"]
    assert len(rows) == sum(1 + len(table["columns"]) for table in book)
    named = {(row["table"], row["column"]): row for row in rows}
    for table in book:
        for column in table["columns"]:
            row = named[table["code"], column["code"]]
            assert row["definition_be"] == column["definition"]["be"]
            assert row["codes"].split() == list(column.get("codes", ()))


@ON_SQLITE
def test_it_is_served_as_json_and_csv_to_everyone(client: TestClient) -> None:
    answer = client.get("/api/codebook")
    assert answer.json() == document()
    assert client.get("/api/codebook?f=csv").content == as_csv()
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/codebook", headers=tag).status_code == 304
    assert client.get("/api/codebook?f=xlsx").status_code == 400


def test_the_page_says_what_the_service_says() -> None:
    """`python -m scripts.make_codebook` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
