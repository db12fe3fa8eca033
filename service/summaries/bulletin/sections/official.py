"""What others count: totals of authorities beside ours, never added and never compared."""

from service.summaries.bulletin import cells
from service.summaries.bulletin.model import Cell, Section, Table
from service.summaries.bulletin.reading import Reading, Row
from service.summaries.bulletin.sections.weeks import safe_address
from service.summaries.bulletin.words import Words

_ORDER = {"days": 0, "month": 1, "year": 2}
_AREAS = {"division": "division", "wider": "wider_area"}
_PLACE = ("claimant", "measure", "area", "from", "to")


def official(reading: Reading, words: Words) -> Section:
    rows = sorted(reading.rows("official"), key=lambda row: _ORDER.get(row["lane"], len(_ORDER)))
    names = ("claimant", "measure", "area", "period", "value", "coverage", "source")
    return Section(
        "official",
        words.text("official.title"),
        (words.text("official.intro"),),
        tables=(
            Table(
                "official",
                words.text("official.caption"),
                [words.text(name) for name in names],
                [_row(words, row) for row in rows],
                words.text("official.empty"),
            ),
        ),
    )


def _row(words: Words, row: Row) -> list[Cell]:
    title = str(row.get("source_title") or row.get("source_url") or "–")
    return [
        cells.head(words.label("source_type", str(row["claimant"]))),
        Cell(_measure(words, row)),
        Cell(_area(words, row)),
        Cell(_period(words, row)),
        _number(words, row),
        Cell(_coverage(words, row)),
        Cell(title, href=safe_address(row.get("source_url"))),
    ]


def _number(words: Words, row: Row) -> Cell:
    value, qualifier = row["value"], row.get("qualifier")
    if value is None:
        return Cell(words.text("value.not_stated"), "none")
    shown = words.number(value)
    if qualifier == "at_least":
        shown = words.span(value, None)
    elif qualifier == "at_most":
        shown = words.span(None, value)
    elif qualifier == "about":
        shown = f"{words.label('qualifier', 'about')} {shown}".lower()
    return Cell(shown, "number", str(value), cells.place_of("official", row, _PLACE, "value"))


def _measure(words: Words, row: Row) -> str:
    """What is counted, and in which unit where the two do not say the same."""
    measure = words.label("total_measure", str(row["measure"]))
    unit = words.label("total_unit", str(row["unit"]))
    return words.text("counted_in", measure=measure, unit=unit.lower())


def _area(words: Words, row: Row) -> str:
    kind, area = row.get("area_type"), row.get("area")
    if kind == "border" or not area:
        return words.text("total")
    if kind in _AREAS:
        return words.label(_AREAS[kind], str(area))
    return words.sector(str(area))


def _period(words: Words, row: Row) -> str:
    """The days a total is for, both ends included; an open one grows on."""
    first, last = row["from"][:10], row.get("to")
    if last is None:
        return words.text("period.open", date=words.iso_date(first))
    return words.dates(first, last[:10])


def _coverage(words: Words, row: Row) -> str:
    if row["lane"] == "days":
        return words.count("coverage.days", int(row.get("days_of_week") or 0))
    return words.text(f"coverage.{row['lane']}")
