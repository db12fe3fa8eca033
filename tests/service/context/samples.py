"""Entries of the context lane as they are sent; tests change what they are about."""

from typing import Any


def entry(**members: Any) -> dict[str, Any]:
    return {
        "date": "2025-11-20",
        "date_precision": "day",
        "kind": "border_regime",
        "titles": {"en": "Two crossings opened again", "pl": "Ponowne otwarcie dwóch przejść"},
        "source": "Official gazette",
        **members,
    }
