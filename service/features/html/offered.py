"""The forms in which the answers for people and programs are offered, and how one is asked for."""

from typing import Annotated, Final

from fastapi import Query

from service.features.links import JSON, PAGE, SCHEMA
from service.features.negotiation import Form

HTML: Final = Form("html", PAGE)
# The first of each is what is sent where nothing is asked.
DOCUMENT: Final = (Form("json", JSON), HTML)
SCHEMA_DOCUMENT: Final = (Form("json", SCHEMA), HTML)
# GDAL 3.6, which Debian 12 has, asks for a schema as plain JSON and reads no other type.
SCHEMA_AS_ASKED: Final = (*SCHEMA_DOCUMENT, Form("json", JSON))

FormAsked = Annotated[
    str | None,
    Query(
        description="The form of the answer: `html` is a page for people. Without it the header "
        "`Accept` decides.",
        json_schema_extra={"enum": ["json", "html"]},
    ),
]
