"""The policy in force: defaults, a file that tightens, and reasons for what loosens."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.errors import SettingInvalid
from service.installation import Installation
from service.main import create_app
from service.projections.policy import Policy, digest, document, load_policy, loosened
from service.settings import Settings

TIGHTER = """
cell_min_incidents = 10
cell_window_weeks = 26
week_min_records = 3
table_min_incidents = 10
show_unreviewed_claims = false
[delay_days]
moderate = 14
high = 28
"""
LOOSER = {
    "delay_days.moderate": "[delay_days]\nmoderate = 0",
    "delay_days.high": "[delay_days]\nhigh = 7",
    "cell_min_incidents": "cell_min_incidents = 3",
    "cell_window_weeks": "cell_window_weeks = 104",
    "week_min_records": "week_min_records = 1",
    "table_min_incidents": "table_min_incidents = 3",
}


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_are_in_force() -> None:
    policy = load_policy(None)

    assert (policy.delay_days.moderate, policy.delay_days.high) == (7, 14)
    assert (policy.cell_km, policy.cell_min_incidents, policy.cell_window_weeks) == (10, 5, 52)
    assert policy.week_min_records == 2
    assert policy.table_min_incidents == 5
    assert policy.show_unreviewed_claims is True
    assert loosened(policy) == []


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load_policy(written(tmp_path, "")) == Policy()


def test_tightening_needs_no_reason(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, TIGHTER))

    assert policy.delay_days.high == 28
    assert policy.show_unreviewed_claims is False
    assert document(policy)["loosened"] == []


@pytest.mark.parametrize(("rule", "text"), list(LOOSER.items()))
def test_loosening_without_a_reason_is_refused_by_name(
    tmp_path: Path, rule: str, text: str
) -> None:
    with pytest.raises(SettingInvalid, match=rule) as refused:
        load_policy(written(tmp_path, text))
    assert "[reasons]" in str(refused.value)


@pytest.mark.parametrize(("rule", "text"), list(LOOSER.items()))
@pytest.mark.parametrize("reason", ["", "   "])
def test_an_empty_reason_is_none(tmp_path: Path, rule: str, text: str, reason: str) -> None:
    with pytest.raises(SettingInvalid, match=rule):
        load_policy(written(tmp_path, f'{text}\n[reasons]\n"{rule}" = "{reason}"'))


@pytest.mark.parametrize(("rule", "text"), list(LOOSER.items()))
def test_loosening_with_a_reason_is_shown_with_it(tmp_path: Path, rule: str, text: str) -> None:
    reason = "agreed with the partners on 2026-11-01"
    policy = load_policy(written(tmp_path, f'{text}\n[reasons]\n"{rule}" = "{reason}"'))

    assert loosened(policy) == [rule]
    assert document(policy)["loosened"] == [rule]
    assert document(policy)["reasons"] == {rule: reason}


def test_every_number_of_the_policy_has_a_loosening_rule() -> None:
    numbers = {
        *(f"delay_days.{name}" for name in type(Policy().delay_days).model_fields),
        *(name for name, field in Policy.model_fields.items() if field.annotation is int),
    }

    assert numbers == set(LOOSER)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("cell_km = 5", "cell_km"),
        ("cell_km = 1", "cell_km"),
        ("cell_min_incidents = 0", "cell_min_incidents"),
        ("cell_window_weeks = 1000000000", "cell_window_weeks"),
        ("[delay_days]\nmoderate = -1", "delay_days.moderate"),
        ("[delay_days]\nsevere = 30", "delay_days.severe"),
        ("cell_size = 10", "cell_size"),
        ("show_unreviewed_claims = 'perhaps'", "show_unreviewed_claims"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingInvalid, match=named):
        load_policy(written(tmp_path, text))


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be read"):
        load_policy(written(tmp_path, "cell_min_incidents = "))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingInvalid, match="cannot be read"):
        load_policy(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be read"):
        load_policy(tmp_path / "nowhere.toml")


def test_everyone_can_read_the_policy(client: TestClient) -> None:
    answer = client.get("/api/policy")

    assert answer.status_code == 200
    assert answer.json()["delay_days"] == {"moderate": 7, "high": 14}
    assert answer.json()["loosened"] == []
    assert answer.json()["reasons"] == {}
    assert answer.json()["digest"] == digest(Policy())


def test_everyone_can_read_why_a_rule_is_looser(house: Installation, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'cell_min_incidents = 3\n[reasons]\ncell_min_incidents = "a pilot in one sector"\n',
    )
    pilot = Installation(
        Settings(data_dir=tmp_path, policy_file=path),
        house.database,
        house.vault,
        load_policy(path),
    )
    with TestClient(create_app(pilot)) as caller:
        shown = caller.get("/api/policy").json()

    assert shown["cell_min_incidents"] == 3
    assert shown["loosened"] == ["cell_min_incidents"]
    assert shown["reasons"] == {"cell_min_incidents": "a pilot in one sector"}
