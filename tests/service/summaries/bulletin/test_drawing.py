"""A chart by itself is the drawing of the page."""

from html import unescape

import pytest

from service.summaries.bulletin.drawing import as_svg
from service.summaries.bulletin.page import as_html
from tests.service.summaries.bulletin.documents import BASE, earlier_format, full_week


@pytest.mark.parametrize("name", ["map", "strip", "curve"])
def test_each_chart_is_the_one_that_the_page_holds(name: str) -> None:
    drawn = as_svg(full_week(), name, "be")
    assert drawn is not None
    assert unescape(drawn.decode()) in unescape(as_html(full_week(), "be", BASE).decode())


def test_a_vintage_without_earlier_weeks_has_no_curve() -> None:
    document = {**earlier_format(), "curve": []}
    assert as_svg(document, "curve", "en") is None
    assert as_svg(document, "map", "en") is not None
