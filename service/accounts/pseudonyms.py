"""Names for devices: made by us, so that nobody's own name or place gets into them."""

import secrets
from typing import Final

# Short, plain, told apart on a bad telephone line, and of no country or people.
WORDS: Final = (
    "acorn", "amber", "badger", "beaver", "birch", "cedar", "cloud", "clover", "comet", "copper",
    "crane", "ember", "falcon", "fern", "finch", "flint", "garnet", "hazel", "heron", "ivy",
    "juniper", "lantern", "larch", "lichen", "linden", "marble", "meadow", "moss", "nutmeg",
    "orchid", "otter", "owl", "pebble", "pepper", "pine", "plover", "poppy", "quartz", "raven",
    "river", "rowan", "saffron", "sparrow", "stork", "swift", "thistle", "violet", "willow",
)  # fmt: skip


def make_pseudonym() -> str:
    """A word and a number, such as `heron 417`."""
    return f"{secrets.choice(WORDS)} {100 + secrets.randbelow(900)}"
