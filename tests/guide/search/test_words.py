"""Words are found by their stems, whatever their ending, case or accents."""

import pytest

from guide.search.vocabulary import likeness, slips
from guide.search.words import words_of


def stems(text: str, language: str = "en") -> list[tuple[str, ...]]:
    return [word.stems for word in words_of(text, language)]


@pytest.mark.parametrize(("one", "other"), [("principals", "Principal’s"), ("FUNDED", "funding"), ("café", "CAFÉS"), ("ﬁnd", "finds"), ("bus", "buses"), ("child", "Children’s")])
def test_forms_of_a_word_have_the_same_stem(one, other):
    assert stems(one) == stems(other)


def test_a_word_with_a_hyphen_is_found_as_one_and_by_its_parts():
    assert stems("after-school roll-out") == [(*stems("afterschool")[0], *stems("after")[0], *stems("school")[0]), ("rollout", "roll")]


def test_small_words_are_left_out_in_their_own_language():
    assert stems("the school and para") == [("school",), ("para",)]
    assert stems("la escuela para and", "es") == [("escuel",), ("and",)]


def test_a_word_knows_where_it_stands():
    text = "Of the principal’s money."

    assert [text[word.start : word.end] for word in words_of(text, "en")] == ["principal’s", "money"]


def test_words_without_end_and_signs_cost_nothing():
    assert stems('"*" -- \\ & | ! : () \ud800') == []
    assert [len(stem) for stem in stems("a" * 100_000)[0]] == [40]


@pytest.mark.parametrize(("typed", "meant"), [("principels", "principals"), ("comittment", "commitment"), ("colaborative", "collaborative"), ("pirncipals", "principals")])
def test_a_slip_of_the_pen_leaves_something_in_common(typed, meant):
    assert slips(typed) & slips(meant) and likeness(typed, meant) > 0.8
