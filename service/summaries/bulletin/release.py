"""What names a vintage for a reader: number, date, status, address, checksum, how to cite."""

from collections.abc import Mapping
from typing import Any

from service.summaries.bulletin.model import Release
from service.summaries.bulletin.naming import address, checksum
from service.summaries.bulletin.words import Words


def release_of(document: Mapping[str, Any], words: Words, base_url: str) -> Release:
    week, vintage = document["week"], document.get("vintage")
    found = address(base_url, week, vintage)
    released_at = document.get("released_at")
    day = words.instant(released_at) if released_at else "–"
    status, following = document.get("status"), document.get("next")
    return Release(
        week=week,
        vintage=vintage,
        line=_line(words, document, day),
        status=words.text(f"status.{status}") if status else None,
        status_means=words.text(f"status.{status}.means") if status else None,
        next=_next(words, following) if following else None,
        reason=words.text("reason", reason=document["reason"]) if document.get("reason") else None,
        address=found,
        sha256=checksum(document),
        citation=words.text(
            "cite", week=week, vintage=vintage or "–", date=day,
            address=address(base_url, week, vintage, "html", words.language),
        ),
        licence=words.text("licence"),
    )  # fmt: skip


def _line(words: Words, document: Mapping[str, Any], day: str) -> str:
    values = {"vintage": document.get("vintage") or "–", "date": day}
    if schedule := document.get("schedule"):
        return words.text("vintage", schedule=words.text(f"schedule.{schedule}"), **values)
    return words.text("vintage.plain", **values)


def _next(words: Words, following: Mapping[str, str]) -> str:
    schedule = words.text(f"schedule.{following['schedule']}")
    return words.text("next", schedule=schedule, date=words.iso_date(following["on"]))
