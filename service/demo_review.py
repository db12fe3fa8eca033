"""What an analyst's day leaves behind, shown on the sample: graded, merged, contradicted incidents.

The judgements are examples of how the desk works. They say nothing about the sources.
"""

from collections.abc import Sequence
from typing import Final

from service.incidents.detail import incident_behind
from service.incidents.grade import grade_source, judge_claim
from service.incidents.merge import merge
from service.incidents.saving import Deed
from service.incidents.sensitivity import set_sensitivity
from service.incidents.status import set_status
from service.installation import Installation

REASON: Final = "demonstration: an example, no judgement of this source"
# Rows of the sample, counted from 1. An authority, a paper and an aid organisation told of the one
# camp near Usnarz Górny in August 2021, and counted differently.
CAMP, CAMP_ALSO = 2, (3, 4)
VERIFIED = 67
RAISED = 12
_SOURCES: Final = (("pl_authority", "B"), ("media:wydarzenia.interia.pl", "B"))


def review_sample(house: Installation, reports: Sequence[str], analyst: str) -> dict[str, str]:
    """Review a few incidents of the sample, whose reports are given in the order of its rows.

    Returns what to look at: the incident with contradictions, one merged into it, a verified one.
    """

    def deed(action: str) -> Deed:
        return Deed(analyst, REASON, action)

    database, policy = house.database, house.policy
    for source, reliability in _SOURCES:
        grade_source(database, policy, source, reliability, deed("incident.graded"))
    for row in (CAMP, *CAMP_ALSO, VERIFIED):
        judge_claim(database, policy, reports[row - 1], "2", deed("report.graded"))
    camp, *others = (incident_behind(database, reports[row - 1]) for row in (CAMP, *CAMP_ALSO))
    for other in others:
        merge(database, policy, other, camp, deed("incident.merged"))
    verified = incident_behind(database, reports[VERIFIED - 1])
    for incident_id, status in ((camp, "corroborated"), (verified, "verified")):
        for step in ("in_review", status):
            set_status(database, policy, incident_id, step, REASON, analyst)
    raised = incident_behind(database, reports[RAISED - 1])
    set_sensitivity(database, policy, raised, "high", deed("incident.sensitivity"))
    return {"contradicted": camp, "merged": others[0], "verified": verified, "raised": raised}
