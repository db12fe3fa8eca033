"""Whether weekly releases are what the trail says they were, and the heads they print are true."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from service.audit.chain import NO_SEAL, Recorded, Seal
from service.audit.findings import Findings
from service.audit.repository import ReleaseRow
from service.audit.stored import json_object

TABLE: Final = "weekly_release"
_Key = tuple[str | None, int | None]


@dataclass(frozen=True, slots=True)
class _Release:
    """A stored release without its document, which may be long."""

    row: dict[str, Any]
    digest: str | None
    head: Seal | None
    prints_head: bool


class ReleaseCheck:
    """Given the rows first and then every entry and seal, so that one walk serves all checks."""

    def __init__(self, findings: Findings, rows: Iterable[ReleaseRow]) -> None:
        self._findings = findings
        self._releases = {(row.week, row.vintage): _release(row) for row in rows}
        self._entries: dict[_Key, tuple[int | None, dict[str, Any]]] = {}
        self._heads = {each.head for each in self._releases.values() if each.head is not None}
        self._printed = {head.seq for head in self._heads}
        self._found = {NO_SEAL}
        self.older = 0

    @property
    def releases(self) -> int:
        return len(self._releases)

    @property
    def heads(self) -> int:
        return len(self._heads)

    def take_seal(self, seal: Seal) -> None:
        if seal.seq in self._printed:
            self._found.add(seal)

    def take_entry(self, entry: Recorded, seq: int | None) -> None:
        if entry.action != "release.written":
            return
        said = json_object(entry.details)
        key = (said.get("week"), said.get("vintage"))
        if key in self._entries:
            self._findings.add("audit_entry", None, f"{_name(key)} is written a second time", seq)
        else:
            self._entries[key] = (seq, said)

    def finish(self, trail_begins: str | None) -> None:
        for key, release in self._releases.items():
            self._check_row(key, release, trail_begins)
            if release.head is not None and release.head not in self._found:
                wrong = f"{_name(key)} prints the head {release.head.seq}, which the chain lacks"
                self._findings.add("audit_seal", None, wrong, release.head.seq)
        for key, (seq, _) in self._entries.items():
            if key not in self._releases:
                self._findings.add(TABLE, None, f"{_name(key)} is gone; its entry is there", seq)

    def _check_row(self, key: _Key, release: _Release, trail_begins: str | None) -> None:
        for column in [name for name, value in release.row.items() if value is None]:
            self._findings.add(TABLE, column, f"{_name(key)}: holds something that it cannot hold")
        seq, said = self._entries.get(key, (None, None))
        if said is not None:
            self._compare(key, release, said, seq)
        elif _is_older(release, trail_begins):
            self.older += 1
        else:
            self._findings.add(TABLE, None, f"{_name(key)} has no entry")
        if release.digest != release.row["sha256"] and said is None:
            wrong = f"{_name(key)}: the document is not that of the checksum"
            self._findings.add(TABLE, None, wrong)

    def _compare(self, key: _Key, release: _Release, said: dict[str, Any], seq: int | None) -> None:
        for column in ("released_at", "released_by", "sha256"):
            if said.get(column) != release.row[column]:
                self._findings.add(TABLE, column, f"{_name(key)}: its entry says otherwise", seq)
        if release.digest != said.get("sha256"):
            wrong = f"{_name(key)}: is not the document that its entry names"
            self._findings.add(TABLE, "document", wrong, seq)


def _is_older(release: _Release, trail_begins: str | None) -> bool:
    """Whether a release comes from before there was a trail, and does not claim to be younger."""
    released_at = release.row["released_at"]
    if released_at is None or release.prints_head:
        return False
    return trail_begins is None or released_at < trail_begins


def _release(row: ReleaseRow) -> _Release:
    said = json_object(row.document)
    printed = said.get("audit")
    return _Release(
        row={
            "week": row.week,
            "vintage": row.vintage,
            "released_at": row.released_at,
            "released_by": row.released_by,
            "sha256": row.sha256,
        },
        digest=None if row.document is None else sha256(row.document.encode()).hexdigest(),
        head=_head(printed),
        prints_head="audit" in said,
    )


def _head(printed: object) -> Seal | None:
    if not isinstance(printed, dict):
        return None
    seq, hash_ = printed.get("seq"), printed.get("hash")
    return Seal(seq, hash_) if isinstance(seq, int) and isinstance(hash_, str) else None


def _name(key: _Key) -> str:
    return f"release {key[0]} vintage {key[1]}"
