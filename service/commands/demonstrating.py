"""`miedza demo`."""

from datetime import UTC, datetime
from uuid import uuid4

import typer

from service import demo
from service.commands.console import note, print_json
from service.commands.opened import installation
from service.demo import Demo


def run(reset: bool, if_empty: bool, url: str, json: bool) -> None:
    with installation() as house:
        if if_empty and not demo.is_empty(house.database):
            note(f"the database holds data, so it stays as it is\nopen {url}/api/docs")
            return
        if reset:
            demo.reset_demo(house)
        made = demo.make_demo(house, datetime.now(UTC), progress=note)
    if json:
        print_json(_document(made))
    else:
        typer.echo(_what_to_try(made, url.rstrip("/")))


def _document(made: Demo) -> dict[str, object]:
    return {
        **made.imported.document(),
        "reviewed": made.reviewed,
        "published": made.published.added,
        **made.beside,
        "weeks": made.weeks,
        "keys": made.keys,
    }


def _what_to_try(made: Demo, url: str) -> str:
    week = max(made.weeks, key=lambda name: made.weeks[name])
    keys = "\n".join(f"  {role:8} {token}" for role, token in made.keys.items())
    return f"""
{made.imported.imported} incidents from public sources, {made.published.added} of them public by \
the policy, {len(made.weeks)} weeks released.
{made.beside["official_totals"]} totals of other sources and {made.beside["context"]} dated events \
stand beside them.
{made.imported.rejected} row was refused: {made.imported.rejects_file}

Keys for trying, shown only now (`miedza demo --reset` makes new ones):
{keys}

Open
  {url}/api/docs
  {url}/api/collections/incidents/items?limit=10
  {url}/api/summaries/weekly/{week}?f=html
  {url}/api/official-totals?from=2021-11-22&to=2021-11-28
  {url}/api/context

Try
  curl '{url}/api/locate?lon=23.8473&lat=52.7012&accuracy_m=12'
  curl '{url}/api/collections/incidents/items?type=crossing_attempt&limit=3'
  curl -H 'Authorization: Bearer {made.keys["analyst"]}' \\
    '{url}/api/summaries/weekly/{week}?draft=true&f=csv'
  curl -X PUT {url}/api/reports/{uuid4()} \\
    -H 'Authorization: Bearer {made.keys["monitor"]}' -H 'Content-Type: application/json' \\
    -d '{{"occurred": {{"from": "2025-11-21T22:30:00+01:00", "precision": "hour"}},
         "location": {{"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12}},
         "type": "crossing_attempt", "source": {{"type": "field_monitor"}}}}'

Review ({len(made.reviewed)} incidents were reviewed, as examples; they say nothing of the sources)
  export ANALYST={made.keys["analyst"]}
  curl -H "Authorization: Bearer $ANALYST" '{url}/api/incidents?disputed=true'
  curl -H "Authorization: Bearer $ANALYST" {url}/api/incidents/{made.reviewed["contradicted"]}
  curl -H "Authorization: Bearer $ANALYST" {url}/api/incidents/{made.reviewed["merged"]}/history
  curl '{url}/api/changes?limit=3'
  miedza audit verify
"""
