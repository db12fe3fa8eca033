"""Pages and features of the collections, whatever they are kept in."""

from collections.abc import Callable
from datetime import date, datetime

from service.database import Database
from service.errors import Missing
from service.features import repository
from service.features.geojson import Page, Question
from service.features.layers import Layer
from service.features.paging import FEATURE_ID, Key, read_cursor, write_cursor
from service.features.repository import Slice
from service.features.tables import FeatureTable
from service.weeks import local_midnight


def read_table_page(database: Database, source: FeatureTable, question: Question) -> Page:
    """A page of a projection; `QueryInvalid` for a cursor that is not of this question."""

    def read(after: Key | None, limit: int) -> Slice:
        with database.reading() as session:
            return repository.read_slice(session, source, question.wanted, after, limit)

    return _page(question, read)


def read_layer_page(layer: Layer, question: Question) -> Page:
    return _page(question, lambda after, limit: layer.slice(question.wanted, after, limit))


def _page(question: Question, read: Callable[[Key | None, int], Slice]) -> Page:
    collection_id, wanted, asked = question.collection.id, question.wanted, question.asked
    after = None if asked.cursor is None else read_cursor(collection_id, wanted, asked.cursor)
    found = read(after, asked.limit)
    cursor = None if found.last is None else write_cursor(collection_id, wanted, found.last)
    return Page(found.pieces, found.count, cursor)


def get_feature(database: Database, source: FeatureTable, feature_id: str) -> bytes:
    """One stored feature; `Missing` for an id that is not there."""
    if not FEATURE_ID.fullmatch(feature_id):
        raise Missing
    with database.reading() as session:
        feature = repository.find_feature(session, source, feature_id)
    if feature is None:
        raise Missing
    return feature.encode()


def public_revision(database: Database) -> int:
    """Counts each change of the public table."""
    with database.reading() as session:
        return repository.public_revision(session)


def earliest(database: Database, source: FeatureTable) -> datetime | None:
    """When the first feature of a projection begins; None while it is empty."""
    with database.reading() as session:
        start: date | datetime | None = repository.first_start(session, source)
    if start is None or isinstance(start, datetime):
        return start
    return local_midnight(start)
