"""Importing a file: what is stored, what is left out, and that nothing is stored twice."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from service.imports import service as imports
from service.imports.service import ImportResult, import_file
from service.installation import Installation
from service.profiles import FileInvalid, Profile, load_profile, read_rows
from service.vault import Sealed
from tests.service.imports.conftest import GOOD, HEADER, Write

SAMPLE = Path(imports.__file__).parents[1] / "data" / "communiques.csv"

Import = Callable[..., ImportResult]


@pytest.fixture
def run(house: Installation, profile: Profile, tmp_path: Path) -> Import:
    def with_rejects(path: Path, **options: object) -> ImportResult:
        chosen = {"rejects": tmp_path / "rejects.csv", **options}
        return import_file(house, path, profile, **chosen)  # type: ignore[arg-type]

    return with_rejects


def stored(house: Installation, table: str = "report") -> int:
    with house.database.reading() as session:
        count: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    return count


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.imported, result.unchanged, result.rejected


def test_each_row_is_one_report_and_one_incident(
    house: Installation, run: Import, write: Write
) -> None:
    result = run(write(GOOD))

    assert counts(result) == (3, 3, 0, 0)
    assert stored(house) == stored(house, "incident") == stored(house, "feature_full") == 3


def test_a_second_import_adds_nothing(house: Installation, run: Import, write: Write) -> None:
    path = write(GOOD)
    run(path)

    assert counts(run(path)) == (3, 0, 3, 0)
    assert stored(house) == 3


def test_the_name_of_the_file_and_the_order_of_rows_do_not_matter(
    house: Installation, run: Import, write: Write, tmp_path: Path
) -> None:
    run(write(GOOD))
    renamed = write(list(reversed(GOOD))).rename(tmp_path / "another name.csv")

    assert counts(run(renamed)) == (3, 0, 3, 0)


def test_a_corrected_row_is_a_new_report(house: Installation, run: Import, write: Write) -> None:
    run(write(GOOD))
    corrected = [GOOD[0].replace("ladder:2", "ladder:3"), *GOOD[1:]]

    assert counts(run(write(corrected))) == (3, 1, 2, 0)
    assert stored(house) == 4


def test_a_row_that_stands_twice_in_a_file_is_stored_once(
    house: Installation, run: Import, write: Write
) -> None:
    assert counts(run(write([*GOOD, GOOD[0]]))) == (4, 3, 1, 0)


def test_the_same_row_under_another_profile_is_another_report(
    house: Installation, run: Import, write: Write, profile: Profile
) -> None:
    path = write(GOOD)
    run(path)
    other = profile.model_copy(update={"name": "other"})

    result = import_file(house, path, other, rejects=path.with_name("other.csv"))

    assert counts(result) == (3, 3, 0, 0)


def test_bad_rows_are_rejected_and_the_others_stored(
    house: Installation, run: Import, write: Write
) -> None:
    result = run(write([GOOD[0], "no day,Białowieża,attempt,,office", GOOD[1], "a,b"]))

    assert counts(result) == (4, 2, 0, 2)
    assert stored(house) == 2
    assert result.rejects_file is not None


def test_a_file_without_bad_rows_leaves_no_rejects_file(
    run: Import, write: Write, tmp_path: Path
) -> None:
    result = run(write(GOOD))

    assert result.rejects_file is None
    assert not (tmp_path / "rejects.csv").exists()


def test_unknown_values_are_counted_by_column_and_lose_no_row(run: Import, write: Write) -> None:
    rows = [
        "2025-05-14,Białowieża,dance,hook:1,office",
        "2025-05-15,Białowieża,dance,,paper",
        GOOD[0],
    ]

    result = run(write(rows))

    assert result.imported == 3
    assert result.unknown_values == {
        "source": {"paper": 1},
        "things": {"hook": 1},
        "what": {"dance": 2},
    }


def test_the_document_has_exactly_the_promised_members(run: Import, write: Write) -> None:
    assert run(write(GOOD)).document() == {
        "rows": 3,
        "imported": 3,
        "unchanged": 0,
        "rejected": 0,
        "unknown_values": {},
    }


def test_a_dry_run_counts_as_the_real_one_would_and_stores_nothing(
    house: Installation, run: Import, write: Write
) -> None:
    run(write(GOOD[:1]))
    path = write([*GOOD, GOOD[1], "no day,Białowieża,attempt,,office"])

    dry = run(path, dry_run=True)

    assert stored(house) == 1
    assert counts(dry) == (5, 2, 2, 1)
    assert counts(run(path)) == counts(dry)


def test_groups_are_stored_as_they_fill(
    house: Installation, run: Import, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "GROUP_ROWS", 2)
    seen: list[tuple[int, int]] = []

    run(write(GOOD), progress=lambda rows: seen.append((rows, stored(house))))

    assert seen == [(2, 2), (3, 3)]


def test_a_dry_run_remembers_rows_across_groups(
    run: Import, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "GROUP_ROWS", 2)

    assert counts(run(write([*GOOD, GOOD[0]]), dry_run=True)) == (4, 3, 1, 0)


def test_what_was_sealed_is_the_profile_the_row_and_the_report(
    house: Installation, run: Import, write: Write, profile: Profile
) -> None:
    path = write(GOOD[:1])
    run(path)
    (row,) = read_rows(path, profile)
    with house.database.reading() as session:
        report_id, digest, channel, named, sender, *sealed = session.execute(
            text(
                "SELECT id, sha256, channel, profile, submitted_by, wrapping_key, wrapped_key, "
                "ciphertext FROM report JOIN sealed_report ON report_id = id"
            )
        ).one()

    content = orjson.loads(house.vault.open(Sealed(*sealed), bound_to=report_id))

    assert (channel, named, sender) == ("import", "small", "import:small")
    assert digest == row.key
    assert (content["profile"], content["row"]) == ("small", row.cells)
    assert content["report"]["equipment"][0]["kind"] == "ladder"


def test_a_file_that_cannot_be_read_is_refused_and_stores_nothing(
    house: Installation, run: Import, write: Write, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(FileInvalid):
        run(tmp_path / "not there.csv")
    with pytest.raises(FileInvalid, match="no column"):
        run(wrong)
    assert stored(house) == 0


def test_a_file_with_a_header_alone_is_no_mistake(run: Import, write: Write) -> None:
    assert counts(run(write([]))) == (0, 0, 0, 0)


def test_the_sample_gives_75_incidents_and_one_reject(house: Installation, tmp_path: Path) -> None:
    communiques = load_profile("communiques")

    first = import_file(house, SAMPLE, communiques, rejects=tmp_path / "r.csv")
    second = import_file(house, SAMPLE, communiques, rejects=tmp_path / "r.csv")

    assert counts(first) == (76, 75, 0, 1)
    assert counts(second) == (76, 0, 75, 1)
    assert first.unknown_values == second.unknown_values == {}


def test_geojson_is_imported_like_csv(house: Installation, run: Import, tmp_path: Path) -> None:
    path = tmp_path / "rows.geojson"
    cells = dict(zip(HEADER.split(","), GOOD[0].split(","), strict=True))
    feature = {"type": "Feature", "geometry": None, "properties": cells}
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": [feature]}))

    assert counts(run(path)) == (1, 1, 0, 0)
