"""Rebuild the elements of a streamed JSON array from parser events."""

import math
from collections.abc import Iterable
from typing import Any

from service.errors import Problem

Event = tuple[str, Any]


class ElementBuilder:
    """Collects complete elements of the top array, or of the array under one top-level key.

    An element that holds the same key twice or a number that is not finite becomes a `Problem`.
    """

    def __init__(self, under: str | None) -> None:
        self._under = under
        self._depth = 0
        self._top_key: str | None = None
        self._stack: list[Any] = []
        self._keys: list[str | None] = []
        self._fault: Problem | None = None
        self.entered = False

    @property
    def expected(self) -> str:
        return "a JSON array of reports" if self._under is None else "a GeoJSON FeatureCollection"

    def take(self, events: Iterable[Event]) -> list[Any]:
        """The elements that these events complete."""
        done: list[Any] = []
        for event, value in events:
            self._handle(event, value, done)
        return done

    @property
    def _base(self) -> int:
        return 1 if self._under is None else 2

    def _handle(self, event: str, value: Any, done: list[Any]) -> None:
        if event == "map_key" and self._depth == 1 and self._under is not None:
            self._top_key = value
        elif event in ("start_map", "start_array"):
            self._open(event, done)
        elif event in ("end_map", "end_array"):
            self._close(done)
        elif event == "map_key":
            self._name(value)
        else:
            self._add(value, done)

    @property
    def _inside(self) -> bool:
        return self.entered and self._depth >= self._base and self._in_rows

    @property
    def _in_rows(self) -> bool:
        return self._under is None or self._top_key == self._under

    def _open(self, event: str, done: list[Any]) -> None:
        if self._inside:
            self._stack.append({} if event == "start_map" else [])
            self._keys.append(None)
        elif event == "start_array" and self._depth == self._base - 1 and self._in_rows:
            self.entered = True
        self._depth += 1

    def _close(self, done: list[Any]) -> None:
        self._depth -= 1
        if self._stack:
            whole = self._stack.pop()
            self._keys.pop()
            self._add(whole, done)

    def _name(self, key: str) -> None:
        if self._stack:
            if key in self._stack[-1]:
                self._fault = Problem("row", "holds the same key twice", "each key once")
            self._keys[-1] = key

    def _add(self, value: Any, done: list[Any]) -> None:
        if isinstance(value, float) and not math.isfinite(value):
            self._fault = Problem("row", "holds a number that is not finite")
        if self._stack:
            holder, key = self._stack[-1], self._keys[-1]
            if key is None:
                holder.append(value)
            else:
                holder[key] = value
        elif self._inside:
            done.append(self._fault or value)
            self._fault = None
