"""A filter's text as words, numbers, strings and signs (CQL2, Annex B)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from service.cql2.faults import character, refused


class Kind(StrEnum):
    NAME = "name"
    # A name between double quotes, which is never a keyword.
    QUOTED = "quoted"
    STRING = "string"
    NUMBER = "number"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`value` is without quotes; `word` is the keyword that a name could be."""

    kind: Kind
    value: str
    offset: int

    @property
    def word(self) -> str:
        return self.value.upper() if self.kind is Kind.NAME else ""

    @property
    def at(self) -> str:
        return character(self.offset)


# No alternative can match a text in two ways, so that the time is linear.
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[^\W\d][\w.:]*|:[\w.:]*)
  | "(?P<quoted>[^"]*)"
  | '(?P<string>(?:[^']|'')*+)'
  | (?P<sign><>|<=|>=|!=|[-=<>()\[\],+*/^%])
    """,
    re.VERBOSE,
)
# Control characters, and halves of characters that no encoding can carry.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check_characters(text: str, at: str) -> None:
    """No stored text holds these, and a database may not even take the question."""
    if _FORBIDDEN.search(text):
        raise refused(at, "holds a control character", "printable characters")


def read_tokens(text: str) -> list[Token]:
    """The tokens of a text, and one for its end."""
    found = _FORBIDDEN.search(text)
    if found:
        raise refused(
            character(found.start()), "there is a control character", "printable characters"
        )
    tokens, offset = [], 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unreadable(text, offset)
        kind = str(match.lastgroup)
        if kind != "space":
            tokens.append(Token(Kind(kind), _value(kind, match[kind]), offset))
        offset = match.end()
    return [*tokens, Token(Kind.END, "", offset)]


def _value(kind: str, text: str) -> str:
    return text.replace("''", "'") if kind == "string" else text


def _unreadable(text: str, offset: int) -> Exception:
    if text[offset] in "'\"":
        return refused(
            character(offset),
            "a quotation mark is not closed",
            "'text' or \"name\"; a quotation mark within text is written twice",
        )
    return refused(
        character(offset),
        "there is a character that has no meaning here",
        "a name, a number, 'text', or one of = <> < > <= >= ( ) ,",
    )
