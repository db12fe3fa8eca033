"""A source's file as rows, whichever of the two formats it has."""

from collections.abc import Iterator
from pathlib import Path

from service.profiles.csv_rows import read_csv
from service.profiles.faults import FileInvalid
from service.profiles.geojson_rows import read_geojson
from service.profiles.profile import Profile
from service.profiles.rows import SourceRow
from service.profiles.totals import TotalsProfile

AnyProfile = Profile | TotalsProfile

_BOM = b"\xef\xbb\xbf"


def read_rows(path: Path, profile: AnyProfile) -> Iterator[SourceRow]:
    """The rows of a CSV or GeoJSON file, told apart by their first letter.

    Raises `FileInvalid` when the file cannot be read or a CSV lacks columns that the profile names.
    """
    try:
        with path.open("rb") as file:
            if file.read(64).removeprefix(_BOM).lstrip().startswith(b"{"):
                file.seek(0)
                yield from read_geojson(file.read())
                return
            file.seek(0)
            yield from _with_columns(read_csv(file), profile)
    except OSError as fault:
        raise FileInvalid(f"{path.name} cannot be read: {fault.strerror}") from None


def _with_columns(
    rows: Iterator[SourceRow], profile: Profile | TotalsProfile
) -> Iterator[SourceRow]:
    checked = False
    for row in rows:
        if not checked and row.problem is None:
            missing = sorted(profile.columns.named() - row.cells.keys())
            if missing:
                raise FileInvalid(
                    f"the file has no column {', '.join(missing)}, "
                    f"which the profile `{profile.name}` reads; add it, even empty"
                )
            checked = True
        yield row
