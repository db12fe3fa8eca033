"""Reports against the entries of their reception."""

from service.audit.verification import verify
from service.installation import Installation
from tests.service.audit.trail import foreign_hand, like, plant, put_in, replace, rows, with_value


def tables(house: Installation) -> set[str]:
    return {each.table for each in verify(house.database).findings}


def test_a_report_that_was_put_in_or_changed_is_found(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        # The second entry is of this report alone.
        subject = rows(hand, "audit_entry")[1][4]
        single = next(row for row in rows(hand, "report") if row[0] == subject)
        for column in ("submitted_by", "channel", "sha256"):
            changed = with_value("report", single, column, like(single[1], "other"))
            replace(hand, "report", single, changed)
            assert "report" in tables(house), column
            replace(hand, "report", changed, single)
        added = with_value("report", single, "id", like(single[0], "another"))
        put_in(hand, "report", added)
        assert tables(house) == {"report"}
