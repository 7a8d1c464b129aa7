"""What holds for any words at all."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some

from forum.html import REL, clean, from_plain, to_blocks, to_html, to_plain, tree
from tests.forum.corpus import LATENT, PAYLOADS

OURS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote"}

SIGNS = [
    *("- ", "* ", "• ", "> ", ">", "1. ", "2. ", "1) ", "10. ", "  ", "    ", "**", "_", "*", "__", "***", "[", "]", "(", ")"),
    *("[x](https://a.org)", "[x y](http://b.org/p_q)", "[https://c.org](https://d.org)", "[m](mailto:a@b.org)", "mailto:a@b.org"),
    *("https://a.org/x_y_", "www.b.org", "www.", "https://", "a", "b c", "word", "A1", ".", ",", "!", "—", "-", "'", '"', "\\"),
    *("<b>", "</b>", "<", "&", "&amp;", "&lt;", "é", "🙂", "\n", "\n\n", "\r\n", "\t", "\x0b", "\xa0", "\u2003"),
    *("\u0301", "\u0338", "\u200d", "\u200b", "\ufeff", "\u202e", "\u05d0"),
]
NAMES = ("p", "div", "br", "strong", "em", "b", "i", "ul", "ol", "li", "blockquote", "h2", "td")
TAGS = [
    *(f"<{end}{name}>" for end in ("", "/") for name in NAMES),
    *("<a href='https://a.org/'>", "<a href=\"http://b.org/?q='&quot;\">", "<a href='www.x.org'>", "<a href='https://é.org/é'>"),
    *("<a href='mailto:x@y.org?body=1'>", "<a href=javascript:x>", "<a>", "</a>", "</a>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<svg>", "<math>", "<style>", "<table>", "<textarea>", "<script>"),
    *("&#x202e;", "&#0;", "&#xd800;", "&nbsp;", "&#768;", "&#824;", "&lt;p&gt;", "&amp;lt;", "&lt", "&notit;", "&#8205;"),
]

readable = some.characters(exclude_categories=["Cs"], exclude_characters="\0")
typed = some.lists(some.sampled_from(SIGNS) | readable, max_size=25).map("".join)
sent = some.lists(some.sampled_from(TAGS) | some.sampled_from(SIGNS) | readable, max_size=25).map("".join)
anything = trying(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@anything
@given(typed)
def test_typed_words_come_back_and_go_in_again_unchanged(words):
    made = from_plain(words)

    assert from_plain(to_plain(made)) == made
    assert clean(made) == made


@anything
@given(sent)
def test_cleaning_twice_changes_nothing(source):
    made = clean(source)

    assert clean(made) == made
    assert to_html(tree(made)) == made


@anything
@given(sent)
def test_only_our_tags_come_out(source):
    assert strangers(clean(source)) == []
    assert strangers(to_html(tree(source))) == []
    assert not re.search(r"<(embed|script|a [^h])", str(to_blocks(tree(source))), re.I)


@anything
@given(sent)
def test_no_letter_is_lost_when_an_editors_words_are_edited_as_plain_text(source):
    made = clean(source)

    again = from_plain(to_plain(made))

    assert letters(bare(made)) <= letters(bare(again) + unquote(again))


@pytest.mark.parametrize("name", [*PAYLOADS, *LATENT])
def test_of_a_hostile_payload_only_our_tags_come_out(name):
    source = (PAYLOADS.get(name) or (LATENT.get(name),))[0]

    made = clean(source)

    assert strangers(made) == []
    assert clean(made) == made
    assert strangers(from_plain(source)) == []


def test_a_stranger_is_found():
    assert strangers('<p class="x">a</p><script>') == ["p class=x", "script"]
    assert strangers('<a href="javascript:x">') == ["a href=javascript:x"]


def strangers(html: str) -> list[str]:
    """What a reader of HTML other than ours finds that should not be there."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.extend([] if tag in OURS else [tag])
            found.extend(f"{tag} {name}={value}" for name, value in attributes if not expected(tag, name, value))

        def handle_comment(self, comment):
            found.append(comment)

        handle_decl = handle_pi = unknown_decl = handle_comment

    Reader().feed(html)
    return found


def expected(tag: str, name: str, value: str) -> bool:
    return tag == "a" and (
        value == REL if name == "rel" else name == "href" and bool(re.fullmatch(r"(https?://|mailto:)[^\s\"<>\\]+", value))
    )


def bare(html: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", html))


def letters(words: str) -> set[str]:
    return {one for one in words if one.isalpha()}
