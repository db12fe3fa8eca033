"""HTML is escaped unless it is markup already."""

from service.pages.markup import Markup, element, inline, join, link, prose, table


def test_text_is_escaped_in_contents_and_attributes() -> None:
    assert element("p", "a < b & c", title='"x"') == '<p title="&quot;x&quot;">a &lt; b &amp; c</p>'


def test_markup_is_left_as_it_is() -> None:
    assert element("p", element("b", "<")) == "<p><b>&lt;</b></p>"
    assert join("<", Markup("<br>"), None) == "&lt;<br>"


def test_words_that_python_keeps_can_name_attributes() -> None:
    assert element("p", class_="note", aria_label="x") == '<p class="note" aria-label="x"></p>'


def test_backticks_make_code_after_escaping() -> None:
    assert inline("send `<b>`") == "send <code>&lt;b&gt;</code>"


def test_empty_lines_part_paragraphs() -> None:
    assert prose("\none\nline\n\ntwo\n") == "<p>one line</p><p>two</p>"
    assert prose("") == ""


def test_links_and_tables_are_escaped_too() -> None:
    assert link("/?a&b", "<") == '<a href="/?a&amp;b">&lt;</a>'
    assert table(("<",), [("&",)]).count("&lt;") == 1
    assert "<td>&amp;</td>" in table(("<",), [("&",)])
