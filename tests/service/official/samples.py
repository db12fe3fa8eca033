"""Official totals as they are sent; tests change what they are about."""

from typing import Any

PAGE = "https://www.rmf24.pl/fakty/suma"


def total(**members: Any) -> dict[str, Any]:
    """One day's attempts along the whole border, by an authority on a public page."""
    return {
        "claimant": "pl_authority",
        "measure": "crossing_attempts",
        "unit": "attempts",
        "area": {"type": "border"},
        "from": "2025-11-18",
        "to": "2025-11-18",
        "day_basis": "calendar",
        "value": 206,
        "source": {"title": "Figures of a day", "url": PAGE, "document_date": "2025-11-30"},
        **members,
    }
