"""`/api/codebook`: what each table, dimension and measure of a release means."""

from typing import Literal

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from service.codebook import service
from service.conditional import answer, tag_of_body
from service.reads import PUBLIC_CACHE, read

router = APIRouter(prefix="/api", tags=["reference"])

_JSON = "application/json"
_CSV = "text/csv; charset=utf-8"
_ALSO_CSV = {"responses": {"200": {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@read(router, "/codebook", _JSON, openapi_extra=_ALSO_CSV)
def get_codebook(request: Request, f: Literal["json", "csv"] = "json") -> Response:
    """Each table, dimension and measure of the weekly figures: label and definition in Polish,
    English, German and Belarusian, unit, whether it adds up, and the codes that may stand in it.
    """
    body = orjson.dumps(service.document()) if f == "json" else service.as_csv()
    media_type = _JSON if f == "json" else _CSV
    return answer(request, tag_of_body(body), lambda: body, media_type, PUBLIC_CACHE)
