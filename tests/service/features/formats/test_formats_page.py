"""The page on formats says which there are, and its lines work."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from service.features.formats.forms import OFFERED
from service.features.formats.rendering import LINES
from service.features.html.items import ROWS
from service.features.html.offered import HTML
from service.features.parameters import DEFAULT_LIMIT
from tests.service.features.formats.stage import Service
from tests.test_docs import page, rows, section

TEXT = page("formats.md")
LINES_TO_TRY = re.findall(r"curl 'http://127\.0\.0\.1:8000(/[^']+)'", section(TEXT, "Lines to try"))


def test_it_lists_each_form_with_what_it_is_without_a_limit() -> None:
    listed = [(f, media_type, all_of) for f, media_type, _, all_of in rows(TEXT) if f != "f"]
    page_of = f"a page of {DEFAULT_LIMIT:,}"
    without = dict.fromkeys(LINES, "all of `incidents`") | {HTML: f"a page of {ROWS}"}
    assert listed == [(form.code, form.media_type, without.get(form, page_of)) for form in OFFERED]


def test_it_has_a_line_for_each_form() -> None:
    named = {parse_qs(urlsplit(line).query)["f"][0] for line in LINES_TO_TRY}
    assert named == {form.code for form in OFFERED}


@pytest.mark.parametrize("line", LINES_TO_TRY)
def test_its_lines_answer(items: Service, line: str) -> None:
    answer = items.client.get(line)
    (f,) = parse_qs(urlsplit(line).query)["f"]
    types = {form.code: form.media_type for form in OFFERED}
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == types[f]
    assert answer.content
