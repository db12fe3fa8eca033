"""Group commit: reports that arrive together are placed and become durable together.

A commit waits for the disk, and placing many points costs little more than placing one. One thread
takes what has queued up while the last group was written, so that sixteen senders share one wait;
no report is acknowledged before its own commit.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread

from service.errors import Problem, Unavailable
from service.reports.service import Outcome, Submission

MAX_GROUP = 256
# A group costs about the same whatever it holds. While several senders are at work, the thread
# waits up to this long for as many as came together last; a sender alone never waits.
LINGER_S = 0.015
_STEP_S = 0.001

Answer = Outcome | Problem
Receive = Callable[[Sequence[Submission]], list[Answer]]
_Entry = tuple[Submission, Future[Answer]]


class GroupCommitter:
    """Owns one writing thread; `submit` may be called from any thread."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._closed = False
        self._together = 1
        self._thread = Thread(target=self._run, name="group-committer", daemon=True)
        self._thread.start()

    def submit(self, submission: Submission) -> Future[Answer]:
        """The future is done when the report is durable, or refused with nothing stored."""
        if self._closed:
            raise Unavailable("the service is stopping; send the report again")
        future: Future[Answer] = Future()
        self._queue.put((submission, future))
        return future

    def close(self) -> None:
        """Write what is queued, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            group, last = self._take_group()
            if group:
                self._write(group)
            if last:
                return

    def _take_group(self) -> tuple[list[_Entry], bool]:
        group: list[_Entry] = []
        entry = self._queue.get()
        if entry is not None:
            self._linger()
        while entry is not None:
            # From here on a sender that goes away cannot cancel what others wait for too.
            if entry[1].set_running_or_notify_cancel():
                group.append(entry)
            if len(group) == MAX_GROUP or self._queue.empty():
                self._together = len(group)
                return group, False
            entry = self._queue.get()
        return group, True

    def _linger(self) -> None:
        until = time.monotonic() + LINGER_S
        while self._queue.qsize() + 1 < self._together and time.monotonic() < until:
            time.sleep(_STEP_S)

    def _write(self, group: list[_Entry]) -> None:
        try:
            answers = self._receive([submission for submission, _ in group])
        except Unavailable as fault:
            # What keeps one from being written keeps all: they need not wait for it in turn.
            for _, future in group:
                future.set_exception(fault)
            return
        except Exception as fault:
            # One bad row must not fail its neighbours: each is tried alone, in a commit of its own.
            if len(group) > 1:
                for entry in group:
                    self._write([entry])
            else:
                group[0][1].set_exception(fault)
            return
        for (_, future), answer in zip(group, answers, strict=True):
            future.set_result(answer)
