"""The pages on the data model and the policy say what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

import service.models  # noqa: F401  # Fills the metadata.
from service.projections.places import Shown, decide_place
from service.projections.policy import Policy
from service.vocabulary import codes
from tests.service.projections.stage import body, incident
from tests.service.projections.test_places import shared

DOCS = Path(__file__).parents[3] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def described() -> dict[str, dict[str, str]]:
    """Tables of the page with their columns and meanings, in its order."""
    tables = {}
    for part in page("data-model.md").split("\n### ")[1:]:
        (name,) = re.findall(r"^`(\w+)`", part)
        tables[name] = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", part, re.MULTILINE))
    return tables


def rules(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The names of a policy's rules as a file and a reason name them."""
    found: list[str] = []
    for name, field in model.model_fields.items():
        inner: Any = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += rules(inner, f"{name}.")
        else:
            found.append(prefix + name)
    return found


@pytest.mark.parametrize("table", sorted(SQLModel.metadata.tables))
def test_the_page_describes_each_column_in_the_tables_order(table: str) -> None:
    columns = [column.name for column in SQLModel.metadata.tables[table].columns]

    assert list(described()[table]) == columns
    assert all(meaning.strip() for meaning in described()[table].values())


def test_the_page_describes_no_table_that_is_gone() -> None:
    assert set(described()) == set(SQLModel.metadata.tables)


@pytest.mark.parametrize("rule", [rule for rule in rules(Policy) if rule != "reasons"])
def test_the_policys_page_names_each_rule(rule: str) -> None:
    assert f"`{rule}`" in page("policy.md")


def test_the_policys_page_names_the_defaults() -> None:
    default, text = Policy(), page("policy.md")

    assert f"{default.delay_days.moderate} days after the end" in text
    assert f"{default.delay_days.high} for high" in text
    assert (
        f"at least {default.cell_min_incidents} different reviewed incidents share it "
        f"within {default.cell_window_weeks} weeks"
    ) in text
    assert f"at least {default.week_min_records} guarded records" in text
    assert f"*k* = {default.table_min_incidents}" in text
    assert ", ".join(codes("band")) in text


def test_the_page_names_every_decision_about_a_place() -> None:
    told = incident(body(), status="verified")
    border = incident(body(location={"method": "border"}))
    cell = told["cell"]
    assert cell is not None
    decisions = {
        decide_place(told, None, shared(cell)).decision,
        decide_place(told, None, shared()).decision,
        decide_place(told, Shown("cell", cell), shared()).decision,
        decide_place(border, None, shared()).decision,
    }

    meaning = described()["publication"]["geometry_basis"]
    assert set(re.findall(r"`(\w+)`", meaning)) == decisions
