"""One expression for each construct of the grammar, as text and as JSON; the words are our own."""

from typing import Any


def _(operator: str, *args: Any) -> Any:
    return {"op": operator, "args": list(args)}


def _p(name: str) -> Any:
    return {"property": name}


_RING = [[23, 52], [24, 52], [24, 53], [23, 52]]
_HOLE = [[23.5, 52.1], [23.9, 52.1], [23.9, 52.5], [23.5, 52.1]]

PAIRS: tuple[tuple[str, Any], ...] = (
    ("count = 3", _("=", _p("count"), 3)),
    ("count <> -3.5", _("<>", _p("count"), -3.5)),
    ("3e2 >= count", _(">=", 300, _p("count"))),
    (".5 < ratio", _("<", 0.5, _p("ratio"))),
    ("name = 'it''s'", _("=", _p("name"), "it's")),
    ("\"name\" <= 'Żubr'", _("<=", _p("name"), "Żubr")),
    ("miedza:x.y_1 = TRUE", _("=", _p("miedza:x.y_1"), True)),
    ("true", True),
    ("day > DATE('2025-05-14')", _(">", _p("day"), {"date": "2025-05-14"})),
    (
        "moment < TIMESTAMP('2025-05-14T10:00:00.5Z')",
        _("<", _p("moment"), {"timestamp": "2025-05-14T10:00:00.5Z"}),
    ),
    (
        "moment < TIMESTAMP('2025-05-14T12:00:00+02:00')",
        _("<", _p("moment"), {"timestamp": "2025-05-14T10:00:00Z"}),
    ),
    (
        "a = 1 and b = 2 AND c = 3",
        _("and", _("=", _p("a"), 1), _("=", _p("b"), 2), _("=", _p("c"), 3)),
    ),
    (
        "a = 1 OR b = 2 AND NOT c = 3",
        _(
            "or",
            _("=", _p("a"), 1),
            _("and", _("=", _p("b"), 2), _("not", _("=", _p("c"), 3))),
        ),
    ),
    (
        "(a = 1 OR b = 2) AND c = 3",
        _("and", _("or", _("=", _p("a"), 1), _("=", _p("b"), 2)), _("=", _p("c"), 3)),
    ),
    ("NOT (a = 1)", _("not", _("=", _p("a"), 1))),
    ("name LIKE 'a\\%b_%'", _("like", _p("name"), "a\\%b_%")),
    ("name NOT LIKE 'a%'", _("not", _("like", _p("name"), "a%"))),
    (
        "CASEI(name) LIKE casei('A%')",
        _("like", _("casei", _p("name")), _("casei", "A%")),
    ),
    ("ACCENTI(name) = ACCENTI('a')", _("=", _("accenti", _p("name")), _("accenti", "a"))),
    ("count BETWEEN 1 AND 2", _("between", _p("count"), 1, 2)),
    ("count NOT BETWEEN 1 AND 2", _("not", _("between", _p("count"), 1, 2))),
    ("kind IN ('rope', 'boat')", _("in", _p("kind"), ["rope", "boat"])),
    ("kind NOT IN ('rope')", _("not", _("in", _p("kind"), ["rope"]))),
    ("name IS NULL", _("isNull", _p("name"))),
    ("name IS NOT NULL", _("not", _("isNull", _p("name")))),
    (
        "S_INTERSECTS(geometry, POINT(23.5 52.5))",
        _("s_intersects", _p("geometry"), {"type": "Point", "coordinates": [23.5, 52.5]}),
    ),
    (
        "S_DISJOINT(POINT Z(23.5 52.5 140), geometry)",
        _("s_disjoint", {"type": "Point", "coordinates": [23.5, 52.5, 140]}, _p("geometry")),
    ),
    (
        "S_INTERSECTS(geometry, LINESTRING(23 52, 24 53))",
        _(
            "s_intersects",
            _p("geometry"),
            {"type": "LineString", "coordinates": [[23, 52], [24, 53]]},
        ),
    ),
    (
        "S_WITHIN(geometry, POLYGON((23 52, 24 52, 24 53, 23 52),"
        " (23.5 52.1, 23.9 52.1, 23.9 52.5, 23.5 52.1)))",
        _("s_within", _p("geometry"), {"type": "Polygon", "coordinates": [_RING, _HOLE]}),
    ),
    (
        "S_INTERSECTS(geometry, MULTIPOINT((23 52), (24 53)))",
        _(
            "s_intersects",
            _p("geometry"),
            {"type": "MultiPoint", "coordinates": [[23, 52], [24, 53]]},
        ),
    ),
    (
        "S_INTERSECTS(geometry, MULTIPOINT(23 52, 24 53))",
        _(
            "s_intersects",
            _p("geometry"),
            {"type": "MultiPoint", "coordinates": [[23, 52], [24, 53]]},
        ),
    ),
    (
        "S_INTERSECTS(geometry, MULTILINESTRING((23 52, 24 53), (-23 -52, 0 0)))",
        _(
            "s_intersects",
            _p("geometry"),
            {
                "type": "MultiLineString",
                "coordinates": [[[23, 52], [24, 53]], [[-23, -52], [0, 0]]],
            },
        ),
    ),
    (
        "S_INTERSECTS(geometry, MULTIPOLYGON(((23 52, 24 52, 24 53, 23 52))))",
        _("s_intersects", _p("geometry"), {"type": "MultiPolygon", "coordinates": [[_RING]]}),
    ),
    (
        "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(23 52), LINESTRING(23 52, 24 53)))",
        _(
            "s_intersects",
            _p("geometry"),
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [23, 52]},
                    {"type": "LineString", "coordinates": [[23, 52], [24, 53]]},
                ],
            },
        ),
    ),
    (
        "S_INTERSECTS(geometry, BBOX(23, 52, 24, 53))",
        _("s_intersects", _p("geometry"), {"bbox": [23, 52, 24, 53]}),
    ),
    (
        "S_INTERSECTS(geometry, ENVELOPE(23, 52, 0, 24, 53, 100))",
        _("s_intersects", _p("geometry"), {"bbox": [23, 52, 0, 24, 53, 100]}),
    ),
    (
        "T_AFTER(period, DATE('2025-05-14'))",
        _("t_after", _p("period"), {"date": "2025-05-14"}),
    ),
    (
        "T_DURING(period, INTERVAL('2025-05-01', '..'))",
        _("t_during", _p("period"), {"interval": ["2025-05-01", ".."]}),
    ),
    (
        "T_INTERSECTS(INTERVAL(moment, later), INTERVAL('2025-05-01T00:00:00Z', '2025-05-02'))",
        _(
            "t_intersects",
            {"interval": [_p("moment"), _p("later")]},
            {"interval": ["2025-05-01T00:00:00Z", "2025-05-02"]},
        ),
    ),
    ("T_FINISHEDBY(a, b)", _("t_finishedBy", _p("a"), _p("b"))),
    ("A_CONTAINS(tags, ('pl', 'by'))", _("a_contains", _p("tags"), ["pl", "by"])),
    ("A_CONTAINS(tags, ['pl', 'by'])", _("a_contains", _p("tags"), ["pl", "by"])),
    ("A_EQUALS(tags, ('pl'))", _("a_equals", _p("tags"), ["pl"])),
    ("A_OVERLAPS(tags, ())", _("a_overlaps", _p("tags"), [])),
    ("nearest(name, 3) = 2", _("=", _("nearest", _p("name"), 3), 2)),
    (
        "a + 2 * b ^ 2 > (a - 1) / 4",
        _(
            ">",
            _("+", _p("a"), _("*", 2, _("^", _p("b"), 2))),
            _("/", _("-", _p("a"), 1), 4),
        ),
    ),
    ("a % 2 = a DIV 2", _("=", _("%", _p("a"), 2), _("div", _p("a"), 2))),
    ("-a = 1", _("=", _("*", -1, _p("a")), 1)),
    ("(a = 1) = FALSE", _("=", _("=", _p("a"), 1), False)),
)
