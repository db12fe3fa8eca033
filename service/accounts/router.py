"""`/api/invites` and `/api/devices`: how a phone comes to its key, and how it loses it."""

from dataclasses import asdict
from importlib import import_module
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from service.access import Analyst, House, Monitor
from service.accounts.devices import DeviceView, get_device, list_devices, revoke_device
from service.accounts.invites import create_invite, invite_link, redeem
from service.accounts.schemas import (
    DeviceList,
    DeviceRevocation,
    DeviceToken,
    InviteCreate,
    InviteMade,
    OwnDevice,
    Redemption,
)
from service.accounts.service import Bucket, spend
from service.conditional import answer, tag_of_body
from service.features.links import base_address
from service.reads import FULL_CACHE, read

router = APIRouter(prefix="/api", tags=["devices"])

JSON = "application/json"
_NO_STORE = {"Cache-Control": "no-store"}
# Each try is a guess at a code.
_GUESSES = Bucket("invite code", 60, strict=True)
DeviceId = Annotated[str, Path(pattern="^[0-9a-f-]{1,40}$", examples=["9f86d081884c"])]


@router.post("/invites", response_model=InviteMade, status_code=201)
def post_invite(change: InviteCreate, request: Request, caller: Analyst, house: House) -> Response:
    """Make an invite for one phone: one use, 72 hours, bound to a team and a language.

    Code, link and QR code are shown only now; the server keeps a hash of the code.
    """
    made = create_invite(house.database, change.team, change.language, caller.key_id)
    link = invite_link(base_address(request, house), made.code)
    # Draws, and is loaded only once it is needed.
    drawn: str = import_module("service.accounts.qr").svg_of(link)
    return _json(InviteMade(**asdict(made), link=link, qr=drawn), 201)


@router.post(
    "/devices",
    response_model=DeviceToken,
    status_code=201,
    responses={
        200: {"model": DeviceToken, "description": "The same attempt again; its token is new."}
    },
)
def post_device(change: Redemption, house: House) -> Response:
    """Redeem an invite for a device's token; no key is needed.

    If the answer got lost, send the same code with the same `attempt` again: as long as the token
    was never used, the same device gets a new one.
    """
    spend(house.database, _GUESSES)
    done = redeem(house.database, change.code, change.attempt)
    token = DeviceToken(
        device_id=done.device_id,
        token=done.token,
        pseudonym=done.pseudonym,
        team=done.team,
        language=done.language,
    )
    return _json(token, 201 if done.is_new else 200)


@read(router, "/devices", JSON)
def read_devices(request: Request, _caller: Analyst, house: House) -> Response:
    """All devices with the day on which each was last seen; tokens are not kept."""
    body = orjson.dumps(DeviceList(list_devices(house.database)))
    return answer(request, tag_of_body(body), lambda: body, JSON, FULL_CACHE)


@router.get("/devices/me", response_model=OwnDevice)
def read_own_device(caller: Monitor, house: House) -> Response:
    """The device whose token this is; 404 for a key that is no device's."""
    device = get_device(house.database, caller.key_id)
    return _json(OwnDevice(device.id, device.pseudonym, device.team, device.language), 200)


@router.post("/devices/{device_id}/revocation")
def post_revocation(
    device_id: DeviceId, change: DeviceRevocation, caller: Analyst, house: House
) -> DeviceView:
    """Refuse a device from its next request on; what it sent stays, and so does what it holds."""
    return revoke_device(house.database, device_id, change.reason, caller.key_id)


def _json(content: InviteMade | DeviceToken | OwnDevice, status: int) -> Response:
    return Response(orjson.dumps(content, option=orjson.OPT_UTC_Z), status, _NO_STORE, JSON)
