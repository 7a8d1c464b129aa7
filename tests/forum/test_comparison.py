"""Two texts beside each other, word by word."""

from __future__ import annotations

import random
import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.comparison import compare

FEW_WORDS = st.lists(st.sampled_from(["a", "b", "c", "a\n\n", "of"]), max_size=14).map(" ".join)


def pieces(side) -> list[tuple[str, str]]:
    return [(piece.kind, piece.words) for piece in side]


def test_a_sentence_that_was_changed():
    before, after = compare("In the spring the same list had 131 names.", "In the last week of April the same list had 131 names.")

    assert pieces(before) == [("same", "In the "), ("removed", "spring "), ("same", "the same list had 131 names.")]
    assert pieces(after) == [("same", "In the "), ("added", "last week of April "), ("same", "the same list had 131 names.")]


def test_a_word_or_two_between_changes_belong_to_them():
    before, _after = compare("one two three four five", "one 2 three 4 five")

    assert pieces(before) == [("same", "one "), ("removed", "two three four "), ("same", "five")]


def test_a_paragraph_that_was_parted():
    before, after = compare("We sat there.\n\nOn Mondays it rained all day.", "We sat there. On Mondays it rained all day.")

    assert pieces(before)[1] == ("removed", "there.\n\n") and pieces(after)[1] == ("added", "there. ")


@given(FEW_WORDS, FEW_WORDS)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_and_the_same_is_the_same(one, other):
    before, after = compare(one, other)

    assert ("".join(piece.words for piece in before), "".join(piece.words for piece in after)) == (one, other)
    assert [p.words.split() for p in before if p.kind == "same"] == [p.words.split() for p in after if p.kind == "same"]
    assert {p.kind for p in before} <= {"same", "removed"} and {p.kind for p in after} <= {"same", "added"}


@pytest.mark.parametrize("kinds", [2, 30, 300, 10_000])
def test_any_two_texts_are_compared_within_a_second(kinds):
    chance = random.Random(kinds)
    one, other = (" ".join(str(chance.randrange(kinds)) for _word in range(13_000)) for _text in range(2))

    began = time.process_time()
    compare(one, other)

    assert time.process_time() - began < 1


def test_changes_are_said_as_well_as_colored():
    before, after = compare("in the <b>spring</b>", "in the fall")

    drawn = render_to_string("components/pieces.html", {"pieces": before}) + render_to_string("components/pieces.html", {"pieces": after})

    assert 'Removed: </span>&lt;b&gt;spring&lt;/b&gt;</del>' in drawn and "Added: </span>fall</ins>" in drawn
