"""An entry of the context lane as it is sent: what happened, when, and where that is written."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.context.causes import causal_word
from service.context.dates import days_of
from service.incidents.schemas import Reasoned
from service.models import ContextEntry
from service.reports.schemas import Closed, WebAddress
from service.reports.text import clean_text
from service.vocabulary import LANGUAGES, ContextKind, DatePrecision


def _one_line(value: str) -> str:
    squeezed = " ".join(value.split())
    if not squeezed:
        raise PydanticCustomError("line_blank", "holds only blanks")
    return squeezed


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(clean_text),
    AfterValidator(_one_line),
]


class Titles(Closed):
    """What happened, in one line of one language or more; never what it led to, or came from."""

    pl: Line | None = None
    en: Line | None = None
    de: Line | None = None
    be: Line | None = None

    @model_validator(mode="after")
    def _plain(self) -> "Titles":
        titles = self.named()
        if not titles:
            raise PydanticCustomError("titles_empty", "needs a title in one language at least")
        for language, title in titles.items():
            if word := causal_word(title, language):
                raise PydanticCustomError(
                    "title_causal",
                    "says in `{language}` that one thing led to another (“{word}”); right: what "
                    "happened, alone",
                    {"language": language, "word": word},
                )
        return self

    def named(self) -> dict[str, str]:
        """The titles that there are, in the order of the languages."""
        found = {language: getattr(self, language) for language in LANGUAGES}
        return {language: title for language, title in found.items() if title is not None}


class ContextValues(Closed):
    """The date is a day, a month, a season by its middle month, or a year."""

    date: Annotated[str, Field(max_length=10, examples=["2022-02-24"])]
    date_precision: DatePrecision = "day"
    kind: ContextKind
    titles: Titles
    source: Annotated[Line, Field(description="Where it is written: a title, a paper, a register.")]
    source_url: WebAddress | None = None

    @model_validator(mode="after")
    def _dated(self) -> "ContextValues":
        try:
            days_of(self.date, self.date_precision)
        except ValueError as fault:
            words = f"`date` {fault}"
            raise PydanticCustomError("date_unreadable", "{words}", {"words": words}) from None
        return self


class ContextRequest(Reasoned):
    """An entry with the reason why it is added, or changed so."""

    entry: ContextValues


VALUES: TypeAdapter[ContextValues] = TypeAdapter(ContextValues)


class ContextVersion(BaseModel):
    """One version of an entry, by whom, when and why."""

    id: str
    version: int
    withdrawn: bool
    date: str
    date_precision: str
    kind: str
    titles: dict[str, str]
    source: str
    source_url: str | None
    actor: str
    at: datetime
    reason: str

    @classmethod
    def of(cls, row: ContextEntry) -> "ContextVersion":
        return cls(date=row.dated, **row.model_dump(exclude={"dated", "first_day", "last_day"}))


def public_view(row: ContextEntry) -> dict[str, Any]:
    """What everyone may read: all but who wrote it down."""
    return {
        "id": row.id,
        "date": row.dated,
        "date_precision": row.date_precision,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "kind": row.kind,
        "titles": row.titles,
        "source": row.source,
        "source_url": row.source_url,
    }
