"""Whether the stored chain is the one that its entries make."""

from dataclasses import dataclass

import orjson

from service.audit.actions import ACTIONS
from service.audit.chain import NO_SEAL, Recorded, Seal, seal_hash
from service.audit.findings import Findings
from service.audit.repository import SealedRow


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A seal that does not fit: the next one tells whether its hash or its entry was changed."""

    seal: Seal
    computed: str
    entry: Recorded


class ChainCheck:
    """Takes seals in their order; `finish` says what the last one leaves open."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._doubt: _Doubt | None = None
        self.head = NO_SEAL
        self.seals = 0

    def take(self, row: SealedRow) -> None:
        self.seals += 1
        before, self.head = self.head, Seal(row.seq, row.hash or "")
        follows = row.seq == before.seq + 1
        if not follows:
            self._say_gap(before.seq, row.seq)
        entry = self._usable(row)
        doubt, self._doubt = self._doubt, None
        if entry is None or not follows:
            # Without the seal before, or without the entry, there is nothing to compare with.
            self._tell(doubt, None)
            return
        computed = seal_hash(before.hash, row.seq, entry)
        if computed == row.hash:
            self._tell(doubt, "audit_entry")
        elif doubt and seal_hash(doubt.computed, row.seq, entry) == row.hash:
            self._tell(doubt, "audit_seal")
        else:
            self._tell(doubt, None)
            self._doubt = _Doubt(self.head, computed, entry)

    def finish(self) -> None:
        self._tell(self._doubt, None)
        self._doubt = None

    def _usable(self, row: SealedRow) -> Recorded | None:
        """The entry of a seal, if both can be read."""
        if row.hash is None:
            self._findings.add("audit_seal", "hash", "is no text", row.seq)
        if row.entry is None:
            self._findings.add(
                "audit_seal", "entry_id", "names an entry that is not there", row.seq
            )
            return None
        unusable = list(row.entry.unusable())
        for column in unusable:
            wrong = "holds something that it cannot hold"
            self._findings.add("audit_entry", column, wrong, row.seq)
        return None if unusable or row.hash is None else row.entry

    def _say_gap(self, before: int, seq: int) -> None:
        wrong = f"{seq} follows {before}" if before else f"the chain begins with {seq}"
        self._findings.add("audit_seal", "seq", wrong, min(seq, before + 1))

    def _tell(self, doubt: _Doubt | None, changed: str | None) -> None:
        if doubt is None:
            return
        seq = doubt.seal.seq
        if changed == "audit_seal":
            self._findings.add(changed, "hash", "is not the hash that the next seal names", seq)
        elif changed == "audit_entry":
            wrong = "the entry, or which one the seal names, is not what was sealed"
            self._findings.add(changed, _suspect(doubt.entry), wrong, seq)
        else:
            wrong = "the hash is not that of the seal before and of the entry"
            self._findings.add("audit_seal", None, wrong, seq)


def _suspect(entry: Recorded) -> str | None:
    """The one column that no entry of ours could hold; None where all could be ours."""
    if entry.action not in ACTIONS:
        return "action"
    try:
        ours = orjson.dumps(orjson.loads(entry.details or "")).decode()
    except orjson.JSONDecodeError:
        return "details"
    return None if ours == entry.details else "details"
