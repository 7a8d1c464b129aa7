"""The words of an endnote: italic, bold and links count, and nothing else does."""

import pytest

from guide.endnote_words import as_rich_text, drawn, plain, tidy


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("Coburn & Co, <i>Scale</i>", "Coburn &amp; Co, <i>Scale</i>"),
        ('<a href="https://example.org/?a=1&b=2">here</a>', '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow">here</a>'),
        ("see https://example.org", 'see <a href="https://example.org" rel="nofollow">https://example.org</a>'),
        ('<a href="javascript:go()">x</a>', "&lt;a href=&quot;javascript:go()&quot;&gt;x"),
        ('<a href="//example.org" onclick="go()">x', "&lt;a href=&quot;//example.org&quot; onclick=&quot;go()&quot;&gt;x"),
        ("<i>one <b>two</i> three", "<i>one <b>two</b></i> three"),
        ("a &lt; b <script>", "a &amp;lt; b &lt;script&gt;"),
    ],
)
def test_a_note_as_it_is_drawn(words, html):
    assert drawn(words) == html


def test_a_tidy_note_closes_what_it_opens_and_holds_nothing_empty():
    assert tidy(" <i>one </b>\n <i>two</i> <b></b>three<i>") == "<i>one two</i> three"


def test_what_is_read_of_a_note_has_no_tags():
    assert plain('<a href="mailto:ana@example.org">Ana</a>’s <b>note</b>') == "Ana’s note"


def test_a_note_in_the_text_of_a_page():
    assert as_rich_text('R & D, <a href="https://example.org/?a=1&b=2">here</a>') == 'R &amp; D, <a href="https://example.org/?a=1&amp;b=2">here</a>'
