"""Questions about single properties become part of a filter; the collection gives them meaning."""

from dataclasses import replace

from service.cql2.service import read_equal, read_filter
from service.features.collections import Collection
from service.features.filters import Filter, Narrowing
from service.features.queryables import queryables_of


def narrowed(collection: Collection, wanted: Filter, asked: Narrowing) -> Filter:
    """`QueryInvalid` says where a filter is wrong, and what would be right."""
    if asked.filter is None and not asked.equal:
        return wanted
    queryables = queryables_of(collection.id)
    conditions = [read_equal(name, text, queryables) for name, text in asked.equal]
    if asked.filter is None:
        return replace(wanted, equal=asked.equal, conditions=tuple(conditions))
    found = read_filter(asked.filter, asked.language, queryables, asked.limits)
    conditions.append(found.condition)
    return replace(wanted, equal=asked.equal, cql=found.text, conditions=tuple(conditions))
