"""Devices: who is enrolled, and what is refused from the next request on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.accounts import repository
from service.audit import service as audit
from service.database import Database
from service.errors import Missing
from service.models import AccessKey, Device
from service.weeks import local_day


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What analysts see of a device: days, never the time of day at which a phone was in use."""

    device_id: str
    pseudonym: str
    team: str
    language: str
    enrolled_on: date
    last_seen_on: date | None
    revoked_at: datetime | None
    revoked_because: str | None


def list_devices(database: Database) -> list[DeviceView]:
    """All devices, by team and pseudonym."""
    with database.reading() as session:
        return [_view(device, key) for device, key in repository.all_devices(session)]


def get_device(database: Database, key_id: str) -> Device:
    """The device that holds this key; raises `Missing` for a key that is of none."""
    with database.reading() as session:
        device = repository.find_device(session, key_id)
    if device is None:
        raise Missing("this key is no device's")
    return device


def revoke_device(database: Database, device_id: str, reason: str, actor: str) -> DeviceView:
    """Refuse a device from its next request on; again it changes nothing. Raises `Missing`."""
    with database.writing() as session:
        device = repository.find_device(session, device_id)
        if device is None:
            raise Missing("no device has this id; `miedza device list` shows the ids")
        key = repository.hold_key(session, device_id)
        if key.revoked_at is None:
            key.revoked_at = datetime.now(UTC)
            device.revoked_because = reason
            session.add_all((key, device))
            audit.record(session, "device.revoked", actor, device_id)
        return _view(device, key)


def _view(device: Device, key: AccessKey) -> DeviceView:
    return DeviceView(
        device_id=device.id,
        pseudonym=device.pseudonym,
        team=device.team,
        language=device.language,
        enrolled_on=local_day(device.created_at),
        last_seen_on=key.last_used_on,
        revoked_at=key.revoked_at,
        revoked_because=device.revoked_because,
    )
