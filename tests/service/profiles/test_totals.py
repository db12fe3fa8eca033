"""A row of a table of totals through its profile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.profiles import (
    ProfileInvalid,
    RowRejected,
    SourceRow,
    TotalsProfile,
    load_totals_profile,
    map_total,
    read_rows,
)

SMALL = """
kind = "totals"
title = "A small source"

[columns]
claimant = "who"
measure = "what"
unit = "in"
area = "where"
from = "from"
to = "to"
day_basis = "days"
value = "number"
title = "page"
url = "address"
document_date = "page"
relayed_by = "printed by"
stated = "words"

[claimant.words]
office = "pl_authority"

[measure.words]
attempts = "crossing_attempts"

[unit]
words = ["attempts", "persons"]

[area.words]
"*Podl*" = "division:PODLASKI"
border = "border"

[day_basis.words]
"to the morning" = "24h_to_morning"

[relayed_by.words]
press = "media"

[period]
open = ["so far"]

[value.qualifiers]
over = "at_least"
"up to" = "at_most"
about = "about"
"~" = "about"
"""
ROW = {
    "who": "office", "what": "attempts", "in": "attempts", "where": "border", "from": "2025-11-18",
    "to": "", "days": "", "number": "206", "page": "News 2025-11-19",
    "address": "https://example.org/a", "printed by": "press", "words": "206 attempts",
}  # fmt: skip

Profile = Callable[[str], TotalsProfile]


@pytest.fixture
def profile_from(tmp_path: Path) -> Profile:
    def load(text: str) -> TotalsProfile:
        path = tmp_path / "small.toml"
        path.write_text(text, encoding="utf-8")
        return load_totals_profile(str(path))

    return load


@pytest.fixture
def small(profile_from: Profile) -> TotalsProfile:
    return profile_from(SMALL)


def mapped(profile: TotalsProfile, **cells: str) -> dict[str, Any]:
    return map_total(SourceRow(1, {**ROW, **cells}), profile)


def test_a_row_is_a_total_as_json_has_it(small: TotalsProfile) -> None:
    found = mapped(small)
    assert (found.pop("from").isoformat(), found.pop("to").isoformat()) == ("2025-11-18",) * 2
    assert found == {
        "claimant": "pl_authority",
        "measure": "crossing_attempts",
        "unit": "attempts",
        "area": {"type": "border", "code": None},
        "day_basis": "unknown",
        "value": 206,
        "qualifier": "exact",
        "source": {
            "title": "News 2025-11-19",
            "url": "https://example.org/a",
            "document_date": "2025-11-19",
            "relayed_by": "media",
        },
        "stated": "206 attempts",
    }


@pytest.mark.parametrize(
    ("first", "to", "days"),
    [
        ("2025-11-18", "2025-11-20", ("2025-11-18", "2025-11-20")),
        ("2025-11", "", ("2025-11-01", "2025-11-30")),
        ("2025-W47", "", ("2025-11-17", "2025-11-23")),
        ("2025", "", ("2025-01-01", "2025-12-31")),
        ("2025-10", "2025-11", ("2025-10-01", "2025-11-30")),
        ("18.11.2025", "20.11.2025", ("2025-11-18", "2025-11-20")),
        ("2025", "So far", ("2025-01-01", None)),
    ],
)
def test_a_period_is_a_day_a_week_a_month_a_year_or_two_of_them(
    small: TotalsProfile, first: str, to: str, days: tuple[str, str | None]
) -> None:
    found = mapped(small, **{"from": first, "to": to})
    assert (found["from"].isoformat(), found["to"] and found["to"].isoformat()) == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("206", (206, "exact")),
        ("37 000", (37_000, "exact")),
        ("37\u00a0000", (37_000, "exact")),
        ("over 37,000", (37_000, "at_least")),
        ("Over 1.234.567", (1_234_567, "at_least")),
        ("up to 20", (20, "at_most")),
        ("~120", (120, "about")),
        ("60+", (60, "at_least")),
        ("0", (0, "exact")),
    ],
)
def test_a_number_may_be_written_as_people_write_it(
    small: TotalsProfile, text: str, expected: tuple[int, str]
) -> None:
    found = mapped(small, number=text)
    assert (found["value"], found["qualifier"]) == expected


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("who", "ministry", "is not known to the profile"),
        ("who", "", "is not known to the profile"),
        ("what", "crossings", "is not known to the profile"),
        ("in", "groups", "is not known to the profile"),
        ("where", "the river", "is not known to the profile"),
        ("days", "by night", "is not known to the profile"),
        ("printed by", "neighbour", "is not known to the profile"),
        ("number", "", "is not one number"),
        ("number", "30-40", "is not one number"),
        ("number", "8.9 thousand", "is not one number"),
        ("number", "1,23", "is not one number"),
        ("number", "roughly 8", "has a word that the profile does not know"),
        ("from", "", "the year is not stated"),
        ("from", "November", "is not a date"),
        ("to", "2025-13", "there is no such date"),
    ],
)
def test_a_row_that_tells_no_total_is_refused_with_what_would_be_right(
    small: TotalsProfile, column: str, text: str, said: str
) -> None:
    with pytest.raises(RowRejected) as caught:
        mapped(small, **{column: text})
    assert (caught.value.field, caught.value.reason) == (column, said)
    assert caught.value.right


def test_an_area_is_told_by_the_first_words_that_fit(small: TotalsProfile) -> None:
    found = mapped(small, where="the Podlaski division")
    assert found["area"] == {"type": "division", "code": "PODLASKI"}


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('value = "number"\n', "", "columns.value: Field required"),
        ('"crossing_attempts"', '"attempts"', r"words\.attempts: .*crossing_attempts"),
        ('"division:PODLASKI"', '"the north"', r"words\.\*Podl\*: "),
        ('["attempts", "persons"]', '["people"]', r"unit\.words\.people: "),
        ('[period]\nopen = ["so far"]', '[period]\nopne = ["so far"]', "period.opne: "),
        ('[claimant.words]\noffice = "pl_authority"', "[claimant.words]", "must not be empty"),
    ],
)
def test_a_profile_that_says_what_cannot_be_is_refused(
    profile_from: Profile, old: str, new: str, finding: str
) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(ProfileInvalid, match=finding):
        profile_from(SMALL.replace(old, new))


def test_a_file_without_a_column_of_the_profile_is_refused(
    small: TotalsProfile, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("who,what\noffice,attempts\n", encoding="utf-8")
    with pytest.raises(Exception, match="the file has no column address, days, from"):
        list(read_rows(path, small))
