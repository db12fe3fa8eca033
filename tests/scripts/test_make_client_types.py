"""The types of the web client are those of the API as it is now."""

from scripts.make_client_types import TYPES, document, first_line


def test_the_types_are_up_to_date() -> None:
    """`make types` writes them anew."""
    written = TYPES.read_text(encoding="utf-8")
    assert written.splitlines()[0] == first_line(document())


def test_a_body_is_a_type_that_has_a_name() -> None:
    written = TYPES.read_text(encoding="utf-8")
    assert "ReportCreate: {" in written
    assert "$defs/" not in written
