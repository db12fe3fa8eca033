"""From a name in a filter to the property that it means."""

from service.cql2.faults import refused
from service.cql2.nodes import Property
from service.cql2.queryables import Queryable, Queryables


def find(queryables: Queryables, named: Property) -> Queryable:
    """The property of this name; a refusal names those that there are."""
    try:
        return queryables[named.name]
    except KeyError:
        right = "one of " + ", ".join(sorted(queryables))
        raise refused(named.at, "there is no property of this name", right) from None
