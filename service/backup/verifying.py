"""Prove an archive: every byte, and the database in it, in a scratch place; nothing is changed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.backup import postgres, sqlite
from service.backup.archive import ArchiveReader, opened_archive
from service.backup.chain import broken_trail, changed_releases
from service.backup.contents import describe
from service.backup.faults import ArchiveRefused
from service.backup.manifest import POSTGRES_MEMBER, SQLITE_MEMBER, Manifest, Member, read_manifest
from service.backup.photos import is_photo
from service.backup.scratch import scratch_folder
from service.database import SCHEMA_HEAD, Database
from service.settings import Settings
from service.vault import Sealed, Vault, load_vault
from service.vault import repository as sealed_reports

_PLAIN: Final = "database.sqlite"


@dataclass(frozen=True, slots=True)
class Proven:
    """An archive that was found whole; `file` is its database, unpacked beside the target."""

    manifest: Manifest
    scratch: Path
    file: Path
    findings: list[str]

    @property
    def needs_migration(self) -> bool:
        return self.manifest.contents.schema != SCHEMA_HEAD


@contextmanager
def proven_archive(
    settings: Settings, target: Database, path: Path, *, despite_findings: bool = False
) -> Iterator[Proven]:
    """Raises `ArchiveRefused`, or `SettingInvalid` when a key is not at hand.

    `despite_findings` lets an archive pass that is whole, but of a database that had been changed
    behind the service's back before: what was found is told, and nothing better is left.
    """
    vault = load_vault(settings.resolved_key_file)
    with scratch_folder(_place_of_scratch(settings, target)) as scratch:
        with opened_archive(path) as reader:
            manifest = read_manifest(reader, vault)
            _refuse_foreign(manifest, target)
            _unpack(reader, manifest, scratch)
        file, findings = _proven_database(manifest, target, scratch, vault)
        if findings and not despite_findings:
            raise ArchiveRefused(
                f"{'; '.join(findings)} (the archive is as it was made; --despite-findings takes "
                "it as it is)"
            )
        yield Proven(manifest, scratch, file, findings)


def _place_of_scratch(settings: Settings, target: Database) -> Path:
    """On the file system of what is replaced, so that a rename suffices."""
    folder = settings.data_dir
    if not target.is_postgres:
        folder = Path(target.engine.url.database or "").parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _refuse_foreign(manifest: Manifest, target: Database) -> None:
    here = "postgresql" if target.is_postgres else "sqlite"
    if manifest.database != here:
        raise ArchiveRefused(
            f"the archive is of {manifest.database}, and this installation has {here}"
        )
    if manifest.contents.schema > SCHEMA_HEAD:
        raise ArchiveRefused(
            f"the archive stands at migration {manifest.contents.schema}, which this version does "
            "not know: install the version that made it, or a later one"
        )


def _unpack(reader: ArchiveReader, manifest: Manifest, scratch: Path) -> None:
    """Check each member against the manifest; none lands anywhere but in the scratch folder."""
    database, *photos = manifest.members
    expected = POSTGRES_MEMBER if manifest.database == "postgresql" else SQLITE_MEMBER
    if database.name != expected or not all(map(is_photo, photos)):
        raise ArchiveRefused("the manifest names members that no backup has")
    (scratch / "photos").mkdir()
    for member in (database, *photos):
        _copy(reader, member, scratch / member.name)
    reader.end()


def _copy(reader: ArchiveReader, member: Member, target: Path) -> None:
    with target.open("xb") as file:
        reader.copy(member.name, member.size, member.sha256, file)


def _proven_database(
    manifest: Manifest, target: Database, scratch: Path, vault: Vault
) -> tuple[Path, list[str]]:
    packed = scratch / manifest.members[0].name
    if manifest.database == "postgresql":
        with postgres.scratch_database(target, packed, scratch) as database:
            return packed, _prove(database, manifest, vault)
    plain = scratch / _PLAIN
    sqlite.unpack(packed, plain)
    packed.unlink()
    sqlite.check_integrity(plain)
    with closing(Database(f"sqlite:///{plain}")) as database:
        findings = _prove(database, manifest, vault)
    sqlite.leave_wal(plain)
    return plain, findings


def _prove(database: Database, manifest: Manifest, vault: Vault) -> list[str]:
    """What the database says against itself; anything else that is wrong is raised."""
    with database.reading() as session:
        connection = session.connection()
        found = describe(connection)
        if found != manifest.contents:
            raise ArchiveRefused("the database in the archive is not what its manifest says")
        findings = changed_releases(connection)
        for key_id in found.wrapping_keys:
            row = sealed_reports.some_sealed(session, key_id)
            if row is not None:
                sealed = Sealed(key_id, bytes(row["wrapped_key"]), bytes(row["ciphertext"]))
                vault.open(sealed, bound_to=row["report_id"])
    # An older one has no trail yet, or one that only its own version can check.
    return findings + (broken_trail(database) if found.schema == SCHEMA_HEAD else [])
