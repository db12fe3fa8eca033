"""What one filter may cost; each limit is named when it refuses one."""

from dataclasses import dataclass

from service.cql2.faults import refused


@dataclass(frozen=True, slots=True)
class Limits:
    """`terms` are conditions and the items of lists; `depth` is of brackets, NOT and functions."""

    characters: int
    terms: int = 500
    depth: int = 30
    vertices: int = 10_000
    # Of one geometry, at one latitude: each row may have to be held against all of these.
    edges: int = 500
    # In one pattern: each of them can make a database begin its search again.
    wildcards: int = 10


IN_ADDRESS = Limits(characters=8_192)
IN_BODY = Limits(characters=262_144)


class Budget:
    """Counts while a filter is read, and refuses it as soon as it is too much."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._terms = 0
        self._depth = 0
        self._vertices = 0

    def check_length(self, text: str) -> None:
        most = self._limits.characters
        if len(text) > most:
            raise refused("", "the filter is too long", f"at most {most} characters")

    def take_term(self, at: str) -> None:
        self._terms += 1
        if self._terms > self._limits.terms:
            most = self._limits.terms
            raise refused(
                at, "the filter holds too many conditions and list items", f"at most {most}"
            )

    def take_vertex(self, at: str) -> None:
        self._vertices += 1
        if self._vertices > self._limits.vertices:
            most = self._limits.vertices
            raise refused(at, "the geometries hold too many positions", f"at most {most}")

    def check_edges(self, count: int, at: str) -> None:
        if count > self._limits.edges:
            most = self._limits.edges
            raise refused(
                at,
                "the geometry has too many edges at one latitude",
                f"at most {most}; simplify it",
            )

    def check_wildcards(self, pattern: str, at: str) -> None:
        if pattern.count("%") > self._limits.wildcards:
            most = self._limits.wildcards
            raise refused(at, "the pattern holds too many wildcards", f"at most {most} of %")

    def enter(self, at: str) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            most = self._limits.depth
            raise refused(at, "the filter is nested too deeply", f"at most {most} levels")

    def leave(self) -> None:
        self._depth -= 1
