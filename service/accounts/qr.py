"""QR codes of links: drawn here, so that no link is sent to anyone to be drawn."""

from io import BytesIO
from typing import TextIO

import segno


def svg_of(link: str) -> str:
    """An SVG document that fits any size; its own white ground lets a dark page show it too."""
    drawn = BytesIO()
    segno.make_qr(link, error="m").save(
        drawn, kind="svg", xmldecl=False, omitsize=True, light="white", nl=False
    )
    return drawn.getvalue().decode()


def print_code(link: str, out: TextIO) -> None:
    """For a terminal, two rows of the code in each line of letters."""
    segno.make_qr(link, error="m").terminal(out, compact=True, border=2)
