"""A demonstration: the shipped sample imported, reviewed in part, published and released.

An installation is a demonstration while everything in it came from the sample or was sent with a
demonstration key; only then may it be emptied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from service.accounts.service import NewToken, create_token
from service.audit import service as audit
from service.audit.sealing import seal_all
from service.database import Database
from service.demo_review import review_sample
from service.errors import Conflict, SettingInvalid
from service.ids import content_id
from service.imports.service import ImportResult, import_file, submitter
from service.installation import Installation
from service.models import AccessKey, FeaturePublic, Report
from service.profiles import load_profile, read_rows
from service.projections import service as projections
from service.projections.publisher import PublishResult, publish
from service.schema import rebuild_tables
from service.settings import Settings
from service.summaries.releasing import release_week
from service.vocabulary import codes

LABEL = "demo"
ROLES = ("monitor", "analyst", "partner")
SAMPLE = Path(__file__).parent / "data" / "communiques.csv"
PROFILE = "communiques"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What a new demonstration holds: reviewed incidents to look at, released weeks, tokens."""

    imported: ImportResult
    reviewed: dict[str, str]
    published: PublishResult
    weeks: dict[str, int]
    keys: dict[str, str]


def make_demo(house: Installation, now: datetime, progress: Progress = lambda _: None) -> Demo:
    """Fill an empty installation; raises `Conflict` when it holds anything."""
    _refuse_public_address(house.settings)
    if not is_empty(house.database):
        raise Conflict(
            "the database is not empty, so nothing was changed; `miedza demo --reset` rebuilds a "
            "demonstration, and another MIEDZA_DATA_DIR starts a new one"
        )
    # The keys come first: from then on a half-made demonstration can be reset.
    keys = {role: _make_key(house.database, role) for role in ROLES}
    progress("importing the sample")
    rejects = house.settings.data_dir / "demo.rejects.csv"
    imported = import_file(house, SAMPLE, load_profile(PROFILE), rejects=rejects)
    progress("reviewing a part of it")
    reviewed = review_sample(house, sample_ids(), keys["analyst"].key_id)
    progress("publishing")
    published = publish(house.database, house.policy, now)
    progress("releasing the weeks")
    # No worker runs yet, and the releases are to print the head of the chain.
    seal_all(house.database)
    weeks = _release_weeks(house, now)
    audit.record_alone(house.database, "demo.made", LABEL, LABEL, {"weeks": len(weeks)})
    seal_all(house.database)
    tokens = {role: key.token for role, key in keys.items()}
    return Demo(imported, reviewed, published, weeks, tokens)


def _make_key(database: Database, role: str) -> NewToken:
    scopes = codes("scope") if role == "partner" else ()
    return create_token(database, role, LABEL, scopes=scopes)


def reset_demo(house: Installation) -> None:
    """Empty a demonstration; raises `Conflict` for an installation that holds anything else."""
    with house.database.writing() as session:
        reason = _what_is_not_demo(session)
        if reason is not None:
            raise Conflict(f"this is not only a demonstration: {reason}; nothing was changed")
        # The revision only grows: what a client cached of the old demonstration must not match.
        revision = projections.public_revision(session)
        # Audit, history and releases can be emptied by nobody; only with their tables do they go.
        rebuild_tables(session)
        projections.continue_revision(session, revision + 1)


def is_empty(database: Database) -> bool:
    with database.reading() as session:
        return not _count(session, Report) and not _count(session, AccessKey)


def is_loopback(settings: Settings) -> bool:
    """Whether readers reach the service on this machine alone, as far as the settings tell."""
    host = settings.public_url.host if settings.public_url else None
    if host is None or host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_public_address(settings: Settings) -> None:
    if not is_loopback(settings):
        raise SettingInvalid(
            "MIEDZA_PUBLIC_URL names an address that others reach: a demonstration and its keys "
            "belong on 127.0.0.1"
        )


def _release_weeks(house: Installation, now: datetime) -> dict[str, int]:
    week_of = col(FeaturePublic.week)
    dated = select(week_of, func.count()).where(week_of.is_not(None)).group_by(week_of)
    with house.database.reading() as session:
        weeks = {str(week): count for week, count in session.execute(dated.order_by(week_of))}
    for week in weeks:
        release_week(
            house.database, house.policy, week, now=now, actor=LABEL, reason="demonstration"
        )
    return weeks


def _what_is_not_demo(session: Session) -> str | None:
    """The first thing found that the demonstration did not bring; None when there is none."""
    keys = session.scalars(select(AccessKey)).all()
    demo_keys = {key.id for key in keys if key.label == LABEL}
    if not demo_keys:
        return "it has no demonstration keys"
    if any(key.id not in demo_keys and key.revoked_at is None for key in keys):
        return "it has keys that the demonstration did not make (`miedza token list` shows them)"
    senders = {submitter(load_profile(PROFILE)), *demo_keys}
    if set(session.scalars(select(col(Report.submitted_by)).distinct())) - senders:
        return "it has reports that were not sent with a demonstration key"
    imported = select(col(Report.id)).where(col(Report.channel) == "import")
    if session.scalars(imported.where(col(Report.id).not_in(sample_ids())).limit(1)).first():
        return "it has imported rows that are not of the sample"
    return None


def sample_ids() -> list[str]:
    """The reports of the sample in the order of its rows, those that are refused included."""
    profile = load_profile(PROFILE)
    origin = submitter(profile)
    return [content_id(origin, row.key) for row in read_rows(SAMPLE, profile)]


def _count(session: Session, model: type[SQLModel]) -> int:
    return session.scalars(select(func.count()).select_from(model)).one()
