"""Newline-delimited JSON: one feature on each line, and nothing else."""

from service.features.formats.pieces import joined
from service.features.geojson import Page, Question


def render_features(_question: Question, page: Page) -> bytes:
    return joined(page, b"", b"\n")
