"""Profiles found by name in this folder, or by the path of a TOML file."""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from service.profiles.faults import ProfileInvalid
from service.profiles.profile import Profile
from service.profiles.totals import TotalsProfile

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z0-9_-]+")
_SHOWN = 5
_KINDS: dict[str, type[Profile | TotalsProfile]] = {
    "reports": Profile,
    "totals": TotalsProfile,
}


def profile_names() -> list[str]:
    """The profiles that come with the service."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_profile(name_or_path: str) -> Profile:
    """A profile of reports by name or path; `ProfileInvalid` says what is wrong."""
    profile = load_any_profile(name_or_path)
    if not isinstance(profile, Profile):
        raise ProfileInvalid(f"the profile `{profile.name}` is one of totals, and not of reports")
    return profile


def load_totals_profile(name_or_path: str) -> TotalsProfile:
    """A profile of official totals by name or path; `ProfileInvalid` says what is wrong."""
    profile = load_any_profile(name_or_path)
    if not isinstance(profile, TotalsProfile):
        raise ProfileInvalid(f"the profile `{profile.name}` is one of reports, and not of totals")
    return profile


def load_any_profile(name_or_path: str) -> Profile | TotalsProfile:
    """A profile by name or by the path of its file; its `kind` says what its rows become."""
    path = _find(name_or_path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise ProfileInvalid(f"the profile {path} cannot be read: {fault}") from None
    except tomllib.TOMLDecodeError as fault:
        raise ProfileInvalid(f"the profile {path} is not TOML: {fault}") from None
    kind = content.pop("kind", "reports")
    model = _KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = " or ".join(f"`{each}`" for each in _KINDS)
        raise ProfileInvalid(f"the profile {path} cannot be used: kind: is not {known}")
    try:
        return model.model_validate({"name": path.stem, **content})
    except ValidationError as fault:
        raise ProfileInvalid(f"the profile {path} cannot be used: {_first(fault)}") from None


def _find(name_or_path: str) -> Path:
    if name_or_path.endswith(".toml"):
        return Path(name_or_path)
    if _NAME.fullmatch(name_or_path) and name_or_path in profile_names():
        return _FOLDER / f"{name_or_path}.toml"
    known = ", ".join(profile_names())
    raise ProfileInvalid(f"there is no such profile; there are {known}, or give a .toml file")


def _first(fault: ValidationError) -> str:
    """The first few findings, each with its place in the file."""
    found = [
        f"{'.'.join(str(step) for step in error['loc']) or 'profile'}: "
        + error["msg"].removeprefix("Value error, ")
        for error in fault.errors(include_input=False, include_url=False)
    ]
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more
