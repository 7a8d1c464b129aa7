"""Where words of the guide stand after an edit."""

from __future__ import annotations

import pytest

from forum.passages.finding import EARLIER, Wording, find, of_passage, of_words
from forum.passages.text import Passage, passages_in
from tests.forum.passages.editing import Editor, share_of, stands_in


def prompt(id: str, heading: str, body: str) -> dict:
    return {"type": "prompt", "id": id, "value": {"heading": heading, "body": body}}


PAGE = [
    prompt("a", "Start with people who pick up the phone", "<p>List everyone who has said <b>yes</b> to a school in the past year.</p><ul><li>Ask them first.</li><li>Ask them who else.</li></ul>"),
    prompt("b", "Bring principals in early", "<p>Principals are asked to lead everything and consulted on little.</p><p>Ask about the building too.</p>"),
    prompt("c", "Reach out", "<p>Reach out to families who do not come to meetings.</p>"),
]


def about(typed: str, *, id: str = "b", page=PAGE) -> Wording:
    return of_words(next(one for one in passages_in(page) if one.id == id), typed, "en")


def whole(id: str) -> Wording:
    return of_passage(next(one for one in passages_in(PAGE) if one.id == id), "en")


def where(wording: Wording, *blocks: dict, now: str = "") -> str:
    return find(wording, passages_in(blocks), now=now or wording.block)


def with_body(body: str) -> dict:
    return prompt("b", "Bring principals in early", body)


# ---------------------------------------------------------------- what is kept of the words


def test_a_quote_is_kept_with_32_characters_on_each_side():
    wording = about("who has said yes to a school", id="a")

    assert (wording.quote, wording.prefix, wording.suffix) == ("who has said yes to a school", "pick up the phone\nList everyone ", " in the past year.\nAsk them firs")
    assert (len(wording.prefix), len(wording.suffix), wording.block, wording.whole) == (32, 32, "a", False)


@pytest.mark.parametrize(
    ("typed", "quote"),
    [
        ("ncipals are asked to le", "Principals are asked to lead"),  # begun words are completed
        ("CONSULTED on  little.\n\nAsk about", "consulted on little.\nAsk about"),
        ("Bring principals in early Principals are", "Bring principals in early\nPrincipals are"),
        ("building", None),  # one word says too little to be found again
        ("words of somebody else", None),
        ("", None),
    ],
)
def test_only_words_of_the_passage_are_a_quote(typed, quote):
    wording = about(typed)

    assert (wording and wording.quote) == quote


def test_a_long_quote_ends_with_a_word():
    words = " ".join(f"word{number}" for number in range(100))
    wording = about(words, page=[with_body(f"<p>{words}</p>")])

    assert len(wording.quote) <= 300 and wording.quote.endswith(" word43")


def test_a_word_longer_than_a_quote_is_none():
    assert of_words(Passage("1", "Reach out", "x" * 301), "xx", "en") is None


def test_the_marks_of_notes_and_the_tags_inside_a_word_are_no_words():
    body = '<p>Know<b>ledge</b> of prac\u00adtice<a linktype="endnote" note="Coburn, 2003.">*</a> &amp; place.</p>'

    assert passages_in([prompt("a", "Depth", body)])[0].lines == ["Depth", "Knowledge of practice & place."]


# ---------------------------------------------------------------- where it stands


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        (PAGE, "b"),
        (PAGE[::-1], "b"),
        ([with_body("<ul><li>New.</li><li>PRINCIPALS are asked to lead “everything” – and consulted on little!</li></ul>")], "b"),
        ([prompt("new", "Principals", PAGE[1]["value"]["body"])], "new"),
        ([prompt("b", "Something else", "<p>About the budget.</p>"), prompt("d", "Lead", "<p>Everybody knows: principals are asked to lead everything and consulted on little.</p>")], "d"),
        ([with_body("<p>Principals are asked to lead everything and consulted in little.</p>")], "b"),  # a word was corrected
        ([prompt("d", "Lead", "<p>Principals are asked to lead everything and consulted in little.</p>")], "d"),  # moved as well
        ([with_body("<p>About the budget, which nobody likes to lead.</p>"), PAGE[0]], EARLIER),
        ([], EARLIER),
    ],
)
def test_words_are_found_wherever_they_are(blocks, place):
    assert where(about("Principals are asked to lead everything and consulted on little"), *blocks) == place


def test_of_several_places_the_likest_is_chosen():
    wording = about("lead everything and consulted")
    there = [
        prompt("x", "One", "<p>Nobody should lead everything and consulted they feel.</p>"),
        prompt("y", "Two", "<p>Principals are asked to lead everything and consulted on little.</p>"),
        prompt("z", "Three", "<p>They lead everything and consulted on Fridays.</p>"),
    ]

    assert where(wording, *there) == "y"
    assert where(wording, *there, now="z") == "z"  # who stands where the words are, stays


def test_two_words_are_not_found_just_anywhere():
    wording = about("Ask about")

    assert where(wording, prompt("x", "Other", "<p>Never ask about money at the door.</p>")) == EARLIER
    assert where(wording, prompt("x", "Other", "<p>Principals are consulted on little. Ask about the building too.</p>")) == "x"


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ([prompt("c", "Reach out early", "<p>Reach out to families who do not come to meetings.</p>")], "c"),  # renamed
        ([prompt("c", "Reach out", "<p>All is new here.</p>")], "c"),  # rewritten
        ([prompt("c", "Budgets", "<p>All is new here.</p>")], EARLIER),  # another passage in its place
        ([prompt("d", "Reach out", "<p>To everybody.</p>"), PAGE[1]], "d"),
        ([prompt("d", "More", "<p>You should reach out to a friend.</p>")], EARLIER),  # a heading is more than words in a sentence
        ([prompt("d", "More", "<p>Begin.</p><h4>Reach out</h4><p>To everybody.</p>")], "d"),  # merged into another
    ],
)
def test_a_whole_passage_is_known_by_its_heading_or_by_how_it_begins(blocks, place):
    assert where(whole("c"), *blocks) == place


def test_words_that_come_back_are_found_again():
    wording = about("Principals are asked to lead everything")
    gone = where(wording, with_body("<p>All is new.</p>"))

    assert gone == EARLIER
    assert where(wording, *PAGE, now=gone) == "b"


# ---------------------------------------------------------------- a thousand edits


def test_after_a_thousand_edits_untouched_quotes_stand_where_they_stood_and_none_has_vanished():
    acts = set()
    for seed in range(10):
        editor = Editor(seed)
        quotes = {place: (wording, wording.block) for place, wording in enumerate(wordings_of(editor))}
        for _ in range(100):
            acts.add(editor.edit())
            passages, blocks = passages_in(editor.blocks), {block["id"]: block for block in editor.blocks}
            for number, (wording, was) in quotes.items():
                now = find(wording, passages, now=was)
                untouched = was in blocks and stands_in(wording.quote, blocks[was])
                anywhere = [id for id, block in blocks.items() if stands_in(wording.quote, block)]
                assert not untouched or now == was, (seed, wording, was, now)
                assert now == EARLIER or share_of(wording.quote, blocks[now]) >= 0.5 or wording.whole
                assert now != EARLIER or wording.whole or not anywhere, (seed, wording)
                quotes[number] = (wording, now)
        editor.blocks = editor.before[0]
        assert [find(wording, passages_in(editor.blocks), now=now) for wording, now in quotes.values()] == [wording.block for wording, _now in quotes.values()]

    assert len(acts) == 14


def wordings_of(editor: Editor) -> list[Wording]:
    """Of every other passage: the whole, a line, and some words across its lines."""
    found = []
    for passage in passages_in(editor.blocks)[::2]:
        lines = passage.lines
        found += [of_passage(passage, "en"), of_words(passage, lines[-1], "en"), of_words(passage, f"{lines[1][-30:]}\n{lines[2][:30]}", "en")]
    return found
