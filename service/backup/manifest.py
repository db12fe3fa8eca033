"""The manifest: what an archive holds and from when, signed under the newest wrapping key.

Who can write to a place of backups but holds no key can therefore not make one that is restored.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from service.backup.archive import ArchiveReader
from service.backup.contents import Contents
from service.backup.faults import ArchiveRefused
from service.vault import Vault

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.hmac"
SQLITE_MEMBER: Final = "database.sqlite.gz"
POSTGRES_MEMBER: Final = "database.dump"
PHOTOS: Final = "photos"

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    made_at: datetime
    product: str
    database: Kind
    contents: Contents
    members: list[Member]

    def written(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


_MANIFEST: Final = TypeAdapter(Manifest)


def signature(written: bytes, vault: Vault) -> bytes:
    key_id, value = vault.sign(written)
    return orjson.dumps({"key": key_id, "hmac_sha256": value})


def read_manifest(reader: ArchiveReader, vault: Vault) -> Manifest:
    """Raises `SettingInvalid` when the key that signed it is not at hand."""
    written, signed = reader.text(MANIFEST), reader.text(SIGNATURE)
    key_id, value = _read_signature(signed)
    if not vault.has_signed(written, key_id, value):
        raise ArchiveRefused("the manifest is not the one that was written with the archive")
    try:
        manifest = _MANIFEST.validate_json(written)
    except ValidationError:
        raise ArchiveRefused("the manifest has another form than this version reads") from None
    if manifest.format != FORMAT:
        raise ArchiveRefused(f"the archive has format {manifest.format}, and this version {FORMAT}")
    return manifest


def _read_signature(signed: bytes) -> tuple[str, str]:
    try:
        parts = orjson.loads(signed)
        key_id, value = parts["key"], parts["hmac_sha256"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise ArchiveRefused("the archive is damaged, or it is no backup of Miedza") from None
    if signed != orjson.dumps({"key": key_id, "hmac_sha256": value}) or not isinstance(value, str):
        raise ArchiveRefused("the archive is damaged, or it is no backup of Miedza")
    return str(key_id), value
