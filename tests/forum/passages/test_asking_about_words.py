"""Asking about certain words of a passage: from selected words, from a list without script, and through a draft that lies for days."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from forum.discussions.models import Draft, Question
from forum.discussions.wording import about, opened
from forum.passages.finding import EARLIER
from forum.passages.models import Anchor
from tests import build
from tests.forum.discussions.words import check, page_of, sign_in, text_of
from tests.forum.passages.test_reanchoring import HEADINGS, rewrite

TITLE = "Who drives on Saturdays?"
LINE = "What to do about bring principals in early"


@pytest.fixture
def milestone(db):
    return build.a_milestone(prompts=HEADINGS)


def first_step(client: Client, milestone, **more):
    return client.get("/ask/", {"page": milestone.pk, "passage": milestone.body[0].id, **more})


def choices(answer) -> list[tuple[str, str, bool]]:
    """Sealed value, words, whether chosen."""
    found = re.findall(r'<input type="radio" name="anchor" value="([^"]+)" id="\w+"( checked)?><label[^>]*>(.*?)</label>', page_of(answer))
    return [(unescape(sealed), unescape(words), bool(checked)) for sealed, checked, words in found]


def begun(client: Client, milestone, sealed: str) -> Draft:
    client.post("/ask/", {"title": TITLE, "page": milestone.pk, "passage": milestone.body[0].id, "anchor": sealed, "looked": "1"})
    draft = Draft.objects.get(posted_question=None)
    client.post(f"/ask/{draft.key}/details/", {"details": "", "where": "here"})
    return draft


def test_every_line_of_the_passage_can_be_chosen_without_script(client_of, ana, milestone):
    client = client_of(ana)
    offered = choices(first_step(client, milestone))
    assert [(words, chosen) for _sealed, words, chosen in offered] == [("The whole passage", True), (LINE, False)]

    draft = begun(client, milestone, offered[1][0])
    seen = text_of(client.get(check(draft.key)))
    client.post(check(draft.key))

    assert f"Asked about the passage {HEADINGS[0]} {LINE}" in seen
    assert (Anchor.objects.get().words, Question.objects.get().passage) == (LINE, milestone.body[0].id)


def test_selected_words_are_chosen_already(client_of, ana, milestone):
    offered = choices(first_step(client_of(ana), milestone, quote="do about bring princ"))

    assert [(words, chosen) for _sealed, words, chosen in offered] == [("The whole passage", False), ("do about bring principals", True)]


def test_a_long_line_is_offered_sentence_by_sentence(client_of, ana, milestone):
    rewrite(milestone, body="<p>Put a large sheet on the wall with three circles: who can say yes or no, and who would do the work. ¿Quién decide? Write names, not agencies, e.g. a driver. Then 2 of you call.</p><ul><li>One. Two.</li></ul>")

    offered = choices(first_step(client_of(ana), milestone))

    words = [words for _sealed, words, _chosen in offered]
    assert words == ["The whole passage", "Put a large sheet on the wall with three circles: who can say yes or no, and who would do the work", "Quién decide", "Write names, not agencies, e.g. a driver", "Then 2 of you call", "One. Two"]


@pytest.mark.parametrize("quote", ["The Coalition says that this is nonsense", "<b>", "x" * 5000, "do"])
def test_nobody_puts_words_into_the_guides_mouth(client_of, ana, milestone, quote):
    offered = choices(first_step(client_of(ana), milestone, quote=quote))

    assert [(words, chosen) for _sealed, words, chosen in offered] == [("The whole passage", True), (LINE, False)]


@pytest.mark.parametrize("spoil", [lambda sealed: sealed[:-1], lambda sealed: "", lambda sealed: "nonsense:" + sealed, lambda sealed: "x" * 9000])
def test_what_no_form_of_ours_sealed_is_about_the_whole_passage(client_of, ana, milestone, spoil):
    client = client_of(ana)
    draft = begun(client, milestone, spoil(choices(first_step(client, milestone))[1][0]))

    client.post(check(draft.key))

    assert (Anchor.objects.get().words, Question.objects.get().passage_heading) == ("", HEADINGS[0])


def test_a_choice_from_another_page_counts_for_nothing(client_of, ana, milestone):
    sealed = choices(first_step(client_of(ana), milestone))[1][0]
    other = build.a_milestone("Share the work")

    assert opened(sealed).page == milestone.pk
    assert about(other, other.body[0].id, sealed).words == ""
    assert about(other, "", sealed) is None


def test_words_that_go_while_a_draft_lies_are_kept_with_it(client_of, ana, milestone):
    client = client_of(ana)
    draft = begun(client, milestone, choices(first_step(client, milestone))[1][0])
    rewrite(milestone)

    again = client.get("/ask/", {"draft": draft.key})
    client.post(check(draft.key))

    question = Question.objects.get()
    assert HEADINGS[0] in text_of(again)
    assert (question.passage, question.passage_heading, Anchor.objects.get().words) == (EARLIER, HEADINGS[0], LINE)


def test_a_stranger_keeps_the_words_through_signing_in(client, ana, milestone):
    draft = begun(client, milestone, choices(first_step(client, milestone, quote="about bring principals"))[1][0])

    client.post(check(draft.key))
    sign_in(client, ana.email)
    client.post(check(draft.key))

    assert Anchor.objects.get().words == "about bring principals"


def test_who_asks_elsewhere_is_seen_to_have_read_the_words(client_of, ana, milestone):
    client, other = client_of(ana), build.a_milestone("Share the work")
    draft = begun(client, milestone, choices(first_step(client, milestone))[1][0])
    client.post(f"/ask/{draft.key}/details/", {"details": "", "where": "other", "other_page": other.pk})

    client.post(check(draft.key))

    question = Question.objects.get()
    assert (question.page.pk, question.passage, question.came_from_heading, Anchor.objects.count()) == (other.pk, "", LINE, 0)
