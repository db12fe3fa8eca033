"""The pages on weekly figures name every table, column, series and measure there is."""

from pathlib import Path

import pytest

from service.summaries.bulletin.tabular import ABOUT, COLUMNS, GUARDED, NOT_SHOWN, PERIODS, TABLES
from service.vocabulary import codes

DOCS = Path(__file__).parents[3] / "docs"
PAGES = [DOCS / name for name in ("weekly-figures.md", "bulletin.md")]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
NAMES = {
    *TABLES,
    *PERIODS,
    GUARDED,
    NOT_SHOWN,
    ABOUT,
    *COLUMNS,
    *codes("series"),
    *codes("measure"),
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_name_of_a_document_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT
