"""HTML from small functions: every text is escaped unless it is markup already."""

import re
from html import escape


class Markup(str):
    """HTML that needs no escaping any more."""

    __slots__ = ()


Content = str | None

_CODE = re.compile(r"`([^`]+)`")


def element(tag: str, *contents: Content, **attributes: str) -> Markup:
    """An element; `class_` and `for_` stand for the words that Python keeps for itself."""
    return Markup(f"<{tag}{_written(attributes)}>{join(*contents)}</{tag}>")


def void(tag: str, **attributes: str) -> Markup:
    """An element that can hold nothing, such as `link`."""
    return Markup(f"<{tag}{_written(attributes)}>")


def join(*contents: Content) -> Markup:
    """The contents one after the other; nothing for None."""
    return Markup("".join(_safe(each) for each in contents if each is not None))


def prose(text: str) -> Markup:
    """Paragraphs, parted by empty lines, with `code` between backticks."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return join(*(element("p", inline(paragraph)) for paragraph in paragraphs if paragraph))


def inline(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", escape(text)))


def link(href: str, text: str) -> Markup:
    return element("a", text, href=href)


def table(heads: tuple[str, ...], rows: list[tuple[Content, ...]]) -> Markup:
    return element(
        "table",
        element("thead", element("tr", *(element("th", head, scope="col") for head in heads))),
        element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows)),
    )


def _written(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
    )


def _safe(content: str) -> str:
    return content if isinstance(content, Markup) else escape(content)
