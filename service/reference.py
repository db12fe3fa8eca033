"""What clients look up: the vocabulary, the policy, the place of a point, the gazetteer."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from geo.errors import FarFromBorder, GeoError
from geo.locate import locate
from geo.places import search_places
from service import vocabulary
from service.access import House
from service.errors import Problem, QueryInvalid
from service.projections.policy import document

router = APIRouter(prefix="/api", tags=["reference"])


class LocatedPoint(BaseModel):
    """Kilometre from the Lithuanian tripoint, metres from the line (positive in Poland), sector."""

    border_km: float
    border_distance_m: float
    side: str
    side_certain: bool
    sector: str
    shares: dict[str, float]


@router.get("/locate")
def locate_point(
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, examples=[23.8473])],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, examples=[52.7012])],
    accuracy_m: Annotated[float, Query(ge=0, le=50_000, allow_inf_nan=False)] = 0.0,
) -> LocatedPoint:
    """Where a point lies along the border. Questions asked here are not logged."""
    try:
        return LocatedPoint(**asdict(locate(lon, lat, accuracy_m)))
    except FarFromBorder as fault:
        right = (
            "the two numbers look swapped: `lon` is about 23 here, `lat` about 52"
            if fault.swapped
            else "a point within 50 km of the border"
        )
        raise QueryInvalid(str(fault), (Problem("lon, lat", str(fault), right),)) from None
    except GeoError as fault:
        raise QueryInvalid(str(fault), (Problem("lon, lat", str(fault)),)) from None


@router.get("/places")
def find_places(
    q: Annotated[str, Query(min_length=1, max_length=100, examples=["Białowieża"])],
    lang: Literal["pl", "en", "de", "be"] = "pl",
    limit: Annotated[int, Field(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """Places whose name begins with or holds `q`; case and accents do not matter."""
    places = search_places(q, lang, limit)
    return {
        "places": [asdict(place) for place in places],
        "attribution": "GeoNames (CC BY 4.0) and own compilation",
    }


@router.get("/vocabulary")
def get_vocabulary() -> dict[str, Any]:
    """Every code with its label and definition in Polish, English, German and Belarusian."""
    return vocabulary.document()


@router.get("/policy")
def get_policy(house: House) -> dict[str, Any]:
    """The disclosure policy in force: what the public sees, when, how coarsely, and why."""
    return document(house.policy)
