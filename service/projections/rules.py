"""Which rules the projections follow: policy, sector set, and the form that the code gives them."""

from dataclasses import asdict
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import orjson

from geo.sector_files import sector_set
from service.projections.policy import Policy, digest
from service.projections.sources import known_names

# One more whenever the code makes other rows of the same incidents; a test holds it to them.
FORMAT = 1

_SHORT = 16


class Rules(NamedTuple):
    """Digests of what decides how a row looks."""

    policy: str
    sectors: str
    form: str

    def __str__(self) -> str:
        return ".".join(self)


def rules_of(policy: Policy) -> Rules:
    return Rules(digest(policy), _sectors_digest(), _form_digest())


def read_rules(text: str | None) -> Rules | None:
    """Rules as they were written down; None for none."""
    return None if text is None else Rules(*text.split("."))


@cache
def _sectors_digest() -> str:
    return _short(orjson.dumps(asdict(sector_set())))


@cache
def _form_digest() -> str:
    return _short(orjson.dumps([FORMAT, known_names()], option=orjson.OPT_SORT_KEYS))


def _short(content: bytes) -> str:
    return sha256(content).hexdigest()[:_SHORT]
