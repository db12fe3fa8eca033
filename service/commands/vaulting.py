"""`miedza vault status`, `rotate` and `retire`."""

from dataclasses import asdict

from service.commands.console import counted, note, print_json, print_table
from service.commands.opened import installation
from service.vault import rotation


def status(json: bool) -> None:
    with installation() as house:
        keys, erased = rotation.key_states(house.database, house.vault)
    if json:
        print_json({"keys": [asdict(each) for each in keys], "erased": erased})
        return
    rows = [(each.key, each.place, each.reports) for each in keys]
    print_table("Wrapping keys", ("key", "in the key file", "#reports"), rows)
    note(f"{erased} reports were erased")
    for each in keys:
        if each.place == "missing":
            note(f"the key file lacks {each.key}: put its line back, below the first")


def rotate(json: bool) -> None:
    with installation() as house, counted("reports") as progress:
        result = rotation.rotate(house, progress)
    if json:
        print_json(asdict(result))
        return
    begun = "made" if result.made else "goes on with"
    note(f"{begun} key {result.key}; {result.rewrapped} reports rewrapped")
    if result.damaged:
        note(f"{result.damaged} reports do not open, and stay under their old key")
    if result.left > result.damaged:
        note(f"{result.left - result.damaged} came under an old key meanwhile: run this again")
    note("keep a copy of the new key file apart from the backups; then `miedza vault retire`")


def retire(json: bool) -> None:
    with installation() as house:
        result = rotation.retire(house)
    if json:
        print_json(asdict(result))
        return
    for key in result.dropped:
        note(f"key {key} left the key file; backups from before the rotation still need it")
    for key, reports in result.needed.items():
        note(f"key {key} stays: {reports} reports need it; run `miedza vault rotate` again")
    if not result.dropped and not result.needed:
        note("there is no old key in the key file")
