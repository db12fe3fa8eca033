"""Waiting, so that no test of a real clock meets the end of a minute by chance."""

import time

from service.accounts.allowances import WINDOW_S

_TEST_S = 20


def await_room_in_the_minute() -> None:
    left_s = WINDOW_S - time.time() % WINDOW_S
    if left_s < _TEST_S:
        time.sleep(left_s + 0.1)
