"""Pages and features of the collections, whatever they are kept in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import BrokenOff, Missing
from service.features import repository
from service.features.collections import SECTORS, Collection
from service.features.filters import Filter
from service.features.geojson import Page, Question
from service.features.layers import Layer, layer
from service.features.paging import FEATURE_ID, Key, Position, read_cursor, write_cursor
from service.features.ranking import ranking
from service.features.repository import Slice
from service.features.shaping import reshape
from service.features.tables import TABLES
from service.weeks import local_midnight


@contextmanager
def reading_page(
    database: Database, question: Question
) -> Iterator[tuple[int, Callable[[], Page]]]:
    """The public table's revision, and the page as it stands at that revision, once it is wanted.

    Reading the page raises `QueryInvalid` for a cursor that is not of this question.
    """
    with _reading(database, question) as session:
        yield (
            repository.public_revision(session.connection()),
            lambda: _table_page(session, question),
        )


def revision(database: Database) -> int:
    """How often the public table has changed."""
    with database.looking_up() as connection:
        return repository.public_revision(connection)


def following_pages(
    database: Database, question: Question, revision: int, page: Page
) -> Iterator[Page]:
    """The pages behind `page`, each read in a transaction of its own, when it is wanted.

    `BrokenOff` where the public table is no longer at this revision.
    """
    while page.next_cursor is not None:
        following = replace(question, asked=question.asked.at(page.next_cursor))
        with reading_page(database, following) as (found, read):
            if found != revision:
                raise BrokenOff
            page = read()
        yield page


def read_page(database: Database, question: Question) -> Page:
    """A page of a projection; `QueryInvalid` for a cursor that is not of this question."""
    with _reading(database, question) as session:
        return _table_page(session, question)


def _reading(database: Database, question: Question) -> AbstractContextManager[Session]:
    """A plain walk is quick wherever it begins; what else is asked may take long."""
    plain = question.wanted == Filter(within=question.wanted.within)
    walk = plain and not question.asked.hits and not question.asked.order
    return database.reading() if walk else database.answering()


def _table_page(session: Session, question: Question) -> Page:
    return _asked_page(session, question, question.wanted)


def read_sector_weeks(database: Database, question: Question) -> Page:
    """A page of released sectors; a box lets through those whose area meets it."""
    wanted, areas = question.wanted, layer(SECTORS.id)
    within = None if wanted.bbox is None else areas.meeting(wanted.bbox)
    found = replace(wanted, bbox=None, within=within)
    with _reading(database, question) as session:
        return _asked_page(session, question, found)


def _asked_page(session: Session, question: Question, wanted: Filter) -> Page:
    connection, source = session.connection(), TABLES[question.collection.id]
    order = question.asked.order
    newest_first, ranked = (ranking(question.collection.id, each) for each in ((), order))
    read = partial(repository.read_slice, connection, source, wanted, ranked)
    count = partial(repository.count_matching, connection, source, wanted, newest_first)
    return _page(question, read, count)


def record_page_read(database: Database, actor: str, question: Question, page: Page) -> None:
    """One entry for a page that is about to be sent; `Unavailable` when it cannot be written.

    A 304 and a HEAD send no feature, so they leave none.
    """
    details = {"features": page.count, "question": question.digest}
    audit.record_alone(database, "features.read", actor, question.collection.id, details)


def record_feature_read(
    database: Database, actor: str, collection: Collection, feature_id: str
) -> None:
    """The same for one feature, which is named."""
    details = {"collection": collection.id, "features": 1}
    audit.record_alone(database, "features.read", actor, feature_id, details)


def read_layer_page(layer: Layer, question: Question) -> Page:
    wanted = question.wanted
    read = partial(layer.slice, wanted)
    return _page(question, read, lambda: layer.count(wanted))


def _page(
    question: Question,
    read: Callable[[Position | None, int, int], Slice],
    count: Callable[[], int],
) -> Page:
    collection_id, wanted, asked = question.collection.id, question.wanted, question.asked
    if asked.hits:
        return Page([], 0, matched=count())
    place = question.cursors, collection_id, wanted, asked.order
    start = None if asked.cursor is None else read_cursor(*place, asked.cursor)
    found = read(start, asked.offset, asked.limit)

    def cursor(key: Key | None, *, back: bool) -> str | None:
        return None if key is None else write_cursor(*place, Position(key, back))

    following, previous = cursor(found.following, back=False), cursor(found.previous, back=True)
    only = following is None and start is None and not asked.offset
    # The only page holds them all.
    matched = found.count if only else None
    pieces = reshape(question.shape, found.pieces)
    return Page(pieces, found.count, following, previous, matched)


def get_feature(
    database: Database,
    collection: Collection,
    feature_id: str,
    within: Sequence[str] | None = None,
) -> bytes:
    """One stored feature; `Missing` for an id that is not there, or not in these sectors."""
    if not FEATURE_ID.fullmatch(feature_id):
        raise Missing
    with database.reading() as session:
        feature = repository.find_feature(session, TABLES[collection.id], feature_id, within)
    if feature is None:
        raise Missing
    return feature.encode()


def extent_of(
    database: Database, collection: Collection, within: Sequence[str] | None = None
) -> tuple[datetime | None, int]:
    """When the first feature of a projection in these sectors begins, and how many there are."""
    with database.reading() as session:
        start: date | datetime | None
        start, count = repository.first_and_count(session, TABLES[collection.id], within)
    if start is None or isinstance(start, datetime):
        return start, count
    return local_midnight(start), count
