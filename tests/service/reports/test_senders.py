"""Names that take the place of keys: different within an incident, and followed nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from service.reports.senders import (
    different_senders,
    in_audit,
    is_import,
    is_unlinked,
    unlinked_names,
)

KEYS = st.lists(st.sampled_from(["0a", "1b", "2c", "3d", "import:communiques"]), max_size=8)


@given(KEYS)
def test_unlinking_an_incident_keeps_the_number_of_its_senders(keys: list[str]) -> None:
    names = unlinked_names(keys)

    assert (
        different_senders(names[key] for key in keys) == len(set(keys)) == different_senders(keys)
    )


def test_no_name_comes_twice() -> None:
    first, second = unlinked_names(["0a"]), unlinked_names(["0a"])

    assert is_unlinked(first["0a"])
    assert first["0a"].split(":")[1:] != second["0a"].split(":")[1:]
    assert not set(first["0a"].split(":")[1:]) & set(second["0a"].split(":")[1:])


@given(KEYS, KEYS, KEYS)
def test_one_sender_at_several_times_is_never_counted_as_several(
    earlier: list[str], later: list[str], linked: list[str]
) -> None:
    """Whatever was unlinked when, or came together by a merge: never more than there were."""
    first, second = unlinked_names(earlier), unlinked_names(later)
    seen = [first[key] for key in earlier] + [second[key] for key in later] + linked

    assert different_senders(seen) <= len({*earlier, *later, *linked})


def test_a_key_is_not_named_where_entries_are_kept_for_ever() -> None:
    assert in_audit("0123456789ab") == in_audit("ba9876543210")
    assert in_audit("import:communiques") == "import:communiques"
    assert is_import("import:communiques")
    assert not is_import("0123456789ab")
