"""Valid reports, bent at random places: what a broken phone or a bored attacker would send."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.service.answers import MARKER

VALID: list[dict[str, Any]] = [
    {
        "occurred": {"from": "2025-11-21T22:30:00+01:00", "to": None, "precision": "hour"},
        "location": {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12},
        "type": "crossing_attempt",
        "by": "people_crossing",
        "also": [{"type": "objects_thrown", "by": "people_crossing"}],
        "equipment": [
            {
                "kind": "ladder",
                "count": {"low": 2, "high": None, "qualifier": "at_least"},
                "state": "used",
                "by": "people_crossing",
            }
        ],
        "supply": {
            "supplier": "by_border_service",
            "basis": "told_by_recipient",
            "confidence": "medium",
        },
        "persons": {"low": 16, "high": 60, "qualifier": "about"},
        "attempts": None,
        "casualties": [{"harm": "injured", "who": "officer", "low": 1}],
        "outcome": "returned",
        "source": {
            "type": "pl_authority",
            "relayed_by": "media",
            "title": "A communiqué",
            "url": "https://example.org/a",
            "document_date": "2025-11-22",
        },
        "stated": {"when": "at night", "where": "near the river", "what": "a ladder"},
        "narrative": "Words of a person.",
        "language": "pl",
        "observed_at": "2025-11-21T22:41:00+01:00",
    },
    {
        "occurred": {"from": "2025-11-21", "to": "2025-11-23", "precision": "day"},
        "location": {"method": "place", "place": "Usnarz Górny", "sectors": ["KRY"]},
        "type": "encampment",
        "source": {"type": "media"},
    },
    {
        "occurred": {"from": "2025-W47", "precision": "week"},
        "location": {"method": "sector", "sectors": ["BIA", "MIE"]},
        "type": "other",
        "source": {"type": "testimony"},
    },
    {
        "occurred": {"from": "2025", "precision": "year"},
        "location": {"method": "border_marker", "marker": 412},
        "type": "pushback",
        "source": {"type": "other"},
    },
]

EDGES: list[Any] = [
    None, True, False, 0, -1, -0.0, 1e308, -1e308, float("nan"), float("inf"), float("-inf"),
    2**31, 2**63, 2**64, 10**30, 5e-324, 180.0000001, "", " ", "\0", "\ud800", "\u202e", "\ufeff",
    "0", "NaN", "null", "true", "[]", "2025-02-30", "T24:00", "9999-12-31T24:00Z", "0000-00-00",
    "2025-11-21T10:00+25:00", "2025-W54", "https://", "https://user:word@host:99999/", [], {}, [[]],
    [None], {"": ""}, "x" * 5_000, [0] * 60, {str(number): number for number in range(60)},
]  # fmt: skip

TEXTS = st.text(max_size=30) | st.just(MARKER) | st.text(max_size=10).map(lambda t: f"{t}{MARKER}")
SCALARS = st.sampled_from(EDGES) | TEXTS | st.integers() | st.floats()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=6,
)
Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Every place in a document that can be changed."""
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in entries:
            yield (*here, name)
            yield from paths(inner, (*here, name))


@st.composite
def bent_reports(draw: st.DrawFn) -> dict[str, Any]:
    """A valid report after one to three changes."""
    report: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(paths(report))
        if places:
            _bend(report, draw(st.sampled_from(places)), draw)
    return report


def _bend(report: Any, place: Path, draw: st.DrawFn) -> None:
    *parents, name = place
    holder = report
    for parent in parents:
        holder = holder[parent]
    change = draw(st.sampled_from(("replace", "remove", "rename", "add")))
    if change == "replace":
        holder[name] = draw(VALUES)
    elif change == "remove":
        del holder[name]
    elif isinstance(holder, dict):
        holder[draw(TEXTS)] = holder.pop(name) if change == "rename" else draw(VALUES)
    else:
        holder.append(draw(VALUES))


@st.composite
def bent_bytes(draw: st.DrawFn) -> bytes:
    """A bent report as bytes, which may themselves be cut, doubled or scratched."""
    report = draw(bent_reports())
    text = json.dumps(report, ensure_ascii=draw(st.booleans()))
    content = text.encode("utf-8", errors="surrogatepass")
    place = draw(st.integers(0, len(content)))
    return draw(
        st.sampled_from(
            (
                content,
                content[:place],
                content[:place] + draw(st.binary(max_size=5)) + content[place:],
                content.replace(b"{", b'{"type":"other",', 1),
                content + content,
                text.encode("utf-16", errors="surrogatepass"),
                b"\xef\xbb\xbf" + content,
            )
        )
    )
