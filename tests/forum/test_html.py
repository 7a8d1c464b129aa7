"""What becomes of words: as typed, as an editor's HTML, as text for a letter."""

from __future__ import annotations

import pytest

from forum.html import MAX_DEPTH, clean, excerpt, from_plain, is_blank, text_of, to_html, to_plain, tree

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("We have nine schools.", "<p>We have nine schools.</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("one\r\ntwo\r\n \t \r\n\r\nthree\r\n", "<p>one<br>two</p><p>three</p>"),
        ("  spaced \t out  ", "<p>spaced out</p>"),
        ('AT&T <said> "no" & 1 < 2', '<p>AT&amp;T &lt;said&gt; "no" &amp; 1 &lt; 2</p>'),
        ("<p>&amp;</p>", "<p>&lt;p&gt;&amp;amp;&lt;/p&gt;</p>"),
        ("cafe\u0301", "<p>caf\u00e9</p>"),
        ("", ""),
        (" \n\u200b\n\u00a0", ""),
    ],
)
def test_paragraphs_and_lines(typed, made):
    assert from_plain(typed) == made


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (
            "We need:\n- a room\n* a phone\n• a date\nThat is all.",
            "<p>We need:</p><ul><li>a room</li><li>a phone</li><li>a date</li></ul><p>That is all.</p>",
        ),
        ("1. ask\n2) fix\n10. tell", "<ol><li>ask</li><li>fix</li><li>tell</li></ol>"),
        ("- one\n\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("- one\n  still one\n\n  and more", "<ul><li><p>one<br>still one</p><p>and more</p></li></ul>"),
        ("- one\n    - within\n- two", "<ul><li>one<ul><li>within</li></ul></li><li>two</li></ul>"),
        ("- one\n1. two", "<ul><li>one</li></ul><ol><li>two</li></ol>"),
        ("2019. A good year", "<p>2019. A good year</p>"),
        ("-5 degrees\n--\n- - -\n-", "<p>-5 degrees<br>--<br>- - -<br>-</p>"),
        ("• \twith a tab", "<ul><li>with a tab</li></ul>"),
    ],
)
def test_lists(typed, made):
    assert from_plain(typed) == made


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("> one\n> two\n>\n> three", "<blockquote><p>one<br>two</p><p>three</p></blockquote>"),
        ("> one\n\n> two", "<blockquote><p>one</p></blockquote><blockquote><p>two</p></blockquote>"),
        ("she said\n> yes\nand left", "<p>she said</p><blockquote><p>yes</p></blockquote><p>and left</p>"),
        (">> two deep", "<blockquote><blockquote><p>two deep</p></blockquote></blockquote>"),
        (">5 people came", "<p>&gt;5 people came</p>"),
    ],
)
def test_quotations(typed, made):
    assert from_plain(typed) == made


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("a **bold** word", "<p>a <strong>bold</strong> word</p>"),
        ("an _italic_ word", "<p>an <em>italic</em> word</p>"),
        ("**bold and _both_**", "<p><strong>bold and <em>both</em></strong></p>"),
        ("_both **and** more_", "<p><em>both <strong>and</strong> more</em></p>"),
        ("**crossed _over** here_", "<p><strong>crossed _over</strong> here_</p>"),
        (
            "2 ** 3, snake_case_name, Name: ____, a*b*c, **, ¯\\_(ツ)_/¯",
            "<p>2 ** 3, snake_case_name, Name: ____, a*b*c, **, ¯\\_(ツ)_/¯</p>",
        ),
        ("**not\nacross lines**", "<p>**not<br>across lines**</p>"),
    ],
)
def test_bold_and_italic(typed, made):
    assert from_plain(typed) == made


@pytest.mark.parametrize(
    ("typed", "shown", "href"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2", "https://example.org/a?b=1&amp;c=2"),
        ("see www.example.org, please", "www.example.org", "https://www.example.org"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("“http://example.org/it’s”!", "http://example.org/it’s", "http://example.org/it%E2%80%99s"),
        ("_https://example.org/a_b_", None, "https://example.org/a_b"),
        ("HTTPS://Example.org/A", "HTTPS://Example.org/A", "https://example.org/A"),
        ("[our page](https://example.org/x)", "our page", "https://example.org/x"),
        ("[write](mailto:ana@example.org?bcc=eve@example.org)", "write", "mailto:ana@example.org"),
    ],
)
def test_links(typed, shown, href):
    made = from_plain(typed)

    assert f'<a href="{href}" {REL}>' in made
    assert shown is None or f">{shown}</a>" in made


@pytest.mark.parametrize(
    "typed",
    [
        "ana@example.org", "example.org", "ftp://example.org", "https://", "www.", "https://ana:pw@example.org/", "xhttps://example.org",
        "[x](javascript:ran())", "[x](/accounts/logout/)", "[ ](https://)", "https://example.org" + "/x" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_link_stays_words(typed):
    made = from_plain(typed)

    assert "<a" not in made
    assert text_of(made) == typed


def test_a_link_shows_where_it_leads():
    made = clean(
        '<p><a href="https://evil.example/">go to https://bank.example/</a> or <a href="https://a.example/">a page</a></p>'
    )

    assert made == (
        f'<p><a href="https://evil.example/" {REL}>https://evil.example/</a> or <a href="https://a.example/" {REL}>a page</a></p>'
    )


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ("<div>one<br><br>two<br>three</div>", "<p>one</p><p>two<br>three</p>"),
        ("<div><b>a</b> <i>b</i></div>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p class=x>a<strong> b </strong>c</p>", "<p>a <strong>b</strong> c</p>"),
        ("<h2>Head</h2>words<hr>more", "<p>Head</p><p>words</p><p>more</p>"),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul>", "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>"),
        ("<ul>loose<li>a</li></ul>", "<ul><li>loose</li><li>a</li></ul>"),
        ("<blockquote>said</blockquote>", "<blockquote><p>said</p></blockquote>"),
        ("<p>see https://example.org/</p>", f'<p>see <a href="https://example.org/" {REL}>https://example.org/</a></p>'),
        (
            '<a href="https://example.org/">https://example.org/</a>',
            f'<p><a href="https://example.org/" {REL}>https://example.org/</a></p>',
        ),
        ("<p>a<span></span>&#x301;</p>", "<p>\u00e1</p>"),
        ("<p></p><strong> </strong><br>&nbsp;<ul><li></li></ul>", ""),
        ("plain\n\n- words", "<p>plain</p><ul><li>words</li></ul>"),
        ("<p>1 < 2 & 3 > 2 &lt;p&gt; &amp;lt;</p>", "<p>1 &lt; 2 &amp; 3 &gt; 2 &lt;p&gt; &amp;lt;</p>"),
    ],
)
def test_an_editors_html(sent, made):
    assert clean(sent) == made


def test_lists_and_quotes_deeper_than_a_reader_follows_are_laid_flat():
    made = clean("<blockquote>" * 20 + "deep" + "</blockquote>" * 20)

    assert made == "<blockquote>" * MAX_DEPTH + "<p>deep</p>" + "</blockquote>" * MAX_DEPTH


def test_what_is_not_ours_is_read_as_words():
    assert (
        to_html(tree("<p onclick=x>a</p><script>b</script>"))
        == "<p>&lt;p onclick=x&gt;a</p><p>&lt;script&gt;b&lt;/script&gt;</p>"
    )


def test_words_come_back_for_editing():
    typed = "We need:\n\n- a **room**\n  - with a door\n- see https://example.org\n\n1. _ask_\n2. [tell](https://example.org/b)\n\n> they said\n>\n> yes"

    assert to_plain(from_plain(typed)) == typed


def test_half_a_word_in_bold_comes_back_without_signs():
    assert to_plain(clean("<p><b>un</b>likely, <b>likely</b></p>")) == "unlikely, likely"


def test_a_letter_says_everything():
    made = clean(
        '<p>Hello <b>all</b>,<br>see <a href="https://example.org/">our page</a> or https://example.com/</p>'
        "<ul><li>one<ol><li>in</li></ol></li><li>two</li></ul><blockquote><p>said</p></blockquote>"
    )

    assert text_of(made) == (
        "Hello all,\nsee our page (https://example.org/) or https://example.com/\n\n- one\n  1. in\n- two\n\n> said"
    )


@pytest.mark.parametrize(("limit", "text"), [(100, "one two\n\nthree"), (12, "one two…"), (6, "one…"), (2, "o…")])
def test_a_letter_is_cut_at_a_word(limit, text):
    assert text_of("<p>one two</p><p>three</p>", limit) == text


def test_an_excerpt_is_one_line_of_words():
    made = from_plain("**AT&T** said _un_, then:\n- see [us](https://example.org)\n> three")

    assert excerpt(made) == "AT&T said un, then: see us three"
    assert excerpt(made, words=3) == "AT&T said un,…"
    assert excerpt("<p>un<strong>like</strong>ly</p>") == "unlikely"


@pytest.mark.parametrize(
    "words",
    [
        "",
        " \n\t",
        "\u00a0\u2003\u3000",
        "\u200b\u200d\ufeff\u2060",
        "&nbsp;&#8203;",
        "<p> <br></p>",
        "<ul><li></li></ul>",
        "\u3164\u2800",
        "\u0301\ufe0f",
        "\u202e",
    ],
)
def test_blank_is_blank(words):
    assert is_blank(words)


@pytest.mark.parametrize("words", ["a", ".", "<p>0</p>", "🙂", "🫨", "<3", "\u05d0", "ก็"])
def test_what_can_be_seen_is_not_blank(words):
    assert not is_blank(words)


def test_joined_emoji_and_direction_marks_stay():
    words = "👩\u200d👩\u200d👧 \u05d0\u200e!"

    assert from_plain(words) == f"<p>{words}</p>"
