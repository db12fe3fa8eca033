"""Settings from the environment, each named when it cannot be used, none repeated."""

from pathlib import Path

import pytest

from service.errors import SettingInvalid
from service.settings import Settings, load_settings
from tests.service.answers import MARKER


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MIEDZA_{name.upper()}", raising=False)


def test_without_an_environment_everything_lies_in_one_folder() -> None:
    settings = load_settings()
    folder = settings.data_dir.absolute()
    assert settings.resolved_database_url == f"sqlite:///{folder}/miedza.sqlite"
    assert settings.resolved_key_file.absolute().parent == folder


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MIEDZA_DATABASE_URL", "postgresql+psycopg://miedza@localhost/miedza")
    monkeypatch.setenv("MIEDZA_KEY_FILE", "/secrets/key")
    monkeypatch.setenv("MIEDZA_MAX_REPORT_BYTES", "2048")
    settings = load_settings()
    assert settings.resolved_database_url == "postgresql+psycopg://miedza@localhost/miedza"
    assert settings.resolved_key_file == Path("/secrets/key")
    assert settings.max_report_bytes == 2048


def test_the_key_file_lies_beside_the_data_unless_it_is_set(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).resolved_key_file == tmp_path / "master.key"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MIEDZA_MAX_REPORT_BYTES", MARKER),
        ("MIEDZA_MAX_REPORT_BYTES", "10"),
        ("MIEDZA_MAX_BATCH_BYTES", "-1"),
        ("MIEDZA_LOG_LEVEL", MARKER),
        ("MIEDZA_PUBLIC_URL", MARKER),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid) as caught:
        load_settings()
    assert name in str(caught.value)
    assert MARKER not in str(caught.value)


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIEDZA_LOG_LEVEL", "loud")
    monkeypatch.setenv("MIEDZA_MAX_REPORT_BYTES", "many")
    with pytest.raises(SettingInvalid, match=r"MAX_REPORT_BYTES.*LOG_LEVEL"):
        load_settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_setting_says_what_it_is_for(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")


def test_settings_do_not_change_while_the_service_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings(), "log_level", "debug")  # noqa: B010  # mypy knows that it must fail.
