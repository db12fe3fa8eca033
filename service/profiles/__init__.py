"""Import profiles: one row of a source's file becomes one report, or one official total, by
rules a person can read.

Pure: the bytes of a file in, rows out; no database, no network. `docs/profiles.md` says how to
write a profile.
"""

from service.profiles.csv_rows import read_csv
from service.profiles.faults import CsvInvalid, FileInvalid, ProfileInvalid, RowRejected
from service.profiles.geojson_rows import read_geojson
from service.profiles.loading import (
    load_any_profile,
    load_profile,
    load_totals_profile,
    profile_names,
)
from service.profiles.mapping import MappedRow, map_row
from service.profiles.profile import Profile
from service.profiles.reading import read_rows
from service.profiles.rows import SourceRow
from service.profiles.total_rows import map_total
from service.profiles.totals import TotalsProfile

__all__ = [
    "CsvInvalid",
    "FileInvalid",
    "MappedRow",
    "Profile",
    "ProfileInvalid",
    "RowRejected",
    "SourceRow",
    "TotalsProfile",
    "load_any_profile",
    "load_profile",
    "load_totals_profile",
    "map_row",
    "map_total",
    "profile_names",
    "read_csv",
    "read_geojson",
    "read_rows",
]
