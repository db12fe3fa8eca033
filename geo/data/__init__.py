"""The reference files that travel with the package, and how they are read."""

import csv
import io
import json
from importlib.resources import files
from typing import Any


def read_text(name: str) -> str:
    """Return the text of a reference file.

    Parameters
    ----------
    name : str
        File name, such as ``"sectors.csv"``.

    Returns
    -------
    str
        The whole file, decoded from UTF-8.

    Raises
    ------
    FileNotFoundError
        When the package holds no such file.

    Examples
    --------
    >>> read_text("sectors.csv").startswith("version,")
    True
    """
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference CSV file by column name.

    Parameters
    ----------
    name : str
        File name, such as ``"places.csv"``.

    Returns
    -------
    list of dict
        One dictionary a row; an empty cell is an empty string.

    Examples
    --------
    >>> read_rows("sectors.csv")[0]["code"]
    'PLA'
    """
    return list(csv.DictReader(io.StringIO(read_text(name), newline="")))


def read_features(name: str) -> list[dict[str, Any]]:
    """Return the features of a reference GeoJSON file.

    Parameters
    ----------
    name : str
        File name, such as ``"border.geojson"``.

    Returns
    -------
    list of dict
        GeoJSON features; coordinates in EPSG:4326, longitude first.

    Examples
    --------
    >>> read_features("border.geojson")[0]["geometry"]["type"]
    'LineString'
    """
    features: list[dict[str, Any]] = json.loads(read_text(name))["features"]
    return features
