"""A picture of the guide is written anew only where it shows something else."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from scripts.make_guide import write_picture

GROUND, EDGE, SOFT = "#ffffff", "#0f5766", "#1a6070"


def screen(edge: str = EDGE, mark: bool = False, height: int = 120) -> bytes:
    """A tile on a page; one side of it in another colour, or with one more small mark."""
    image = Image.new("RGB", (80, height), GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, 70, 60), outline=EDGE, width=2)
    draw.line((10, 10, 70, 10), fill=edge)
    if mark:
        draw.rectangle((30, 30, 32, 36), fill=EDGE)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def test_the_same_screen_keeps_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "pl-report.png"

    assert write_picture(path, screen())
    before = path.read_bytes()
    assert not write_picture(path, screen())
    assert not write_picture(path, screen(edge=SOFT)), "an edge that was drawn a little softer"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "other",
    [screen(mark=True), screen(height=130), screen(edge=GROUND)],
    ids=["mark", "size", "edge"],
)
def test_what_can_be_seen_makes_a_new_picture(tmp_path: Path, other: bytes) -> None:
    path = tmp_path / "pl-report.png"
    write_picture(path, screen())

    assert write_picture(path, other)
    with Image.open(path) as written, Image.open(io.BytesIO(other)) as shown:
        assert written.size == shown.size
