"""From bytes to a report, or to the problems that say what is wrong and what would be right."""

import json
import time
from typing import Any

import pytest

from service.errors import BodyInvalid, InputInvalid, JsonInvalid
from service.reports.parsing import parse_report

MARKER = "Hajnowka9921"


def body(report: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({**report, **changes}).encode()


def refusal(content: bytes) -> InputInvalid:
    with pytest.raises(InputInvalid) as caught:
        parse_report(content)
    return caught.value


def first_problem(content: bytes) -> tuple[str, str]:
    problem = refusal(content).problems[0]
    return problem.field, problem.wrong


def test_a_valid_report_is_read(report: dict[str, Any]) -> None:
    parsed = parse_report(body(report))
    assert parsed.type == "crossing_attempt"
    assert parsed.equipment[0].count is not None
    assert parsed.equipment[0].count.low == 2


def test_members_that_are_left_out_are_not_guessed(report: dict[str, Any]) -> None:
    report["location"] = {"method": "border"}
    required = {name: report[name] for name in ("occurred", "location", "type", "source")}
    parsed = parse_report(body(required))
    assert (parsed.by, parsed.outcome, parsed.persons) == ("unknown", "unknown", None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'type': 1}", "not JSON"),
        (b'{"type": 1,}', "not JSON"),
        (b'{"type": 1} x', "not JSON"),
        (b'{"type": NaN}', "not JSON"),
        (b'{"type": -Infinity}', "not JSON"),
        (b'{"type": "\\ud800"}', "lone surrogates"),
        (b'{"type": "\xed\xa0\x80"}', "UTF-8"),
        (b'{"type": "\xff"}', "UTF-8"),
        (b'{"type": "\x01"}', "not JSON"),
        (b'{"type": 1, "type": 2}', "same key twice"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "same key twice"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"type": 1}'.encode("utf-16"), "byte order mark"),
        ('{"type": 1}'.encode("utf-16-le"), "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 1_000_000 + b"}", "not JSON"),
    ],
)
def test_what_is_not_strict_json_is_refused_by_its_fault(content: bytes, words: str) -> None:
    fault = refusal(content)
    assert isinstance(fault, JsonInvalid)
    assert words in fault.detail


def test_a_hundred_thousand_brackets_cost_no_time_and_a_short_answer() -> None:
    begun = time.perf_counter()
    fault = refusal(b"[" * 100_000)
    assert time.perf_counter() - begun < 0.5
    assert len(fault.detail) < 200


@pytest.mark.parametrize("content", [b"null", b"[]", b"5", b'"report"', b"1e999"])
def test_json_that_is_no_object_is_refused(content: bytes) -> None:
    assert first_problem(content) == ("body", "is not an object")


@pytest.mark.parametrize("member", ["occurred", "location", "type", "source"])
def test_a_required_member_is_named_when_it_is_missing(report: dict[str, Any], member: str) -> None:
    del report[member]
    assert first_problem(body(report)) == (member, "is missing")


@pytest.mark.parametrize(
    "member", ["status", "reliability", "credibility", "sensitivity", "sector", "reports", "id"]
)
def test_a_sender_cannot_set_what_analysts_and_the_service_decide(
    report: dict[str, Any], member: str
) -> None:
    content = body(report, **{member: "verified"})
    assert first_problem(content) == (member, "is not a member here")


def test_an_unknown_member_of_a_member_is_refused_where_it_stands(report: dict[str, Any]) -> None:
    report["source"]["informant"] = MARKER
    assert first_problem(body(report)) == ("source.?", "is not a member here")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("type", "smuggling"),
        ("by", "neighbours"),
        ("outcome", "CROSSED"),
        ("language", "xx"),
        ("equipment.0.kind", "bazooka"),
        ("equipment.0.state", "lost"),
        ("persons.qualifier", "some"),
        ("source.type", "rumour"),
        ("occurred.precision", "minute"),
    ],
)
def test_an_unknown_code_is_answered_with_those_that_are_known(
    report: dict[str, Any], path: str, value: str
) -> None:
    problem = refusal(changed(report, path, value)).problems[0]
    assert (problem.field, problem.wrong) == (path, "is not a code of the vocabulary")
    assert problem.right is not None
    assert value not in problem.right


@pytest.mark.parametrize(
    ("path", "value", "wrong"),
    [
        ("location.lon", True, "is not a number"),
        ("location.lon", "23.8473", "is not a number"),
        ("location.lon", None, "is not a number"),
        ("location.lon", [23.8], "is not a number"),
        ("location.lon", 180.001, "is too large"),
        ("location.lat", -90.001, "is too small"),
        ("location.accuracy_m", -1, "is too small"),
        ("location.accuracy_m", 50_001, "is too large"),
        ("persons.low", True, "is not a whole number"),
        ("persons.low", 1.5, "is not a whole number"),
        ("persons.low", "16", "is not a whole number"),
        ("persons.low", -1, "is too small"),
        ("persons.low", 10**40, "is too large"),
        ("persons.high", 3, "`low` is greater than `high`"),
        ("type", 5, "is not a code of the vocabulary"),
        ("equipment", "ladder", "is not a list"),
        ("equipment", [{"kind": "ladder"}] * 51, "is too long"),
        ("source.url", "javascript:alert(1)", "does not have the form"),
        ("source.url", "not a url", "does not have the form"),
        ("source.url", "https://example.org/" + "a" * 3_000, "is too long"),
        ("source.document_date", "30.02.2025", "is not a date"),
        ("source.title", "", "is too short"),
        ("source.title", "x" * 301, "is too long"),
        ("source.title", "a\0b", "holds a control character"),
        ("narrative", "x" * 20_001, "is too long"),
        ("narrative", "a\u202eb", "holds a character that changes direction"),
        ("observed_at", 1_700_000_000, "is not an ISO 8601 time with its offset"),
        ("observed_at", "1700000000", "is not an ISO 8601 time with its offset"),
        ("observed_at", "2025-11-21T10:00", "is not an ISO 8601 time with its offset"),
        ("observed_at", "0001-01-01T00:00+14:00", "has a year that no clock shows"),
        ("observed_at", "9999-12-31T23:59-14:00", "has a year that no clock shows"),
        ("location.method", "satellite", "has an unknown `method`"),
        ("location", {"lon": 23.8, "lat": 52.7}, "has no `method`"),
        ("location", "Usnarz", "is not an object"),
        ("location", {"method": "border_marker", "marker": 0}, "is too small"),
        ("location", {"method": "sector", "sectors": []}, "is too short"),
        ("location", {"method": "sector", "sectors": ["bia"]}, "does not have the form"),
    ],
)
def test_each_bad_value_is_named_with_what_is_wrong(
    report: dict[str, Any], path: str, value: Any, wrong: str
) -> None:
    field, said = first_problem(changed(report, path, value))
    assert path.startswith(field.split(".")[0])
    assert said.startswith(wrong)


def changed(report: dict[str, Any], path: str, value: Any) -> bytes:
    *parents, name = path.split(".")
    holder: Any = report
    for parent in parents:
        holder = holder[int(parent)] if parent.isdigit() else holder[parent]
    holder[name] = value
    return json.dumps(report).encode()


def test_a_number_beyond_all_floats_is_not_finite(report: dict[str, Any]) -> None:
    content = body(report).replace(b"23.8473", b"1e999")
    assert first_problem(content) == ("location.lon", "is not a finite number")


@pytest.mark.parametrize(
    ("supply", "words"),
    [
        ({"supplier": "by_border_service"}, "basis"),
        ({"supplier": "unknown", "basis": "inferred", "confidence": "medium"}, "at most `low`"),
        (
            {"supplier": "unknown", "basis": "stated_by_pl_authority", "confidence": "high"},
            "at most `medium`",
        ),
        (
            {"supplier": "unknown", "basis": "stated_by_by_authority", "confidence": "high"},
            "at most `medium`",
        ),
    ],
)
def test_a_claim_of_supply_is_no_stronger_than_its_basis(
    report: dict[str, Any], supply: dict[str, str], words: str
) -> None:
    field, wrong = first_problem(body(report, supply=supply))
    assert field == "supply"
    assert words in wrong


def test_words_are_composed(report: dict[str, Any]) -> None:
    parsed = parse_report(body(report, narrative="Bia\u0142owiez\u0307a"))
    assert parsed.narrative == "Bia\u0142owie\u017ca"


@pytest.mark.parametrize(
    "changes",
    [
        {MARKER: 1},
        {"type": MARKER},
        {"type": [MARKER]},
        {"by": {MARKER: MARKER}},
        {"also": [{"type": MARKER, MARKER: MARKER}] * 50},
        {"location": {"method": MARKER}},
        {"location": {"method": "gnss", "lon": MARKER, "lat": MARKER}},
        {"location": MARKER},
        {"occurred": {"from": MARKER, "precision": MARKER}},
        {"occurred": {"from": MARKER, "precision": "day"}},
        {"source": {"type": "media", "url": MARKER, "document_date": MARKER, "title": MARKER * 99}},
        {"observed_at": MARKER},
        {"narrative": MARKER + "\0"},
        {"narrative": MARKER * 2_000},
        {"persons": {"low": MARKER, "qualifier": MARKER}},
        {"equipment": MARKER},
        {f"{MARKER}{number}": number for number in range(5_000)},
    ],
)
def test_no_problem_repeats_the_input_or_is_longer_than_a_page(
    report: dict[str, Any], changes: dict[str, Any]
) -> None:
    with pytest.raises(BodyInvalid) as caught:
        parse_report(body(report, **changes))
    told = json.dumps([problem.as_dict() for problem in caught.value.problems])
    assert "Hajnowka" not in told
    assert len(told) < 5_000


@pytest.mark.parametrize("tail", [b"", b"}", b'"', b":1,", b"\0"])
def test_no_fault_of_syntax_repeats_the_input(tail: bytes) -> None:
    assert "Hajnowka" not in refusal(b'{"' + MARKER.encode() + tail).detail
