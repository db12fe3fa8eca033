"""Clean a photo: of the file that was sent only the pixels are kept, drawn into a new image.

Loads Pillow, so it is imported only where a photo is cleaned.
"""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from service.errors import PhotoInvalid, PhotoTooLarge, Unavailable

LONGEST_SIDE: Final = 1600
QUALITY: Final = 85
# How each type begins, and what Pillow calls it.
_JPEG, _PNG, _WEBP = "JPEG", "PNG", "WEBP"
_FORMATS: Final = {"image/jpeg": _JPEG, "image/png": _PNG, "image/webp": _WEBP}
# Some phones put a second picture behind the first and call that MPO; the first is the photo.
_SEVERAL_IN_JPEG: Final = "MPO"
_EIGHT_BITS: Final = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"))
# A progressive JPEG has about ten passes over its pixels; thousands of empty ones cost minutes.
_MOST_SCANS: Final = 64
_SCAN: Final = b"\xff\xda"
# To decode one, libwebp and Pillow hold its pixels four times: it may have a quarter of them.
_WEBP_COPIES: Final = 4
# The limit is ours, and told before anything is decoded; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None


def clean(content: bytes, media_type: str, max_pixels: int) -> bytes:
    """A JPEG of at most 1600 pixels a side, upright, without metadata.

    `max_pixels` is for JPEG and PNG. Raises `PhotoInvalid` for what is no still image of this
    type, and `PhotoTooLarge` before the pixels of one that has too many are decoded.
    """
    kind = _FORMATS[media_type]
    if _kind_of(content) != kind:
        raise PhotoInvalid(f"the bytes are not {media_type}, as the header says")
    if kind == _JPEG and content.count(_SCAN) > _MOST_SCANS:
        raise PhotoInvalid(f"a JPEG may have at most {_MOST_SCANS} scans")
    try:
        with Image.open(BytesIO(content), formats=(kind,)) as image:
            _refuse_unusable(image, max_pixels // _WEBP_COPIES if kind == _WEBP else max_pixels)
            return _drawn_anew(image)
    except (PhotoInvalid, PhotoTooLarge):
        raise
    except MemoryError:
        raise Unavailable("there is no room to look at the photo now; send it again") from None
    except Exception:  # A decoder may raise anything at forged bytes.
        raise PhotoInvalid("it cannot be read to its end as an image") from None


def _kind_of(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    return _WEBP if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _refuse_unusable(image: Image.Image, max_pixels: int) -> None:
    """By the header alone."""
    if image.width * image.height > max_pixels:
        raise PhotoTooLarge(f"a photo may have at most {max_pixels} pixels")
    if image.format != _SEVERAL_IN_JPEG and getattr(image, "is_animated", False):
        raise PhotoInvalid("it is animated; send a still image")
    if image.mode not in _EIGHT_BITS:
        raise PhotoInvalid("it has more than 8 bits a channel; send 8")


def _drawn_anew(image: Image.Image) -> bytes:
    if image.mode in ("P", "PA", "1"):
        # The numbers of a palette cannot be averaged.
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    share = LONGEST_SIDE / max(image.size)
    if share < 1:
        # A large JPEG is decoded at a fraction of its size, so it never stands whole in memory.
        image.draft(None, (max(1, int(image.width * share)), max(1, int(image.height * share))))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    fresh = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        solid = upright.convert("RGBA")
        fresh.paste(solid, mask=solid.getchannel("A"))
    else:
        fresh.paste(upright.convert("RGB"))
    drawn = BytesIO()
    fresh.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()
