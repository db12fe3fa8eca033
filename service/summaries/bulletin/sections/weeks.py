"""Fifty-two weeks: the curve with its lane of dated events, the events, and the numbers."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from service.summaries.bulletin import cells
from service.summaries.bulletin.charts.curve import Bar, Mark, curve
from service.summaries.bulletin.model import Cell, Chart, Section, Table
from service.summaries.bulletin.reading import SERIES, Reading, Row
from service.summaries.bulletin.words import Words
from service.weeks import whole_month

_CURVE = ("week", "series")
_YEAR, _MONTH = len("2025"), len("2025-11")
_DAY = timedelta(days=1)
_WeekRows = Mapping[str, Mapping[str, Row]]


def weeks(reading: Reading, words: Words) -> Section:
    rows = _by_week(reading)
    return Section(
        "weeks",
        words.text("curve.title"),
        (words.text("curve.intro"),),
        _charts(reading, words, rows),
        (_events(reading, words), _numbers(words, rows)),
    )


def _by_week(reading: Reading) -> _WeekRows:
    found: dict[str, dict[str, Row]] = {}
    for row in reading.rows("curve"):
        found.setdefault(row["week"], {})[row["series"]] = row
    return dict(sorted(found.items()))


def _charts(reading: Reading, words: Words, rows: _WeekRows) -> tuple[Chart, ...]:
    if not rows:
        return ()
    bars = [
        Bar(week, *((of.get(series) or {}).get("incidents") for series in SERIES))
        for week, of in rows.items()
    ]
    description = _description(words, bars)
    drawn = curve(words, bars, list(_marks(reading)), description)
    return (Chart("curve", drawn, words.text("curve.chart"), description),)


def _description(words: Words, bars: Sequence[Bar]) -> str:
    ends = {"first": bars[0].week, "last": bars[-1].week}
    top = max(bars, key=lambda bar: bar.reported or 0)
    said = (
        words.text("curve.describe", **ends, top=top.week, most=words.number(top.reported))
        if top.reported
        else words.text("curve.describe.empty", **ends)
    )
    gaps = sum(bar.reported is None for bar in bars)
    return f"{said} {words.count('curve.gaps', gaps)}" if gaps else said


def _marks(reading: Reading) -> list[Mark]:
    """An event that is known only by its month, season or year is drawn over all of it."""
    marks = []
    for number, row in enumerate(reading.rows("context"), 1):
        first, last = _days(row["date"], row.get("date_precision"))
        marks.append(Mark(number, first, (last - first).days + 1))
    return sorted(marks, key=lambda mark: mark.first)


def _days(text: str, precision: str | None) -> tuple[date, date]:
    """First and last day; a season is named by its middle month."""
    if len(text) == _YEAR:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if len(text) > _MONTH:
        day = date.fromisoformat(text[:10])
        return day, day
    first, last = whole_month(date.fromisoformat(f"{text}-01"))
    if precision == "season":
        first, last = whole_month(first - _DAY)[0], whole_month(last)[1]
    return first, last - _DAY


def _events(reading: Reading, words: Words) -> Table:
    names = ("context.number", "date", "kind_of", "event", "source")
    return Table(
        "context",
        words.text("context.caption"),
        [words.text(name) for name in names],
        [
            [
                cells.head(words.number(number)),
                Cell(_event_date(words, row)),
                Cell(words.label("context_kind", row.get("kind") or "other")),
                Cell(title_in(words.language, row.get("titles") or {})),
                source_cell(row.get("source")),
            ]
            for number, row in enumerate(reading.rows("context"), 1)
        ],
        words.text("context.empty"),
        words.text("context.intro"),
    )


def _event_date(words: Words, row: Row) -> str:
    if row.get("date_precision") == "season":
        year, month = int(row["date"][:_YEAR]), row["date"][_YEAR + 1 : _MONTH]
        return words.text(f"season.{month}", year=year, before=year - 1)
    return words.iso_date(row["date"])


def title_in(language: str, titles: Mapping[str, str]) -> str:
    """The title in this language, or in the first of the others that has one."""
    for each in (language, "en", "pl", "de", "be"):
        if titles.get(each):
            return titles[each]
    return "–"


def source_cell(source: Any) -> Cell:
    """A source is a text, or a title with its address."""
    if isinstance(source, Mapping):
        url = str(source.get("url") or "")
        return Cell(str(source.get("title") or url or "–"), href=safe_address(url))
    text = str(source or "–")
    return Cell(text, href=safe_address(text))


def safe_address(url: str | None) -> str | None:
    """The address if a browser only fetches it; a script in an address is no link."""
    return url if url and url.startswith(("https://", "http://")) else None


def _numbers(words: Words, rows: _WeekRows) -> Table:
    with_attempts = any(
        row.get("attempts_low") is not None for of in rows.values() for row in of.values()
    )
    columns = ["week", *SERIES, *(["curve.attempts"] if with_attempts else [])]
    return Table(
        "curve",
        words.text("curve.caption"),
        [words.text(name) for name in columns],
        [_week_row(words, week, of, with_attempts) for week, of in reversed(list(rows.items()))],
        words.text("curve.empty"),
        folded=words.text("curve.table"),
    )


def _week_row(words: Words, week: str, of: Mapping[str, Row], with_attempts: bool) -> list[Cell]:
    row = [
        cells.head(week),
        *(cells.count(words, of.get(each), "curve", _CURVE) for each in SERIES),
    ]
    if with_attempts:
        reported = of.get("reported")
        if reported is None:
            return [*row, cells.none(words)]
        place = cells.place_of("curve", reported, _CURVE, "attempts_low")
        row.append(cells.number(words, reported.get("attempts_low"), place))
    return row
