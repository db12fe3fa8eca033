"""The style sheet inside the page, and the policy that lets a browser use it and nothing else."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from service.headers import content_policy

_FILE: Final = Path(__file__).with_name("templates") / "bulletin.css"


@cache
def style() -> str:
    return _FILE.read_text(encoding="utf-8")


@cache
def page_policy() -> str:
    """The Content-Security-Policy of the page: only the style sheet inside it, by its content."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return content_policy(f"style-src 'sha256-{digest}'")
