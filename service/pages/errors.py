"""The error catalogue as a table; the `type` of a problem leads to its row."""

from service.errors import CATALOGUE
from service.pages.markup import Markup, element, inline, table


def error_table() -> Markup:
    rows = [
        (
            element("code", code, id=code),
            str(entry.status),
            entry.title,
            inline(entry.meaning),
        )
        for code, entry in CATALOGUE.items()
    ]
    return element("div", table(("code", "status", "title", "meaning"), list(rows)), class_="wide")
