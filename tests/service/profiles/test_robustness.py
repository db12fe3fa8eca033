"""Whatever bytes or words arrive: rows, reports and reasoned refusals, never a crash."""

from contextlib import suppress

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from service.profiles import (
    CsvInvalid,
    FileInvalid,
    Profile,
    RowRejected,
    SourceRow,
    load_profile,
    map_row,
    read_csv,
    read_geojson,
)
from service.reports.schemas import REPORT

COMMUNIQUES: Profile = load_profile("communiques")
COLUMNS = sorted(COMMUNIQUES.columns.named())
steady = settings(max_examples=300, derandomize=True, deadline=None)

tricky = st.text(alphabet='ab1,;\t\n\r"\0żł ', max_size=80).map(lambda text: text.encode("cp1250"))
words = st.sampled_from(
    [
        *COMMUNIQUES.type.words,
        *(f"{word}:1" for word in COMMUNIQUES.equipment.words),
        *COMMUNIQUES.time.parts,
        *("2022-02-29", "2021-W60", "24:00", "02:30", "night 30/31", "night 27/28", "21:25"),
        *("sector midpoint", "place", "BIA", "Belarusian services", "soldiers", "?", "-1", "1e9"),
        *("near Mielnik", "(", "near ,", "https://example.org/a", "authority", ":;:", "stone:;:2"),
    ]
)
dates = st.sampled_from(["2021", "2021-W01", "2024-02", "2024-05-28", "2021-10-31", "2021-03-28"])
cell = (
    dates
    | words
    | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), max_size=40)
)


@steady
@given(st.binary(max_size=200) | tricky | tricky.map(lambda data: b"a,b\n" + data))
def test_any_bytes_are_rows_or_no_csv(data: bytes) -> None:
    try:
        rows = list(read_csv(data))
    except CsvInvalid:
        return
    for row in rows:
        orjson.dumps([row.cells, row.spare])
        assert len(row.key) == 64


@steady
@given(st.binary(max_size=100))
def test_any_bytes_are_features_or_no_collection(data: bytes) -> None:
    with suppress(FileInvalid):
        list(read_geojson(data))


@steady
@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cell)), dates)
def test_no_words_lose_a_row_whose_date_is_told(cells: dict[str, str], date: str) -> None:
    row = map_row(SourceRow(1, {**cells, "date": date}), COMMUNIQUES)
    for column, value in row.unknown_values:
        assert value
        assert column in COLUMNS
    row.report["source"]["url"] = None  # Whether an address is one is for the report to say.
    REPORT.validate_json(orjson.dumps(row.report))


@steady
@given(cell)
def test_any_date_is_an_interval_or_a_reasoned_reject(date: str) -> None:
    with suppress(RowRejected):
        occurred = map_row(SourceRow(1, {"date": date}), COMMUNIQUES).report["occurred"]
        assert occurred["from"] < (occurred["to"] or "3")
