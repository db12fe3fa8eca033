"""Words that say that one thing led to another: a title of the context lane holds none of them.

The lane stands beside a curve, and whoever reads both draws lines between them easily enough. The
list holds the plain cases, no more; docs/context.md shows it. `*` stands for any letters.
"""

import re
from functools import cache
from typing import Final

CAUSAL: Final = {
    "pl": (
        "bo", "dlatego", "doprowadzi*", "dzięki", "ponieważ", "przyczyn*", "skutkiem", "spowodowa*",
        "w odpowiedzi na", "w rezultacie", "w wyniku", "wskutek", "wywoła*", "z powodu",
    ),
    "en": (
        "as a result", "because", "caused", "causes", "due to", "in response to", "leads to",
        "led to", "resulted in", "results in", "thanks to", "therefore", "triggered", "triggers",
    ),
    "de": (
        "als reaktion auf", "aufgrund", "ausgelöst", "daher", "dank", "deshalb", "führt zu",
        "führte zu", "infolge", "löst*", "ursache*", "verursach*", "wegen", "weil",
    ),
    "be": (
        "выклікал*", "выклікаў", "дзякуючы", "з прычыны", "з-за", "праз тое", "прывяло да",
        "прывяла да", "прывёў да", "таму што", "у адказ на", "у выніку",
    ),
}  # fmt: skip


def causal_word(text: str, language: str) -> str | None:
    """The first of the words that the text holds, as the list has it."""
    folded = " ".join(text.casefold().split())
    return next((word for word in CAUSAL[language] if _pattern(word).search(folded)), None)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word).replace(chr(92) + '*', chr(92) + 'w*')}(?!\w)")
