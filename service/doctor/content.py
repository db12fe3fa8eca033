"""Checks of what the database holds."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlmodel import col

from service import demo
from service.accounts.callers import PARTNER
from service.accounts.service import is_good, last_sign, list_keys
from service.database import Database
from service.doctor.verdict import Verdict, ok, warning, wrong
from service.incidents import repository as incidents
from service.models import AuditEntry, Report, SealedReport
from service.photos import repository as photos
from service.photos.reading import open_photo
from service.projections import repository as projections
from service.projections.policy import load_policy
from service.projections.publisher import count_due
from service.projections.rules import rules_of
from service.settings import Settings
from service.vault import Sealed, load_vault
from service.vault.rotation import key_states
from service.weeks import local_day, week_name
from service.worker import batch_opens

_CLOCK_TOLERANCE = timedelta(minutes=5)
_BATCH_TOLERANCE = timedelta(days=1)
_OLDEST_BACKUP = timedelta(days=7)
_PLACES_SHOWN = 5
_LONG_UNUSED = timedelta(days=180)

Check = Callable[[Database, Settings, datetime], Verdict]


def _check_postgis(database: Database, _settings: Settings, _now: datetime) -> Verdict:
    if not database.is_postgres:
        return ok("not needed on SQLite")
    with database.reading() as session:
        statement = text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'")
        version = session.execute(statement).scalar()
    if version is None:
        return wrong("PostGIS is gone", "CREATE EXTENSION postgis in this database")
    return ok(f"PostGIS {version}")


def _check_sealed(database: Database, settings: Settings, _now: datetime) -> Verdict:
    """Open one report, since a key file can be whole and still be another database's."""
    table = SealedReport.metadata.tables["sealed_report"].c
    columns = (table.report_id, table.wrapping_key, table.wrapped_key, table.ciphertext)
    readable = select(*columns).where(table.wrapped_key.is_not(None)).limit(1)
    with database.reading() as session:
        row = session.execute(readable).one_or_none()
    if row is None:
        return ok("there are none yet")
    report_id, *parts = row
    load_vault(settings.resolved_key_file).open(Sealed(*parts), bound_to=report_id)
    return ok("one was opened with the key file")


def _check_photos(database: Database, settings: Settings, _now: datetime) -> Verdict:
    """Open one photo too: it lies under its report's key, and its digest is known."""
    with database.reading() as session:
        announced, received = photos.count_announced(session)
        some = photos.some_image(session)
        image = None if some is None else photos.find_image(session, *some)
        report = None if some is None else photos.find_report(session, some[0])
    found = f"{announced} announced, {announced - received} of them missing"
    if some is None or image is None or report is None:
        return ok(found if announced else "there are none yet")
    open_photo(load_vault(settings.resolved_key_file), report, *some, image)
    return ok(f"{found}; one was opened with the key file")


def _check_keys(database: Database, settings: Settings, _now: datetime) -> Verdict:
    states, _ = key_states(database, load_vault(settings.resolved_key_file))
    missing = [each for each in states if each.place == "missing"]
    if missing:
        listed = ", ".join(f"{each.key} ({each.reports} reports)" for each in missing)
        return wrong(f"the key file lacks {listed}", "put the line of each back, below the first")
    older = sum(each.place == "older" for each in states)
    return ok(f"{len(states)}, of which {older} wait for `miedza vault retire`" if older else "1")


def _check_backup(database: Database, _settings: Settings, now: datetime) -> Verdict:
    """Ask the audit trail, which a restored database does not have from later than its backup."""
    with database.reading() as session:
        made = select(func.max(AuditEntry.at)).where(col(AuditEntry.action) == "backup.made")
        last = session.execute(made).scalar()
        holds_reports = session.execute(select(col(Report.id)).limit(1)).first() is not None
    advice = "run `miedza backup FILE` each day, and keep the files on another machine"
    if last is None:
        nothing = ok("there is nothing to back up yet")
        return warning("none was ever made", advice) if holds_reports else nothing
    found = f"the last was made at {last:%Y-%m-%d %H:%M} UTC"
    return warning(found, advice) if now - last > _OLDEST_BACKUP else ok(found)


def _check_received(database: Database, _settings: Settings, now: datetime) -> Verdict:
    with database.reading() as session:
        newest = session.scalars(select(func.max(Report.received_at))).one()
    if newest is None:
        return ok("there are none yet")
    shown = f"the newest came at {newest:%Y-%m-%d %H:%M} UTC"
    if newest > now + _CLOCK_TOLERANCE:
        return wrong(f"{shown}, which is after now", "set the clock; let it be kept by NTP")
    return ok(shown)


def _check_batch(database: Database, settings: Settings, now: datetime) -> Verdict:
    today = local_day(now)
    with database.reading() as session:
        made = projections.find_batch(session, week_name(today)) is not None
    waiting = 0 if made else count_due(database, load_policy(settings.policy_file), now)
    if made:
        return ok(f"{week_name(today)} was made")
    if waiting and now > batch_opens(now) + _BATCH_TOLERANCE:
        return warning(
            f"{waiting} incidents wait for the batch of {week_name(today)}",
            "keep `miedza worker` running, or run `miedza publish`",
        )
    return ok(f"{waiting} incidents wait for the batch of {week_name(today)}")


def _check_rules(database: Database, settings: Settings, _now: datetime) -> Verdict:
    """What stands in the projections follows the policy and the sector set in force."""
    with database.reading() as session:
        run = projections.get_run(session)
        incidents = projections.count_incidents(session)
    rules = str(rules_of(load_policy(settings.policy_file)))
    if run.finished_rules == rules:
        return ok("the projections follow the rules in force")
    if not incidents:
        return ok("there is nothing to project yet")
    found = "the projections were made under other rules, or by an older version"
    if run.rules == rules:
        found = f"the projections are being made anew: {run.done} of {incidents} incidents"
    return warning(found, "keep `miedza worker` running, or run `miedza project --all`")


def _check_places(database: Database, _settings: Settings, _now: datetime) -> Verdict:
    with database.reading() as session:
        unknown = incidents.unknown_places(session)
    if not unknown:
        return ok("every place name is known")
    shown = ", ".join(f"{name} ({count})" for name, count in unknown[:_PLACES_SHOWN])
    more = f" and {len(unknown) - _PLACES_SHOWN} more" if len(unknown) > _PLACES_SHOWN else ""
    return warning(
        f"not in the gazetteer: {shown}{more}",
        "these incidents stand in their sector or on the border; check the spelling at the source",
    )


def _check_demo_keys(database: Database, settings: Settings, _now: datetime) -> Verdict:
    live = [key for key in list_keys(database) if key.label == demo.LABEL and not key.revoked_at]
    if not live:
        return ok("there are none")
    if demo.is_loopback(settings):
        return ok(f"{len(live)}, on an address of this machine alone")
    ids = " ".join(key.id for key in live)
    return wrong(
        "keys of the demonstration are good on an address that others reach",
        f"revoke each with `miedza token revoke`: {ids}",
    )


def _check_partner_keys(database: Database, _settings: Settings, now: datetime) -> Verdict:
    """A key that nobody watches is one that nobody misses when it is stolen."""
    live = [
        key
        for key in list_keys(database)
        if key.role == PARTNER and key.label != demo.LABEL and is_good(key, now)
    ]
    endless = [key.id for key in live if key.expires_at is None]
    unused = [key.id for key in live if local_day(now) - last_sign(key) > _LONG_UNUSED]
    if not endless and not unused:
        return ok(f"{len(live)}, each in use and with an end" if live else "there are none")
    found = [
        f"{what}: {' '.join(ids)}"
        for what, ids in (
            ("without expiry", endless),
            (f"unused for {_LONG_UNUSED.days} days", unused),
        )
        if ids
    ]
    return warning(
        "; ".join(found),
        "make new ones with `miedza token create --expires`, and `miedza token revoke` these",
    )


CHECKS: dict[str, Check] = {
    "postgis": _check_postgis,
    "sealed reports": _check_sealed,
    "photos": _check_photos,
    "wrapping keys": _check_keys,
    "backup": _check_backup,
    "reports": _check_received,
    "weekly batch": _check_batch,
    "projections": _check_rules,
    "place names": _check_places,
    "demonstration keys": _check_demo_keys,
    "partner keys": _check_partner_keys,
}
