"""The reference files are the ones that were checked, and carry their licence."""

import hashlib
from importlib.resources import files

from geo.data import read_features, read_rows, read_text


def listed() -> dict[str, str]:
    lines = read_text("CHECKSUMS.sha256").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_every_file_has_its_checksum() -> None:
    folder = files("geo.data")
    for name, digest in listed().items():
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest, name


def test_no_reference_file_is_left_out_of_the_checksums() -> None:
    kinds = (".csv", ".geojson", ".md")
    present = {entry.name for entry in files("geo.data").iterdir() if entry.name.endswith(kinds)}

    assert present == set(listed())


def test_osm_data_carries_its_credit_and_licence() -> None:
    for name in ("border.geojson", "countries.geojson"):
        for feature in read_features(name):
            assert feature["properties"]["licence"] == "ODbL-1.0"
            assert feature["properties"]["attribution"] == "(c) OpenStreetMap contributors"


def test_the_licence_note_names_both_sources() -> None:
    note = read_text("LICENSE-ODbL.md")

    for words in ("ODbL-1.0", "(c) OpenStreetMap contributors", "GeoNames", "CC-BY-4.0"):
        assert words in note


def test_every_row_of_a_table_has_a_source() -> None:
    for name in ("sectors.csv", "crossings.csv", "places.csv"):
        for row in read_rows(name):
            assert row["source"], (name, row)
