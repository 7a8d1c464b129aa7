"""Every string of the site has its Spanish, with the same placeholders and the same tags, and the compiled catalog says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import polib
import pytest

from tests import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
MADE_BY = "run `make messages`"


@pytest.fixture(scope="module", params=messages.LANGUAGES)
def catalog(request) -> polib.POFile:
    return polib.pofile(str(messages.catalog_path(request.param)))


def without_words(marked: dict, catalog: polib.POFile) -> list[str]:
    """What is said on the site and not in this language."""
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalog if entry.translated()}
    return [f"{places[0]}: {message[1]!r}" for message, places in marked.items() if message not in known]


def not_said_any_more(marked: dict, catalog: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalog if (entry.msgctxt, entry.msgid, entry.msgid_plural) not in marked]


def uncertain(catalog: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalog if entry.fuzzy or entry.obsolete]


def with_other_placeholders(catalog: polib.POFile) -> list[str]:
    """A form for one thing may leave the number out."""
    return [f"{wanted!r} as {said!r}" for wanted, said, few in _pairs(catalog) if not _fits(_placeholders(wanted), _placeholders(said), few)]


def _fits(wanted: Counter, said: Counter, few: bool) -> bool:
    return said <= wanted if few else said == wanted


def with_other_markup(catalog: polib.POFile) -> list[str]:
    return [f"{wanted!r} as {said!r}" for wanted, said, _few in _pairs(catalog) if Counter(TAG.findall(wanted)) != Counter(TAG.findall(said))]


def with_other_edges(catalog: polib.POFile) -> list[str]:
    """A space or a line break at an end joins a string to what stands beside it."""
    return [f"{wanted!r} as {said!r}" for wanted, said, _few in _pairs(catalog) if _edges(wanted) != _edges(said)]


def _pairs(catalog: polib.POFile) -> Iterator[tuple[str, str, bool]]:
    """What is to be said, how it is said, and whether that is for one thing alone."""
    for entry in catalog.translated_entries():
        if entry.msgid_plural:
            yield entry.msgid_plural, entry.msgstr_plural[0], True
            yield entry.msgid_plural, entry.msgstr_plural[1], False
        else:
            yield entry.msgid, entry.msgstr, False


def _placeholders(words: str) -> Counter:
    return Counter(PLACEHOLDER.findall(words))


def _edges(words: str) -> tuple[str, str]:
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]


def test_every_string_has_its_words(catalog):
    assert without_words(messages.marked(), catalog) == [], MADE_BY


def test_no_string_is_kept_that_nobody_says(catalog):
    assert not_said_any_more(messages.marked(), catalog) == [], MADE_BY


def test_no_translation_is_uncertain(catalog):
    assert uncertain(catalog) == []


def test_placeholders_are_the_same(catalog):
    assert with_other_placeholders(catalog) == []


def test_markup_is_the_same(catalog):
    assert with_other_markup(catalog) == []


def test_spaces_at_the_ends_are_the_same(catalog):
    assert with_other_edges(catalog) == []


def test_the_compiled_catalog_says_what_the_catalog_says(catalog):
    compiled = polib.mofile(catalog.fpath.removesuffix(".po") + ".mo")

    said = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in compiled}
    assert said == {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in catalog.translated_entries()}, MADE_BY


def test_the_head_of_a_catalog_names_nobody(catalog):
    assert catalog.metadata == messages.HEAD | {"Language": catalog.metadata["Language"]}


# ---------------------------------------------------------------- each of these can fail


def a_catalog(*entries: polib.POEntry) -> polib.POFile:
    catalog = polib.POFile()
    catalog.extend(entries)
    return catalog


def test_a_string_without_words_is_found():
    marked = {(None, "Ask", ""): ["forum/ask.py"], (None, "%(n)s reply", "%(n)s replies"): ["forum/reply.py"]}
    half = polib.POEntry(msgid="%(n)s reply", msgid_plural="%(n)s replies", msgstr_plural={0: "%(n)s respuesta", 1: ""})

    assert without_words(marked, a_catalog(polib.POEntry(msgid="Ask"), half)) == ["forum/ask.py: 'Ask'", "forum/reply.py: '%(n)s reply'"]
    assert without_words(marked, a_catalog(polib.POEntry(msgid="Ask", msgstr="Pregunta", flags=["fuzzy"]), half))[0] == "forum/ask.py: 'Ask'"


def test_a_forgotten_placeholder_is_found():
    good = polib.POEntry(msgid="By %(name)s", msgstr="De %(name)s")
    one = polib.POEntry(msgid="One reply", msgid_plural="%(n)s replies", msgstr_plural={0: "Una respuesta", 1: "%(n)s respuestas"})
    bad = polib.POEntry(msgid="By %(name)s on {day}", msgstr="De %(nombre)s el {day}")

    assert with_other_placeholders(a_catalog(good, one)) == []
    assert len(with_other_placeholders(a_catalog(good, one, bad))) == 1


def test_a_changed_tag_is_found():
    entry = polib.POEntry(msgid='Read the <a href="/house-rules/">rules</a>', msgstr='Lee las <a href="/normas/">normas</a>')

    assert len(with_other_markup(a_catalog(entry))) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% translate "Ask" %}', (None, "Ask", "")),
        ("{% translate 'Sending…' context 'a form' %}", ("a form", "Sending…", "")),
        ("{% blocktranslate trimmed with name=x %}\n By\n {{ name }}{% endblocktranslate %}", (None, "By %(name)s", "")),
        ("{% blocktranslate count n=x %}{{ n }} reply{% plural %}{{ n }} replies{% endblocktranslate %}", (None, "%(n)s reply", "%(n)s replies")),
        ('{% include "a.html" with label=_("Pages") only %}', (None, "Pages", "")),
        ('{{ day|date:_("F j") }}', (None, "F j", "")),
    ],
)
def test_the_words_of_a_template_are_gathered(text, found):
    assert list(messages._in_template(text)) == [found]


def test_the_words_of_the_code_are_gathered():
    code = "\n".join(
        [
            "from django.utils.translation import gettext as _now, ngettext, pgettext_lazy",
            "a = _now('Ask ' 'here')",
            "b = ngettext('%d day', '%d days', 2)",
            "c = pgettext_lazy('a door', 'Open')",
            "d = _now(a)",
        ]
    )

    assert list(messages._in_code(code)) == [(None, "Ask here", ""), (None, "%d day", "%d days"), ("a door", "Open", "")]
