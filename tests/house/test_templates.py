"""Templates compile, hold nothing inline, trust no string, and mark their words for translation."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template import Engine, TemplateSyntaxError, engines
from django.template.base import DebugLexer, TokenType

from tests.house import sources

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
TRUSTS = re.compile(r"\|\s*(safe|safeseq)\b|autoescape\s+off")
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext"}
NAMES = {"Ask the Field"}  # said alike in every language
TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
IN_AN_ATTRIBUTE = {"body_class", "view"}  # blocks that fill an attribute of the template they extend
BLOCKS_OF_WORDS = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}


def inline(files: sources.Sources) -> list[str]:
    """What the content policy forbids. Letters are read by mail programs, which know no policy."""
    pages = sources.without(files, "templates/emails/")
    return [f"{path} holds {what}" for path, text in pages.items() for what, sign in INLINE.items() if sign.search(_no_comments(text))]


def without_a_place(files: sources.Sources) -> list[str]:
    """A page that says “no-referrer” sends its forms from nowhere, and they are refused. “same-origin” tells other sites as little."""
    return [path for path, text in files.items() if "no-referrer" in text]


def trusting(files: sources.Sources) -> list[str]:
    """`|safe` and its like. A letter in plain text may switch escaping off: there is no markup to escape for."""
    return [f"{path} trusts a string: {found[0]}" for path, text in files.items() if (found := TRUSTS.search(text)) and not _is_plain(path)]


def unmarked(files: sources.Sources) -> list[str]:
    """Words for people that no translator would ever see."""
    return [f"{path}: {words!r}" for path, text in files.items() for words in _bare_words(path, text)]


def _bare_words(path: str, text: str) -> list[str]:
    outside = _outside_of_tags(text)
    if _is_plain(path):
        found = outside.splitlines()
    else:
        reader = _Words()
        reader.feed(outside)
        found = reader.found
    return [words for words in (" ".join(found_words.split()) for found_words in found) if TWO_LETTERS.search(words) and words.strip(" ,.:") not in NAMES]


def _outside_of_tags(text: str) -> str:
    """The template's own text: tags and variables become a blank, blocks of translated words and comments go."""
    kept, until = [], None
    for token in DebugLexer(text).tokenize():
        name, *rest = token.contents.split() or [""]
        if until:
            until = None if token.token_type == TokenType.BLOCK and name == until else until
        elif token.token_type == TokenType.BLOCK and name in BLOCKS_OF_WORDS:
            until = BLOCKS_OF_WORDS[name]
        elif token.token_type == TokenType.BLOCK and name == "block" and IN_AN_ATTRIBUTE & {*rest}:
            until = "endblock"
        else:
            kept.append(token.contents if token.token_type == TokenType.TEXT else " ")
    return "".join(kept)


class _Words(HTMLParser):
    """Text between the tags of a page, and in the attributes that are read aloud."""

    SILENT = {"script", "style", "code"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent = tag if tag in self.SILENT else ""
        self.found += [value for name, value in attributes if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent = ""

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.found.append(text)


def _no_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)


def _is_plain(path: str) -> bool:
    return path.endswith(".txt")


def broken(files: sources.Sources, engine: Engine) -> list[str]:
    complaints = []
    for path, text in files.items():
        try:
            engine.from_string(text)
        except TemplateSyntaxError as reason:
            complaints.append(f"{path}: {reason}")
    return complaints


def test_templates_compile():
    assert broken(sources.templates(), engines["django"].engine) == []


def test_nothing_is_inline():
    assert inline(sources.templates()) == []


def test_every_form_says_where_it_stood():
    assert without_a_place(sources.templates()) == []


def test_a_form_from_nowhere_is_found():
    assert without_a_place({"templates/x.html": '<meta name="referrer" content="no-referrer">'}) == ["templates/x.html"]


def test_no_string_is_trusted():
    assert trusting(sources.templates()) == []


def test_words_are_marked_for_translation():
    assert unmarked(sources.templates()) == []


@pytest.mark.parametrize("text", ["{% nonesuch %}", "{% if %}", "{{ a|nonesuch }}", "{% if a %}"])
def test_a_broken_template_is_found(text):
    assert len(broken({"templates/x.html": text}, engines["django"].engine)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<p class="a" style="color: red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<a href="#" onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_something_inline_is_found(text):
    assert len(inline({"templates/x.html": text})) == 1
    assert inline({"templates/emails/x.html": text}) == []


def test_a_script_of_its_own_address_is_not_inline():
    assert inline({"templates/x.html": '{# style= #}<script src="/static/site.js" defer></script><p data-once="a">'}) == []


@pytest.mark.parametrize("text", ["{{ body|safe }}", "{{ body | safe }}", "{{ bodies|safeseq }}", "{% autoescape off %}{% endautoescape %}"])
def test_a_trusted_string_is_found(text):
    assert len(trusting({"templates/x.html": text})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        "<p>{% translate 'Hello' %} there</p>",
        '<img alt="A school">',
        '<button aria-label="Close">×</button>',
        "{% if a %}Hello{% endif %}",
    ],
)
def test_words_without_a_mark_are_found(text):
    assert len(unmarked({"templates/x.html": text})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{% translate 'Hello' %}: {{ name }} · 12 / 3",
        '<img alt="{{ picture.alt }}"><a class="link" href="/questions/">{% translate "Questions" %}</a>',
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
        "{# a note #}{% comment %}a note{% endcomment %}<!-- a note -->",
        "<script>let words</script>",
        "{% block body_class %}desk-body{% endblock %}",
    ],
)
def test_marked_words_are_left_alone(text):
    assert unmarked({"templates/x.html": text}) == []
