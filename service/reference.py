"""What clients look up: the vocabulary, the policy, the place of a point, the gazetteer."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from geo.errors import FarFromBorder, GeoError
from geo.locate import locate
from geo.places import search_places
from service import vocabulary
from service.access import House
from service.conditional import answer, tag_of_body
from service.errors import Problem, QueryInvalid
from service.projections.policy import document
from service.reads import PUBLIC_CACHE, read

router = APIRouter(prefix="/api", tags=["reference"])

_JSON = "application/json"
# Where somebody asked about is told to nobody, so no cache on the way keeps it.
_UNKEPT = {"Cache-Control": "private, no-store"}


class LocatedPoint(BaseModel):
    """Kilometre from the Lithuanian tripoint, metres from the line (positive in Poland), sector."""

    border_km: float
    border_distance_m: float
    side: str
    side_certain: bool
    sector: str
    shares: dict[str, float]


@read(router, "/locate", _JSON, response_model=LocatedPoint)
def locate_point(
    request: Request,
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, examples=[23.8473])],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, examples=[52.7012])],
    accuracy_m: Annotated[float, Query(ge=0, le=50_000, allow_inf_nan=False)] = 0.0,
) -> Response:
    """Where a point lies along the border. Questions asked here are not logged."""
    try:
        return _answer(request, asdict(locate(lon, lat, accuracy_m)), _UNKEPT)
    except FarFromBorder as fault:
        right = (
            "the two numbers look swapped: `lon` is about 23 here, `lat` about 52"
            if fault.swapped
            else "a point within 50 km of the border"
        )
        raise QueryInvalid(str(fault), (Problem("lon, lat", str(fault), right),)) from None
    except GeoError as fault:
        raise QueryInvalid(str(fault), (Problem("lon, lat", str(fault)),)) from None


@read(router, "/places", _JSON)
def find_places(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=100, examples=["Białowieża"])],
    lang: Literal["pl", "en", "de", "be"] = "pl",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Places whose name begins with or holds `q`; case and accents do not matter."""
    places = search_places(q, lang, limit)
    found = {
        "places": [asdict(place) for place in places],
        "attribution": "GeoNames (CC BY 4.0) and own compilation",
    }
    return _answer(request, found, PUBLIC_CACHE)


@read(router, "/vocabulary", _JSON)
def get_vocabulary(request: Request) -> Response:
    """Every code with its label and definition in Polish, English, German and Belarusian."""
    return _answer(request, vocabulary.document(), PUBLIC_CACHE)


@read(router, "/policy", _JSON)
def get_policy(request: Request, house: House) -> Response:
    """The disclosure policy in force: what the public sees, when, how coarsely, and why."""
    return _answer(request, document(house.policy), PUBLIC_CACHE)


def _answer(request: Request, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = orjson.dumps(content)
    return answer(request, tag_of_body(body), lambda: body, _JSON, headers)
