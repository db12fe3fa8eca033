"""Work that no request starts: following new rules, the weekly batch, taking away, sealing the
trail, forgetting.

Several workers may run at once: the publisher lets one in at a time, and a batch is made once.
"""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context, parent_process
from threading import Event, Thread

from service.audit.sealing import sealing
from service.errors import Unavailable
from service.installation import Installation, open_installation
from service.logs import configure, log_unexpected
from service.projections import recompute
from service.projections.publisher import publish, remove_overstaying
from service.retention import service as retention
from service.rollups import service as rollups
from service.settings import Settings
from service.summaries.preparing import prepare_due
from service.weeks import WARSAW, local_day, local_midnight, week_name, week_start

_log = logging.getLogger("miedza.worker")

# Monday is the analysts': a week that has just become due can still be looked at.
_BATCH_DAY = 1
_BATCH_HOUR = 6
_REMOVAL_EVERY = timedelta(hours=1)
_TICK_S = 30.0

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def batch_opens(now: datetime) -> datetime:
    """When the batch of this ISO week is made: Tuesday, 06:00 in Warsaw."""
    tuesday = week_start(week_name(local_day(now))) + timedelta(days=_BATCH_DAY)
    return local_midnight(tuesday).astimezone(WARSAW).replace(hour=_BATCH_HOUR).astimezone(UTC)


class Chores:
    """What is due at an instant; remembers what this worker has done."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._batch_week: str | None = None
        self._removed_at: datetime | None = None
        self._kept_on: date | None = None
        self._prepared_on: date | None = None

    def run(self, now: datetime) -> None:
        self._follow_new_rules(now)
        rollups.keep_up(self._house.database)
        if self._batch_is_due(now):
            result = publish(self._house.database, self._house.policy, now)
            # A week is tried once: a lone row added later would tell when it was decided.
            self._batch_week = week_name(local_day(now))
            self._removed_at = now
            _log.info("public batch: %d added, %d changed", result.added, result.changed)
        elif self._removal_is_due(now):
            removed = remove_overstaying(self._house.database, now)
            self._removed_at = now
            if removed:
                _log.info("%d public records taken away", removed)
        if self._prepared_on != local_day(now) and now >= batch_opens(now):
            self._prepare_releases(now)
        if self._kept_on != local_day(now):
            forgotten = retention.apply(self._house.database, self._house.settings, now)
            self._kept_on = local_day(now)
            if forgotten:
                _log.info("retention: %s", forgotten.document())

    def _prepare_releases(self, now: datetime) -> None:
        """After the batch: what is due on its Tuesday counts the records of that batch."""
        automatic = self._house.settings.release_automatically
        done = prepare_due(self._house.database, self._house.policy, now, automatic=automatic)
        self._prepared_on = local_day(now)
        if done:
            _log.info("%d releases %s", len(done), "made" if automatic else "wait for an analyst")

    def _follow_new_rules(self, now: datetime) -> None:
        """Before anything else: a batch must not stand beside rows of other rules."""
        database, policy = self._house.database, self._house.policy
        if recompute.is_due(database, policy):
            done = recompute.recompute(database, policy, now)
            _log.info("projections made anew: %d incidents", done.incidents)

    def _batch_is_due(self, now: datetime) -> bool:
        return now >= batch_opens(now) and self._batch_week != week_name(local_day(now))

    def _removal_is_due(self, now: datetime) -> bool:
        return self._removed_at is None or now - self._removed_at >= _REMOVAL_EVERY


def run_worker(house: Installation, stop: Event, clock: Clock = utc_now) -> None:
    """Do what is due until `stop` is set; a database that is away is tried again.

    The audit trail is sealed by a thread of its own: a batch in the making must not hold it up.
    """
    chores = Chores(house)
    with sealing(house.database):
        while not stop.is_set():
            try:
                chores.run(clock())
            except Unavailable as fault:
                _log.warning("%s; trying again", fault.detail)
            stop.wait(_TICK_S)


def work_until_told(settings: Settings) -> None:
    """The whole life of a worker process: it ends by SIGINT, SIGTERM, or with its server.

    A batch that is interrupted leaves nothing behind; the next worker makes it.
    """
    house = open_installation(settings)
    # Also by SIGINT where a shell made it ignored, as it does behind `&`.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    configure(settings.log_level)
    try:
        _log.info("worker started")
        run_worker(house, _ends_with_server())
    except KeyboardInterrupt:
        _log.info("worker stopped")
    except Exception as error:
        # Python, and a process beside the server, would print the message too.
        log_unexpected(error)
        raise SystemExit(1) from None
    finally:
        house.database.close()


def _ends_with_server() -> Event:
    """An event that is set when the server that started this process is gone, even killed."""
    stop = Event()
    server = parent_process()
    if server is not None:

        def watch() -> None:
            server.join()
            stop.set()

        Thread(target=watch, name="server-watch", daemon=True).start()
    return stop


@contextmanager
def worker_beside_server(settings: Settings) -> Iterator[None]:
    """A worker in a process of its own for as long as the block runs."""
    process = get_context("spawn").Process(target=work_until_told, args=(settings,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()
