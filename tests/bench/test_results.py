"""The file of results: what one command writes, another one keeps."""

from pathlib import Path

import pytest

from bench import results


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")


def test_sections_stand_in_order_and_those_of_other_commands_behind_them() -> None:
    results.write_sections({"Peers": "## Peers\n\nold\n", "Pages": "## Pages\n\nold\n"}, ["Pages"])

    kept = results.earlier_sections()
    results.write_sections({**kept, "Locate": "## Locate\n\nnew\n"}, ["Locate", "Pages"])

    assert list(results.earlier_sections()) == ["Locate", "Pages", "Peers"]
    assert results.earlier_sections()["Peers"] == "## Peers\n\nold\n"
