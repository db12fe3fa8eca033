"""Images drawn by code, and files that only look like images."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

SECRET = b"Podlasie5577"
_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825


def picture(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red above, blue below, so that one can see which way is up."""
    drawn = Image.new("RGB", (width, height), (200, 30, 30))
    drawn.paste((30, 30, 200), (0, height // 2, width, height))
    return drawn.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def read(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def exif(orientation: int = 1) -> bytes:
    """What a phone writes: its maker, and where it stood."""
    found = Image.Exif()
    found[_ORIENTATION] = orientation
    found[_MAKER] = SECRET.decode()
    found.get_ifd(_GPS).update({1: "N", 2: (52.0, 42.0, 4.3), 3: "E", 4: (23.0, 50.0, 50.2)})
    return found.tobytes()


def text_chunks() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_text("Author", SECRET.decode(), zip=True)
    return info


def jpeg_segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    markers, at = [], 2
    while content[at] == 0xFF:
        marker, size = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        markers.append(marker)
        at += 2 + size
        if marker == 0xDA:
            break
    return markers


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A PNG by hand: its header may promise what its rows do not hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose header promises a canvas of this size around small frames."""
    content = animation("WEBP")
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return content[:24] + sides + content[30:]


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last pass over the pixels is repeated."""
    content = written(picture(64, 64), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + content[-2:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
