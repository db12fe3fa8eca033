"""The form of an answer: `f` before `Accept`, and never a refusal for an unknown `Accept`."""

import pytest
from starlette.requests import Request

from service.errors import QueryInvalid
from service.features.negotiation import Form, choose

GEOJSON = Form("json", "application/geo+json")
HTML = Form("html", "text/html")
CSV = Form("csv", "text/csv")
OFFERED = (GEOJSON, HTML, CSV)


def asking(*accepted: str) -> Request:
    headers = [(b"accept", each.encode()) for each in accepted]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ((), GEOJSON),
        (("*/*",), GEOJSON),
        (("application/json, */*;q=0.1",), GEOJSON),
        (("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",), HTML),
        (("text/csv",), CSV),
        (("text/*",), HTML),
        (("text/html;q=0.4", "text/csv;q=0.5"), CSV),
        (("image/png",), GEOJSON),
        (("no type at all",), GEOJSON),
        (("text/html;q=0",), GEOJSON),
    ],
)
def test_the_header_chooses(accepted: tuple[str, ...], form: Form) -> None:
    assert choose(asking(*accepted), None, OFFERED) is form


def test_the_parameter_is_stronger_than_the_header() -> None:
    assert choose(asking("text/html"), "csv", OFFERED) is CSV


def test_a_form_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(QueryInvalid) as refusal:
        choose(asking(), "gpkg", OFFERED)

    assert refusal.value.problems[0].right == "one of: json, html, csv"
