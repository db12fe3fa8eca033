"""Is the process alive, and can it do its work?"""

from fastapi import APIRouter

from service.access import House
from service.database import SCHEMA_HEAD
from service.errors import Unavailable

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> dict[str, str]:
    """200 while the process answers."""
    return {"status": "live"}


@router.get("/ready")
def ready(house: House) -> dict[str, str]:
    """200 when the database answers and stands at the newest migration; else 503."""
    if house.database.schema_version() != SCHEMA_HEAD:
        raise Unavailable("the database is away or not migrated: run `miedza migrate`")
    return {"status": "ready"}
