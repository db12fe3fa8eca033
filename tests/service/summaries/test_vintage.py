"""A vintage: canonical, dated, numbered, and with a status for each cell."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
import pytest

from service.audit.chain import NO_SEAL, Seal
from service.projections.policy import Policy
from service.summaries.release import release_content
from service.summaries.rows import Counted
from service.summaries.vintage import Issue, Release, make_release, says_the_same
from tests.service.summaries.samples import cell, event

WEEK = "2025-W20"
AT = datetime(2025, 5, 27, 8, 0, tzinfo=UTC)
GUARDED = {"counted_in_vintage": 1}


def content(*records: Counted, policy: Policy | None = None) -> dict[str, Any]:
    return release_content(WEEK, records, (), (), policy or Policy())


def made(
    *records: Counted, step: str = "first", before: Release | None = None, reason: str = "weekly"
) -> Release:
    return make_release(content(*records), GUARDED, Issue(step, AT, reason), NO_SEAL, before)


def test_a_vintage_is_canonical_json_and_its_checksum() -> None:
    release = made(event())
    again = orjson.dumps(orjson.loads(release.document), option=orjson.OPT_SORT_KEYS)
    assert release.document.encode() == again
    assert release.sha256 == sha256(again).hexdigest()
    assert '"released_at":"2025-05-27T08:00:00+00:00"' in release.document


def test_the_vintage_date_and_reason_do_not_make_another_content() -> None:
    issue = Issue("second", AT, "a reason")
    release = make_release(
        content(event()), GUARDED, issue, Seal(7, "ab" * 32), made(event()), [{"table": "cells"}]
    )
    assert says_the_same(release, content(event()))
    assert not says_the_same(release, content(event(), event()))
    assert not says_the_same(release, content(event(), policy=Policy(table_min_incidents=7)))


def test_a_cell_is_provisional_then_revised_where_it_differs_and_at_last_final() -> None:
    first = made(event(sector="BIA"), event(sector="NAR"))
    second = made(event(sector="BIA"), step="second", before=first)
    final = made(event(sector="BIA"), step="final", before=second)
    later = made(event(sector="BIA"), event(sector="WLO"), step="unscheduled", before=final)

    def statuses(release: Release) -> list[str]:
        cells = release.read()["cells"]
        return [cell(cells, sector=code)["obs_status"] for code in ("BIA", "NAR", "WLO", "_T")]

    assert statuses(first) == ["P", "P", "L", "P"]
    assert statuses(second) == ["P", "L", "L", "R"]
    assert statuses(final) == ["A", "L", "L", "A"]
    assert statuses(later) == ["A", "L", "R", "R"]
    assert [each.read()["status"] for each in (first, second, final, later)] == [
        "provisional", "revised", "final", "final",
    ]  # fmt: skip
    assert [each.vintage for each in (first, second, final, later)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("step", "following"),
    [("first", {"schedule": "second", "on": "2025-06-24"}), ("final", None)],
)
def test_a_vintage_names_the_next_date(step: str, following: dict[str, str] | None) -> None:
    assert made(step=step).read()["next"] == following
