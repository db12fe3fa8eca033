"""The database: one way to read, one way to write, one way to insert many rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, SQLModel

from service.cql2.functions import SQLITE_FUNCTIONS
from service.errors import QueryTooSlow, SettingInvalid, Unavailable

# The newest migration; a test compares it with the migrations' folder, so that a starting server
# can check the database without importing Alembic.
SCHEMA_HEAD = "0008"

# How long a writer waits for SQLite's one lock before it says that the database is busy.
_PATIENCE_S = 10
# How long a mere count waits for it.
_MOMENT_S = 0.25
# How long the answer to a question of a caller's own making may take.
QUERY_LIMIT_S = 10.0
# After so many steps SQLite looks whether there is time left: often, but at no cost to be seen.
_STEPS = 20_000
_CANCELLED = "57014"
# Paged queries must be planned for their own values: a generic plan was measured 150 times slower.
_POSTGRES_OPTIONS = "-c plan_cache_mode=force_custom_plan -c jit=off -c timezone=UTC"

# How SQLite's transactions wait for the disk and for one another, and how a mere count does.
_DURABLE = ("synchronous=FULL", f"busy_timeout={_PATIENCE_S * 1000}")
_COUNTING = ("synchronous=NORMAL", f"busy_timeout={_MOMENT_S * 1000:.0f}")


class Database:
    """Engine and transactions of one database, SQLite or PostgreSQL."""

    def __init__(self, url: str, query_limit_s: float = QUERY_LIMIT_S) -> None:
        self.query_limit_s = query_limit_s
        self.engine = _create_engine(url)
        self._writer = self.engine.execution_options(miedza_write=True)
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reader = self.engine
        self._turn = Lock()
        if self.is_postgres:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @property
    def is_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing.

        Rows may be read after it ends: closing it rolls back without expiring them.
        """
        with _driver_faults(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def answering(self) -> Iterator[Session]:
        """The same for a question of a caller's own making, which may be a slow one.

        `QueryTooSlow` once its time is up: whoever else asks must not wait for it.
        """
        with self.reading() as session, _time_limit(session.connection(), self.query_limit_s):
            yield session

    @contextmanager
    def looking_up(self) -> Iterator[Connection]:
        """For a single query on a hot path, which needs no transaction around it."""
        with _driver_faults(), self._single.connect() as connection:
            yield connection

    @contextmanager
    def counting(self) -> Iterator[Connection]:
        """For one statement that counts something beside a request, and commits by itself.

        On SQLite it waits for a lock only a moment and for the disk not at all: whoever reads
        must not wait behind a long import, and a count that a power cut takes is no loss.
        """
        with (
            self._turn_to_write(_MOMENT_S),
            _driver_faults(),
            self._single.connect() as connection,
        ):
            if self.is_postgres:
                yield connection
                return
            _set_pragmas(connection.connection.driver_connection, _COUNTING)
            try:
                yield connection
            finally:
                _set_pragmas(connection.connection.driver_connection, _DURABLE)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The only place that commits: all of it is durable when the block ends, or none of it."""
        with (
            self._turn_to_write(),
            _driver_faults(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_to_write(self, patience_s: float = _PATIENCE_S) -> Iterator[None]:
        """Let the writers of this process queue for SQLite's one lock.

        SQLite itself lets those who wait try again at random: under many writers one of them could
        miss every chance until its patience ends.
        """
        if self.is_postgres:
            yield
        elif not self._turn.acquire(timeout=patience_s):
            raise Unavailable("the database is busy; nothing was changed")
        else:
            try:
                yield
            finally:
                self._turn.release()

    def schema_version(self) -> str | None:
        """The migration the database stands at; None when it was never migrated."""
        try:
            with self.engine.connect() as connection:
                return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DBAPIError:
            return None

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    ends = monotonic() + seconds
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        # It ends with the transaction; 0 would be no limit at all.
        driver.execute(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")
    else:
        driver.set_progress_handler(lambda: monotonic() > ends, _STEPS)
    try:
        yield
    except OperationalError as error:
        cancelled = getattr(error.orig, "sqlstate", None) == _CANCELLED
        if cancelled or (connection.dialect.name == "sqlite" and monotonic() > ends):
            raise QueryTooSlow(f"the answer took longer than {seconds:g} seconds") from error
        raise
    finally:
        if connection.dialect.name == "sqlite":
            driver.set_progress_handler(None, 0)


@contextmanager
def _driver_faults() -> Iterator[None]:
    """A database that is away, locked or full is a 503 without the driver's words."""
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        raise Unavailable("the database did not answer; nothing was changed") from error


def _create_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except Exception as error:
        raise SettingInvalid("MIEDZA_DATABASE_URL is not a database address") from error
    if parsed.drivername == "postgresql+psycopg":
        return create_engine(
            parsed,
            pool_size=20,
            max_overflow=20,
            pool_pre_ping=False,
            hide_parameters=True,
            # A token is looked up on the server's loop, which must not wait long for a lost host.
            connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": 5},
        )
    if parsed.drivername == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_size=20, max_overflow=20, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    raise SettingInvalid(
        "MIEDZA_DATABASE_URL must begin with sqlite:/// and name a file, or with postgresql+psycopg://"
    )


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # The driver must not begin transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    for name, count, function in SQLITE_FUNCTIONS:
        connection.create_function(name, count, function, deterministic=True)
    _set_pragmas(
        connection,
        (
            "journal_mode=WAL",
            *_DURABLE,
            "wal_autocheckpoint=8000",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            # What is erased is overwritten, and not only given free.
            "secure_delete=ON",
            "cache_size=-32768",
        ),
    )


def _set_pragmas(driver: Any, pragmas: Sequence[str]) -> None:
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    # A writer takes the lock at once; upgrading a reader later fails under load.
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("miedza_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


Row = Mapping[str, Any]
Item = TypeVar("Item")


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert many rows of one table in the session's transaction by the driver's quickest way.

    Every row holds every column of the table; a missing one is a `KeyError`.
    """
    if not rows:
        return
    connection = session.connection()
    columns = insert_plan(model, connection.engine)
    listed = ", ".join(f'"{name}"' for name, _ in columns)
    records = (
        [row[name] if convert is None else convert(row[name]) for name, convert in columns]
        for row in rows
    )
    driver: Any = connection.connection.driver_connection
    table = model.__tablename__
    with _named_faults(connection.dialect.loaded_dbapi.Error):
        if connection.dialect.name == "postgresql":
            statement = f"COPY {table} ({listed}) FROM STDIN"
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for record in records:
                    copy.write_row(record)
        else:
            marks = ", ".join("?" for _ in columns)
            driver.executemany(
                f"INSERT INTO {table} ({listed}) VALUES ({marks})",  # noqa: S608  # Our own names.
                records,
            )


@contextmanager
def _named_faults(base: type[Exception]) -> Iterator[None]:
    """The driver is called past SQLAlchemy, by whose classes callers know a clash or a fault."""
    try:
        yield
    except base as error:
        named = DBAPIError.instance(None, None, error, base, hide_parameters=True)
        raise cast(DBAPIError, named) from error


def chunked(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Slices of at most `size`, for statements that bind one parameter per item."""
    return (items[first : first + size] for first in range(0, len(items), size))


@cache
def insert_plan(
    model: type[SQLModel], engine: Engine
) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    table = model.metadata.tables[str(model.__tablename__)]
    return tuple(
        (column.name, column.type.dialect_impl(engine.dialect).bind_processor(engine.dialect))
        for column in table.columns
    )
