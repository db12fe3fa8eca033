"""Method and limits, in sentences."""

from service.summaries.bulletin.model import Section
from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.words import Words

_SAID = ("reported", "claims", "missing", "units", "public", "status")
# Enough of a digest to tell two policies apart; the document prints the whole one.
_DIGEST = 12


def method(reading: Reading, words: Words) -> Section:
    document = reading.document
    said = [words.text(f"method.{name}") for name in _SAID]
    said.append(
        words.text(
            "method.versions",
            sector_set=document.get("sector_set", "–"),
            vocabulary=document.get("vocabulary", "–"),
            policy=policy_version(reading),
        )
    )
    audit = document.get("audit")
    if audit:
        said.append(words.text("method.audit", seq=audit["seq"], hash=audit["hash"]))
    return Section("method", words.text("method.title"), said)


def policy_version(reading: Reading) -> str:
    policy = reading.document.get("policy") or {}
    version, digest = policy.get("version"), str(policy.get("digest") or "")[:_DIGEST]
    return " ".join(str(part) for part in (version, digest) if part) or "–"
