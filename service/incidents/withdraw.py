"""A source takes its report back, with the code of its receipt and nothing else."""

from typing import Final

from service.audit import service as audit
from service.database import Database
from service.errors import Missing
from service.ids import read_receipt_code
from service.incidents import repository
from service.incidents.evidence import load_claims, settle
from service.incidents.saving import Deed, lock_behind, save
from service.incidents.status import move
from service.projections.policy import Policy

RECEIPT_HOLDER: Final = "receipt holder"
_REASON = "withdrawn by its source"


def withdraw(database: Database, policy: Policy, code: str) -> None:
    """Take the report with this code back; doing it again changes nothing.

    The incident goes on with the claims that are left, or is withdrawn with its last one. Raises
    `Missing` for a code that no receipt has.
    """
    normal = read_receipt_code(code)
    deed = Deed(RECEIPT_HOLDER, _REASON, "incident.withdrawn")
    with database.writing() as session:
        report = None if normal is None else repository.find_report_by_code(session, normal)
        if report is None or report.incident_id is None:
            raise Missing("no receipt has this code")
        incident = lock_behind(session, report)
        if incident is None or report.state == "withdrawn":
            return
        repository.withdraw_report(session, report.id)
        audit.record(session, "report.withdrawn", deed.actor, report.id)
        claims = load_claims(session, incident["id"])
        if claims:
            save(session, policy, incident, settle(session, incident, claims, may_fall=False), deed)
        else:
            move(session, policy, incident, "withdrawn", deed)
