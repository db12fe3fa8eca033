"""Releases against their entries, and the heads they print."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson

from service.audit.sealing import seal_all
from service.audit.service import record_alone
from service.audit.verification import verify
from service.installation import Installation
from tests.service.audit.trail import (
    RELEASED,
    foreign_hand,
    like,
    plant,
    put_in,
    release,
    replace,
    rows,
    with_value,
)
from tests.service.projections.stage import claim, submit


def test_a_release_that_was_put_in_is_found(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        newest = rows(hand, "weekly_release")[-1]
        put_in(hand, "weekly_release", with_value("weekly_release", newest, "vintage", 3))
    (finding,) = verify(house.database).findings
    assert finding.wrong == "release 2025-W21 vintage 3 has no entry"


def test_a_chain_that_was_cut_is_found_by_a_head_that_a_release_prints(
    house: Installation,
) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        hand.execute("DELETE FROM audit_seal WHERE seq > 2")
        hand.execute("DELETE FROM audit_entry WHERE id > 2")
    wrong = " ".join(each.wrong for each in verify(house.database).findings)
    assert "prints the head" in wrong
    assert "has no entry" in wrong


def test_a_release_from_before_the_trail_is_counted_as_older(house: Installation) -> None:
    submit(house, claim())
    release(house, RELEASED)
    with foreign_hand(house) as hand:
        row = rows(hand, "weekly_release")[0]
        old = _as_before_the_trail(row)
        hand.execute("DELETE FROM audit_seal")
        hand.execute("DELETE FROM audit_entry")
        replace(hand, "weekly_release", row, old)
        hand.execute("DELETE FROM sealed_report")
        hand.execute("DELETE FROM report")
    assert verify(house.database).older_releases == 1
    # Entries are of now, which is long after that release.
    record_alone(house.database, "report.read", "a", "1")
    seal_all(house.database)
    result = verify(house.database)
    assert (result.intact, result.releases, result.older_releases) == (True, 1, 1)

    with foreign_hand(house) as hand:
        future = with_value("weekly_release", old, "released_at", _moved(old[2], days=365 * 20))
        replace(hand, "weekly_release", old, future)
    assert not verify(house.database).intact


def test_an_older_release_may_not_print_a_head(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        newest = rows(hand, "weekly_release")[-1]
        put_in(hand, "weekly_release", with_value("weekly_release", newest, "vintage", 3))
    # Its instant lies before the first entry, which is of now.
    assert not verify(house.database).intact


def _as_before_the_trail(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same release without a head, as the service wrote it when there was no trail."""
    document = orjson.loads(row[-1])
    del document["audit"]
    written = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    digest = sha256(written).hexdigest()
    return (*row[:-2], like(row[-2], digest), like(row[-1], written.decode()))


def _moved(stored: Any, days: int) -> Any:
    step = timedelta(days=days)
    if isinstance(stored, datetime):
        return stored + step
    return stored + step // timedelta(microseconds=1)
