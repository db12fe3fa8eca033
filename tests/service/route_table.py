"""Who may do what: every route and every kind of caller, one line each.

A new route needs one line in `TABLE`. `python -m tests.service.route_table` prints the part of it
that stands in docs/keys.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from service.vocabulary import codes
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import body

SCOPES = codes("scope")
REFUSED = ("revoked", "expired")
STAFF = ("analyst", "admin")
# `partner` has a key without scopes; a scope stands for a partner who has it alone.
CALLERS = ("anonymous", "monitor", *REFUSED, "partner", *SCOPES, "every scope", *STAFF)

KNOWN = tuple(caller for caller in CALLERS if caller not in REFUSED)
MONITORS = ("monitor", *STAFF)
SENDERS = ("reports:write", "every scope", *MONITORS)
FULL_READERS = ("incidents:read", "every scope", *STAFF)
DRAFT_READERS = ("summaries:read", "every scope", *STAFF)

REPORT = body()
# What a path may name, each replaced by an id.
IDS = ("report_id", "incident_id", "other_id", "feature_id", "total_id", "entry_id", "device_id")


@dataclass(frozen=True)
class Row:
    """One route: its methods, who may use it, and the status that they get.

    The request is well-formed; ids in it are random, so that of a thing by its id they get a 404.
    `hidden` routes are a 404 to all others; otherwise those are told what they lack.
    """

    methods: str
    path: str
    who: tuple[str, ...] = CALLERS
    status: int = 200
    address: str = ""
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hidden: bool = False

    def expected(self, caller: str) -> int:
        if caller in self.who:
            return self.status
        if caller in REFUSED:
            return 401
        if self.hidden:
            return 404
        return 401 if caller == "anonymous" else 403

    def requests(self, **ids: str) -> Iterator[tuple[str, str]]:
        """Method and address; ids that are not given are random."""
        address = self.address or self.path
        for name in IDS:
            address = address.replace(f"{{{name}}}", ids.get(name, str(uuid4())))
        address = address.replace("{sha256}", "0" * 64)
        for method in self.methods.split():
            yield method, address

    @property
    def shown(self) -> str:
        methods = [method for method in self.methods.split() if method != "HEAD"]
        return f"`{' '.join(methods)} {self.address or self.path}`"


READ = "GET HEAD"
_SEEN = {"reason": "seen"}
_GRADE = {"reliability": "B", "credibility": "2", **_SEEN}
_JUDGED = {"credibility": "2", **_SEEN}
_RELIABLE = {"reliability": "B", **_SEEN}
_MOVE = {"status": "in_review", **_SEEN}
_EDIT = {"outcome": "returned", **_SEEN}
_MERGE = {"into": str(uuid4()), **_SEEN}
_APART = {"other": str(uuid4()), **_SEEN}
_SEVERE = {"level": "severe", **_SEEN}
_LEVEL = {"level": "good", **_SEEN}
_LEVELS = {"levels": [{"sector": "BIA", "level": "good"}], **_SEEN}
_TOTAL = {"total": total(), **_SEEN}
_ENTRY = {"entry": entry(), **_SEEN}
_NO_CODE = {"code": "MZ-0000-0000-0000"}
_NO_INVITE = {"code": "7" * 28, "attempt": str(uuid4())}
_VERSION = {"If-Match": '"1"'}
_ONE = "/api/incidents/{incident_id}"
_PL = "/api/sources/pl_authority/reliability"
_WEEKLY = "/api/summaries/weekly"
_PHOTO = "/api/reports/{report_id}/photos/{sha256}"
_FULL = "/api/collections/incidents-full"
_TOTALS = "/api/official-totals"
_CHART = "/api/summaries/weekly/2025-W47/charts/map"
_EFFORT = "/api/effort/2025-W47"

TABLE = [
    Row(READ, "/"),
    # Of the web client, which the tests of the service leave out.
    Row(READ, "/sw.js", status=404),
    Row(READ, "/app.webmanifest", status=404),
    Row(READ, "/assets/{name}", status=404, address="/assets/x.js"),
    Row(READ, "/icons/{name}", status=404, address="/icons/x.png"),
    Row(READ, "/about"),
    Row(READ, "/api/docs"),
    Row(READ, "/api/errors"),
    Row(READ, "/api/openapi.json"),
    Row(READ, "/robots.txt"),
    # Nobody is named without a setting.
    Row(READ, "/.well-known/security.txt", status=404),
    Row(READ, "/security", status=404),
    Row("GET", "/health/live"),
    Row("GET", "/health/ready"),
    Row("POST", "/api/invites", STAFF, 201, body={"team": "north", "language": "pl"}),
    Row("POST", "/api/devices", status=404, body=_NO_INVITE),
    Row(READ, "/api/devices", STAFF),
    Row("GET", "/api/devices/me", MONITORS, 404),
    Row("POST", "/api/devices/{device_id}/revocation", STAFF, 404, body=_SEEN),
    Row("PUT", "/api/reports/{report_id}", MONITORS, 201, body=REPORT),
    Row("POST", "/api/reports", MONITORS, 201, body=REPORT),
    Row("POST", "/api/reports/batch", SENDERS, body=[REPORT]),
    Row("GET", "/api/reports/{report_id}/receipt", MONITORS, 404),
    Row("GET", "/api/reports/{report_id}", STAFF, 404),
    Row("PUT", _PHOTO, MONITORS, 404, body="?", headers={"Content-Type": "image/jpeg"}),
    Row("GET", _PHOTO, STAFF, 404),
    Row("PUT", "/api/reports/{report_id}/grade", STAFF, 404, body=_JUDGED),
    Row(READ, "/api/incidents", STAFF),
    Row(READ, "/api/incidents/counts", STAFF),
    Row("PUT DELETE", f"{_ONE}/hold", STAFF, 404, body={}),
    Row(READ, f"{_ONE}/candidates", STAFF, 404),
    Row(f"{READ} POST", f"{_ONE}/distinct", STAFF, 404, body=_APART),
    Row("DELETE", f"{_ONE}/distinct/{{other_id}}", STAFF, 404),
    Row(READ, _ONE, STAFF, 404),
    Row(READ, f"{_ONE}/history", STAFF, 404),
    Row("PATCH", _ONE, STAFF, 404, body=_EDIT, headers=_VERSION),
    Row("POST", f"{_ONE}/status", STAFF, 404, body=_MOVE),
    Row("PUT", f"{_ONE}/grade", STAFF, 404, body=_GRADE),
    Row("POST", f"{_ONE}/merge", STAFF, 404, body=_MERGE),
    Row("POST", f"{_ONE}/unmerge", STAFF, 404, body=_SEEN),
    Row("POST", f"{_ONE}/sensitivity", STAFF, 404, body=_SEVERE),
    Row(READ, "/api/sources", STAFF),
    Row("PUT", "/api/sources/{source}/reliability", STAFF, address=_PL, body=_RELIABLE),
    Row("POST", "/api/withdrawals", status=404, body=_NO_CODE),
    Row(READ, "/api/locate", address="/api/locate?lon=23.8473&lat=52.7012"),
    Row(READ, "/api/places", address="/api/places?q=Bia"),
    Row(READ, "/api/vocabulary"),
    Row(READ, "/api/policy"),
    Row(READ, "/api/codebook"),
    Row(READ, "/api/changes"),
    Row(READ, "/api"),
    Row(READ, "/api/conformance"),
    Row(READ, "/api/api", KNOWN),
    Row(READ, "/api/collections", KNOWN),
    Row(READ, "/api/collections/{collection_id}", FULL_READERS, address=_FULL, hidden=True),
    *(
        Row(
            READ,
            f"/api/collections/{{collection_id}}/{name}",
            FULL_READERS,
            address=f"{_FULL}/{name}",
            hidden=True,
        )
        for name in ("schema", "queryables", "sortables", "feature-schema")
    ),
    Row(READ, "/api/collections/incidents/items"),
    Row(READ, "/api/collections/incidents/items/{feature_id}", status=404),
    Row(READ, f"{_FULL}/items", FULL_READERS, hidden=True),
    Row(READ, f"{_FULL}/items/{{feature_id}}", FULL_READERS, 404, hidden=True),
    Row(READ, "/api/collections/sector-weeks/items"),
    Row(READ, "/api/collections/sector-weeks/items/{feature_id}", status=404),
    Row(READ, "/api/collections/sectors/items"),
    Row(READ, "/api/collections/sectors/items/{feature_id}", status=404),
    Row(READ, "/api/collections/border/items"),
    Row(READ, "/api/collections/border/items/{feature_id}", status=404),
    Row(READ, "/api/collections/crossings/items"),
    Row(READ, "/api/collections/crossings/items/{feature_id}", status=404),
    *(
        Row("POST", f"/api/collections/{name}/items/search", body={"limit": 1})
        for name in ("incidents", "sector-weeks", "sectors", "border", "crossings")
    ),
    Row("POST", f"{_FULL}/items/search", FULL_READERS, body={"limit": 1}, hidden=True),
    Row(READ, "/api/summaries/calendar"),
    Row(READ, "/api/summaries/pending", STAFF),
    Row(READ, "/api/summaries/weekly"),
    Row(READ, f"{_WEEKLY}/{{week}}/diff", KNOWN, 404, f"{_WEEKLY}/2025-W47/diff?from=1&to=2"),
    Row(READ, f"{_WEEKLY}/{{week}}/charts/{{chart}}", status=404, address=_CHART),
    Row(READ, f"{_WEEKLY}/{{week}}/unusual", STAFF, address=f"{_WEEKLY}/2025-W47/unusual"),
    # Of a week that is not over, so that nobody's release makes another's answer.
    Row("POST", f"{_WEEKLY}/{{week}}/release", STAFF, 400, f"{_WEEKLY}/2099-W20/release", _SEEN),
    Row(
        READ,
        "/api/summaries/weekly/{week}",
        DRAFT_READERS,
        address="/api/summaries/weekly/2025-W47?draft=true",
    ),
    Row(READ, "/api/effort", STAFF),
    Row("PUT", "/api/effort/{week}", STAFF, address=_EFFORT, body=_LEVELS),
    Row(f"{READ} PUT", "/api/effort/{week}/{sector}", STAFF, address=f"{_EFFORT}/BIA", body=_LEVEL),
    Row(READ, _TOTALS),
    Row("POST", _TOTALS, STAFF, body=_TOTAL),
    Row(READ, f"{_TOTALS}/full", STAFF),
    Row(READ, f"{_TOTALS}/{{total_id}}", STAFF, 404),
    Row("POST", f"{_TOTALS}/{{total_id}}/corrections", STAFF, 404, body=_TOTAL),
    Row("POST", f"{_TOTALS}/{{total_id}}/withdrawal", STAFF, 404, body=_SEEN),
    Row(READ, "/api/context"),
    Row("POST", "/api/context", STAFF, 201, body=_ENTRY),
    Row(READ, "/api/context/{entry_id}", STAFF, 404),
    Row("PUT", "/api/context/{entry_id}", STAFF, 404, body=_ENTRY, headers=_VERSION),
    Row("POST", "/api/context/{entry_id}/withdrawal", STAFF, 404, body=_SEEN, headers=_VERSION),
]

_COLUMNS = ("anonymous", "monitor", "partner", *SCOPES, *STAFF)


def documented() -> str:
    """The lines of docs/keys.md: routes that do not answer everyone alike."""
    heading = ["Address", "no key", "monitor", "no scope", *(f"`{scope}`" for scope in SCOPES)]
    lines = [[*heading, *STAFF], ["---"] * (len(_COLUMNS) + 1)]
    for row in TABLE:
        if set(row.who) < set(KNOWN):
            cells = ("yes" if each in row.who else str(row.expected(each)) for each in _COLUMNS)
            lines.append([row.shown, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(documented())  # noqa: T201  # To be pasted.
