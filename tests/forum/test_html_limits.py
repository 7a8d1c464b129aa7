"""What is refused, in which words, and what the worst of it costs."""

from __future__ import annotations

import time

import pytest

from forum.html import (
    MAX_SOURCE,
    MAX_STORY,
    WordsRefused,
    clean,
    excerpt,
    from_plain,
    is_blank,
    text_of,
    to_blocks,
    to_plain,
    tree,
)
from tests.forum.corpus import REFUSED

SENTENCE = "The quick school opened its doors to nine partners on Monday, and “families” came. "


def filled(words: str, length: int = MAX_SOURCE) -> str:
    return (words * (length // len(words) + 1))[:length]


@pytest.mark.parametrize("name", REFUSED)
def test_what_we_cannot_take_is_refused_in_a_sentence(name):
    with pytest.raises(WordsRefused) as refused:
        clean(REFUSED[name])

    assert refused.value.code in {"unreadable", "too_long", "too_many_marks"}
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("take", [clean, from_plain])
def test_a_post_may_be_as_long_as_its_limit(take):
    assert text_of(take("a" * MAX_SOURCE)) == "a" * MAX_SOURCE
    assert text_of(take("a" * MAX_STORY, limit=MAX_STORY)) == "a" * MAX_STORY
    with pytest.raises(WordsRefused, match="longer than 20,000 characters"):
        take("a" * (MAX_SOURCE + 1))


@pytest.mark.parametrize("take", [clean, from_plain])
@pytest.mark.parametrize("words", ["a\0", "\ud800a", "a\udfff"])
def test_odd_characters_are_refused(take, words):
    with pytest.raises(WordsRefused, match="cannot read"):
        take(words)


def test_other_control_characters_are_left_out():
    assert from_plain("a\x01b\x07\x1b[31m\x7f\x85c\u2028d\x0be") == "<p>ab[31m<br>c<br>d<br>e</p>"
    assert clean("<p>a\x01b&#7;&#0;&#xd800;</p>") == "<p>ab\ufffd\ufffd</p>"


def test_no_accents_run_into_the_lines_above():
    assert len(from_plain("Z" + "\u0335" * 5_000)) == len("<p>Z</p>") + 8


READERS = (to_plain, text_of, excerpt, is_blank, lambda html: to_blocks(tree(html)))
HOSTILE = {
    "marks within each other": filled("<b><i>", 3 * 2_000),
    "marks that each paragraph takes up again": "<b><i><em><strong>" * 20 + filled("<p>x", 4 * 1_900),
    "marks told apart by attributes": "".join(f"<b a{number}>" for number in range(900)) + "<p>" * 1_000,
    "marks closed in the wrong order": filled("<b><p></i></b><i><p></b>", 8_000),
    "quotations within each other": "<blockquote>" * 99 + filled("<p>x", 4 * 1_800),
    "lists within each other": "<ul><li>" * 99 + filled("<li>x", 5 * 1_700),
    "links within each other": filled("<a href=https://a.b>", 20 * 900),
    "one tag with a thousand attributes": "<a " + " ".join(f"x{number}" for number in range(3_000)) + ">x</a>",
    "tags never closed": filled("<a "),
    "quotes never closed": filled("<a href='", 9 * 2_000),
    "comments never closed": filled("<!--", 4 * 2_000),
    "only <": filled("<"),
    "only &": filled("&"),
    "entities": filled("&amp;&#x41;&notin"),
    "only *": filled("*"),
    "bold begun": filled("**a "),
    "bold and italic crossed": filled("_a **b _c** "),
    "italic within bold": filled("_a **b** c_ "),
    "only [": filled("["),
    "links begun": filled("[a](https://a("),
    "long brackets": filled("[" + "a" * 299 + "]("),
    'only "': filled('"'),
    "addresses": filled("https://a.org/x "),
    "addresses glued together": filled("https://a.org,"),
    "schemes": filled("https://,"),
    "www": filled("www."),
    "an address and its brackets": "https://a.org/" + ")" * 19_000,
    "quotations by signs": filled("> "),
    "quotations by signs, lines": filled("> > > > > > > > > > x\n"),
    "points on a line": filled("- ") + "x",
    "points within each other": "".join(f"{' ' * (2 * depth)}- a\n" for depth in range(140))[:MAX_SOURCE],
    "points": filled("- a\n"),
    "points and more": filled("- a\n  b\n\n  c\n"),
    "numbers": filled("1. a\n"),
    "line ends": "a" + "\n" * 19_000 + "b",
    "line ends after a point": "- a" + "\n" * 19_000 + "  b",
    "tabs": filled("\t") + "a",
    "spaces": "a" + " " * 19_000 + "b",
    "accents": "a" + filled("\u0323\u0301", 19_000),
    "letters of no width": filled("\u200d"),
    "invisible lines": filled("\u200d\n"),
    "syllables": filled("\u1100\u1161\u11a8"),
}


@pytest.mark.parametrize("take", [clean, from_plain])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_words_cost_more_than_a_second(name, take):
    source = HOSTILE[name][:MAX_SOURCE]

    made, costs = timed(take, source)
    if made is not None:
        costs += [cost for read in READERS for cost in timed(read, made)[1]]

    assert max(costs) < 1


def test_ten_megabytes_are_refused_at_once():
    source = "<b>" * 3_500_000

    def refused() -> None:
        with pytest.raises(WordsRefused):
            clean(source)

    assert best_of_five(refused) < 0.05


def test_a_long_honest_post_costs_little():
    typed = filled(SENTENCE * 5 + "\n\n")
    sent = filled(f"<div>{SENTENCE * 3}<br><br><strong>{SENTENCE}</strong></div><ul><li>{SENTENCE}</li></ul>")

    assert best_of_five(lambda: from_plain(typed)) < 0.05
    assert best_of_five(lambda: clean(sent)) < 0.05


def timed(work, words: str) -> tuple[str | None, list[float]]:
    """What it gives, or None where it refuses; and the seconds of CPU."""
    started = time.process_time()
    try:
        made = work(words)
    except WordsRefused:
        made = None
    return made, [time.process_time() - started]


def best_of_five(work) -> float:
    """Seconds of CPU; the best, since another process may have the cache."""
    times = []
    for _try in range(5):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)
