"""What counts in a week without being a public record: one number per series, as a band."""

from collections.abc import Mapping
from typing import Any

from service.projections.policy import Policy
from service.summaries.rows import SERIES


def guarded_number(hidden: Mapping[str, int], policy: Policy, vintage: int) -> dict[str, Any]:
    """For each series the band of k values that holds the number of incidents not shown."""
    return {
        "counted_in_vintage": vintage,
        **{series: band(hidden[series], policy.table_min_incidents) for series in SERIES},
    }


def band(number: int, k: int) -> dict[str, int]:
    """The interval of k whole numbers in steps of k: 0-4, 5-9, ... for k = 5."""
    least = number // k * k
    return {"least": least, "most": least + k - 1}
