"""Released weeks for the screens that show them, written as the service writes them."""

import copy
from datetime import datetime
from hashlib import sha256
from typing import Any

from service.installation import Installation
from service.models.summaries import WeeklyRelease
from service.summaries.vintage import canonical
from tests.service.summaries.bulletin.documents import WEEK, full_week

BEFORE = "2025-W46"


def write_release(house: Installation, document: dict[str, Any]) -> None:
    content = canonical(document)
    release = WeeklyRelease(
        week=document["week"],
        vintage=document["vintage"],
        released_at=datetime.fromisoformat(document["released_at"]),
        released_by="desk",
        sha256=sha256(content).hexdigest(),
        document=content.decode(),
    )
    with house.database.writing() as session:
        session.add(release)


def two_weeks(house: Installation) -> None:
    """A week with one vintage, and the next one with two that differ in two numbers."""
    second = full_week()
    first = copy.deepcopy(second)
    first |= {"vintage": 1, "released_at": "2025-12-02T09:15:00+00:00", "status": "provisional"}
    for row in first["cells"]:
        if (row["series"], row["type"], row["sector"]) == ("reported", "_T", "_T"):
            row["incidents"] -= 1
        if (row["series"], row["type"], row["sector"]) == ("reported", "_T", "BIA"):
            row["incidents"] -= 1
    earlier = {**first, "week": BEFORE, "from": "2025-11-10", "to": "2025-11-16"}
    for document in (earlier, first, second):
        write_release(house, document)


__all__ = ["BEFORE", "WEEK", "two_weeks", "write_release"]
