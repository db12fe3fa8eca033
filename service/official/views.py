"""What is answered of a total: to everyone, and to staff."""

from typing import Any

from service.models import OfficialTotal
from service.official.lanes import lane


def public_view(row: OfficialTotal) -> dict[str, Any]:
    """All but the source's own words, and who wrote it down."""
    return {
        "id": row.id,
        "claimant": row.claimant,
        "relayed_by": row.relayed_by,
        "measure": row.measure,
        "unit": row.unit,
        "area_type": row.area_type,
        "area": row.area,
        "from": row.from_day,
        "to": row.to_day,
        "day_basis": row.day_basis,
        "lane": lane(row.from_day, row.to_day, row.last_day),
        "value": row.value,
        "qualifier": row.qualifier,
        "source_title": row.source_title,
        "source_url": row.source_url,
        "document_date": row.document_date,
    }


def staff_view(row: OfficialTotal) -> dict[str, Any]:
    """A row as it stands; `first_id` is what the rows of one total have in common."""
    return {
        **public_view(row),
        "stated": row.stated,
        "withdrawn": row.withdrawn,
        "first_id": row.first_id,
        "supersedes": row.supersedes,
        "actor": row.actor,
        "at": row.at,
        "reason": row.reason,
    }
