"""Of a photo only the pixels are kept; what is no still image is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from service.errors import Fault, PhotoInvalid, PhotoTooLarge
from service.photos.cleaning import LONGEST_SIDE, clean
from tests.service.photos import images
from tests.service.photos.images import SECRET, picture, read, written

LIMIT = 40_000_000
TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
EACH_TYPE = pytest.mark.parametrize(("media_type", "kind"), TYPES.items(), ids=TYPES.values())
# SOF0, tables, start of the pixels, and the header JFIF: nothing that could hold words.
PLAIN_SEGMENTS = {0xC0, 0xC4, 0xDB, 0xDA, 0xE0}


def cleaned(content: bytes, media_type: str = "image/jpeg") -> bytes:
    return clean(content, media_type, LIMIT)


def is_red(pixel: object) -> bool:
    red, green, blue = pixel  # type: ignore[misc]
    return bool(red > 150 and green < 90 and blue < 90)


@EACH_TYPE
def test_a_still_image_becomes_a_plain_jpeg_with_the_same_pixels(
    media_type: str, kind: str
) -> None:
    kept = read(cleaned(written(picture(), kind), media_type))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (320, 200))
    assert is_red(kept.getpixel((160, 20)))
    assert not is_red(kept.getpixel((160, 180)))


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1600, 1200), (1600, 1200)),
        ((3200, 1600), (1600, 800)),
        ((2000, 4000), (800, 1600)),
        ((9000, 3), (1600, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_no_side_is_longer_than_the_limit_and_nothing_is_made_larger(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    for media_type, kind in TYPES.items():
        image = read(cleaned(written(picture(*size), kind), media_type))
        assert max(image.size) <= LONGEST_SIDE
        assert abs(image.width - kept[0]) <= 1
        assert abs(image.height - kept[1]) <= 1


@EACH_TYPE
def test_what_the_camera_wrote_beside_the_pixels_is_gone(media_type: str, kind: str) -> None:
    options = {
        "exif": images.exif(),
        "icc_profile": SECRET * 20,
        "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>",
    }
    if kind == "JPEG":
        options["comment"] = SECRET
    if kind == "PNG":
        options = {"exif": options["exif"], "icc_profile": SECRET * 20}
        content = written(picture(), kind, **options, pnginfo=images.text_chunks())
    else:
        content = written(picture(), kind, **options)
    assert SECRET in content
    kept = cleaned(content + b"\n" + SECRET, media_type)
    assert SECRET not in kept
    assert set(images.jpeg_segments(kept)) == PLAIN_SEGMENTS
    assert kept.endswith(b"\xff\xd9")
    image = read(kept)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_without_its_orientation(orientation: int) -> None:
    content = written(picture(), exif=images.exif(orientation))
    kept = read(cleaned(content))
    assert kept.size == ((320, 200) if orientation < 5 else (200, 320))
    middle = (kept.width // 2, kept.height // 2)
    # Where the red half lies once the picture is turned as its camera was held.
    red = {1: (0, -1), 2: (0, -1), 3: (0, 1), 4: (0, 1), 5: (-1, 0), 6: (1, 0), 7: (1, 0)}
    across, down = red.get(orientation, (-1, 0))
    assert is_red(kept.getpixel((middle[0] + 60 * across, middle[1] + 60 * down)))
    assert not is_red(kept.getpixel((middle[0] - 60 * across, middle[1] - 60 * down)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_kind_of_png_with_8_bits_is_drawn(mode: str) -> None:
    kept = read(cleaned(written(picture(3000, 10, mode), "PNG"), "image/png"))
    assert (kept.mode, kept.width) == ("RGB", 1600)


def test_a_jpeg_for_printers_is_drawn() -> None:
    kept = read(cleaned(written(picture(mode="CMYK"))))
    assert is_red(kept.getpixel((160, 20)))


def test_what_is_see_through_is_white() -> None:
    glass = Image.new("RGBA", (10, 10), (200, 30, 30, 0))
    for media_type, kind in (("image/png", "PNG"), ("image/webp", "WEBP")):
        kept = read(cleaned(written(glass, kind), media_type))
        assert min(kept.getpixel((5, 5))) > 250  # type: ignore[arg-type, type-var]


def test_of_a_phones_file_with_several_pictures_the_first_is_the_photo() -> None:
    second = Image.new("RGB", (320, 200), "green")
    content = written(picture(), "MPO", save_all=True, append_images=[second])
    assert is_red(read(cleaned(content)).getpixel((160, 20)))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "image/jpeg"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"no image at all" * 100, "image/png"),
        (images.SVG, "image/png"),
        (b"\x89PNG\r\n\x1a\n" + images.SVG, "image/png"),
        (b"%PDF-1.7\n" + written(picture()), "image/jpeg"),
        (b"GIF89a" + written(picture(), "GIF")[6:], "image/png"),
        (written(picture(), "BMP"), "image/png"),
        (written(picture(), "TIFF"), "image/jpeg"),
        (written(picture(), "JPEG2000"), "image/jpeg"),
        (written(picture(), "PNG"), "image/jpeg"),
        (written(picture()), "image/webp"),
        (written(picture(mode="L").convert("I;16"), "PNG"), "image/png"),
        (images.many_scans(2_000), "image/jpeg"),
        (images.png_of(5_000, 5_000, b"\0" * 1_000), "image/png"),
    ],
)
def test_what_is_no_still_image_of_its_type_is_refused(content: bytes, media_type: str) -> None:
    with pytest.raises(PhotoInvalid):
        cleaned(content, media_type)


@EACH_TYPE
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_image_is_refused(media_type: str, kind: str, share: float) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    content = written(noise, kind)
    with pytest.raises(PhotoInvalid):
        cleaned(content[: int(len(content) * share)], media_type)


@pytest.mark.parametrize(("media_type", "kind"), [("image/png", "PNG"), ("image/webp", "WEBP")])
def test_an_animation_is_refused(media_type: str, kind: str) -> None:
    with pytest.raises(PhotoInvalid, match="animated"):
        cleaned(images.animation(kind), media_type)


def test_a_picture_that_is_also_a_program_is_kept_without_the_program() -> None:
    payload = b"<script>alert(1)</script><?php echo 1 ?>"
    for content in (
        written(picture(), comment=payload) + payload,
        written(picture()) + b"PK\x03\x04" + payload,
    ):
        kept = cleaned(content)
        assert b"script" not in kept
        assert b"PK\x03\x04" not in kept
        assert b"php" not in kept


def test_more_pixels_than_the_limit_are_refused_and_as_many_are_not() -> None:
    content = written(picture(100, 100))
    assert clean(content, "image/jpeg", 10_000)
    with pytest.raises(PhotoTooLarge, match="9999"):
        clean(content, "image/jpeg", 9_999)


@EACH_TYPE
def test_damaged_bytes_anywhere_are_refused_or_drawn(media_type: str, kind: str) -> None:
    content = written(picture(40, 40), kind, exif=images.exif(6))
    for at in range(0, len(content), 3):
        damaged = bytearray(content)
        damaged[at] ^= 0xFF
        try:
            assert cleaned(bytes(damaged), media_type).startswith(b"\xff\xd8")
        except Fault as fault:
            assert isinstance(fault, PhotoInvalid | PhotoTooLarge)  # noqa: PT017


# Each is cleaned in a process of its own, whose peak is read from the system. `getrusage` would
# tell the peak of the process that started it.
_PEAK = """
import re, sys
from pathlib import Path
from service.errors import Fault
from service.photos.cleaning import clean
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
content = Path(sys.argv[1]).read_bytes()
def peak_kb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak_kb()
try:
    clean(content, sys.argv[2], 40_000_000)
    done = "kept"
except Fault as fault:
    done = fault.code
print(done, (peak_kb() - before) // 1024)
"""


def _huge_png() -> bytes:
    return images.png_of(30_000, 30_000, bytes(30_000 * 3 + 1) * 300)


def _large(
    kind: str, size: tuple[int, int] = (7_300, 5_470), **options: object
) -> Callable[[], bytes]:
    return lambda: written(picture(*size), kind, **options)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "media_type", "outcome", "most_mb"),
    [
        # Refused by the header alone: nothing is decoded.
        (_huge_png, "image/png", "photo_too_large", 30),
        (lambda: images.webp_of(16_383, 16_383), "image/webp", "photo_too_large", 30),
        # The largest that are taken.
        (_large("JPEG"), "image/jpeg", "kept", 60),
        (_large("JPEG", progressive=True), "image/jpeg", "kept", 220),
        (_large("PNG", compress_level=1), "image/png", "kept", 250),
        (_large("WEBP", (3_650, 2_735), method=0), "image/webp", "kept", 250),
    ],
    ids=["png-bomb", "webp-bomb", "jpeg", "progressive", "png", "webp"],
)
def test_memory_has_a_bound(
    make: Callable[[], bytes], media_type: str, outcome: str, most_mb: int, tmp_path: Path
) -> None:
    file = tmp_path / "photo"
    file.write_bytes(make())
    told = subprocess.run(
        [sys.executable, "-c", _PEAK, str(file), media_type],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.split()
    assert told[0] == outcome
    assert int(told[1]) < most_mb
