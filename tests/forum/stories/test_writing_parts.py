"""The parts of a story: what was typed is cleaned and kept, and what is missing is said."""

from __future__ import annotations

import re

import pytest

from guide.models import Function
from tests import build
from tests.forum.discussions.words import page_of, text_of
from tests.forum.stories.writing import STORY, TITLE, a_draft, a_photo, a_whole_draft, at, save, standing_on, stored, words_of

pytestmark = pytest.mark.django_db


def test_the_task_list_says_what_is_done_and_what_is_missing(client_of, ana):
    story = a_whole_draft(ana)
    a_photo(story)

    page = client_of(ana).get(at(story))

    assert "3 of 5 parts done" in text_of(page)
    states = re.findall(r"(Done|Needs something|Not started|Cannot start yet)", text_of(page))
    assert states == ["Done", "Done", "Needs something", "Done", "Cannot start yet"]


def test_words_are_cleaned_and_kept(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", **STORY)

    assert answer.headers["Location"] == f"{at(story, 'place')}?saved=story"
    assert words_of(story) == {
        "title": TITLE,
        "going_on": "<p>By October we had 212 children.</p><p>None of us knew.</p>",
        "did": "<p>We put <strong>one</strong> desk in the office.</p>",
        "changed": "<p>In spring the list had 131 names.</p>",
    }
    assert "We put **one** desk in the office." in page_of(client_of(ana).get(at(story, "story")))


def test_what_the_editor_sends_is_cleaned_too(client_of, ana):
    story = a_draft(ana)
    rich = {"going_on": '<div>By <strong>October</strong><br><br>we had<script>alert(1)</script> <a href="javascript:x" onclick="y">212</a></div>', "written_with": "rich"}

    save(client_of(ana), story, "story", **STORY | rich)

    assert words_of(story)["going_on"] == "<p>By <strong>October</strong></p><p>we hadalert(1) 212</p>"


def test_a_tag_typed_in_a_textarea_is_a_word(client_of, ana):
    story = a_draft(ana)

    save(client_of(ana), story, "story", **STORY | {"did": "We wrote <b>desk</b>."})

    assert words_of(story)["did"] == "<p>We wrote &lt;b&gt;desk&lt;/b&gt;.</p>"


def test_what_is_missing_is_said_twice_and_the_rest_is_kept(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", title=TITLE, going_on="By October.", did="  ", changed="")

    assert answer.status_code == 422 and "<title>Error:" in page_of(answer)
    assert [text_of(answer).count(words) for words in ("Say what you did", "Say what changed", "Give your story a title")] == [2, 2, 0]
    assert (stored(story).title, stored(story).going_on) == (TITLE, "<p>By October.</p>")


def test_unfinished_words_wait_for_another_day(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "story", title=TITLE, later="1")

    assert answer.headers["Location"] == f"{at(story)}?saved=story"
    assert f'data-clear-keep="story-{story.pk}-story"' in page_of(client_of(ana).get(answer.headers["Location"]))
    assert "Needs something" in text_of(client_of(ana).get(at(story)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": "x" * 141}, "Shorten the title to 140 characters"),
        ({"did": "x" * 40_001}, "Your story is longer than 40,000 characters"),
        ({"going_on": "y " * 10_000, "did": "x " * 15_000}, "Your story is longer than 40,000 characters"),
        ({"did": "<b>x</b>" * 2_001, "written_with": "rich"}, "more formatting in this than we can read"),
        ({"did": "ab\x00c"}, "a character in these words that we cannot read"),
        ({"did": "ab\ud800c".encode("utf-8", "surrogatepass")}, ""),
    ],
    ids=["long title", "long words", "long in all", "much formatting", "NUL", "half a character"],
)
def test_what_cannot_be_kept_is_said_and_shown_again(client_of, ana, typed, sentence):
    story, client = a_draft(ana), client_of(ana)
    save(client, story, "story", **STORY)

    answer = save(client, story, "story", **STORY | {"changed": "Now 120."} | typed)

    if not sentence:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert sentence in text_of(answer) and str(list(typed.values())[0])[:40].replace("\x00", "") in page_of(answer).replace("\x00", "")
    assert words_of(story)["changed"] == "<p>Now 120.</p>"
    assert client.post(at(story, "story"), standing_on(client, story, "story") | STORY | typed | {"later": "1"}).status_code == 422


def test_the_place_knows_what_the_profile_says(client_of):
    ana = build.a_member("Ana Ruiz", city="Tamarack County", state="Wisconsin")

    page = client_of(ana).get(at(a_draft(ana), "place"))

    assert 'value="Tamarack County"' in page_of(page)
    assert '<option value="WI" selected>' in page_of(page)


def test_a_place_is_kept(client_of, ana):
    story, milestone, function = a_draft(ana), build.a_milestone(), Function.objects.first()
    typed = {"city": " Tamarack   County ", "us_state": "WI", "initiative": "Desk One", "milestones": [milestone.pk], "functions": [function.pk]}

    answer = save(client_of(ana), story, "place", **typed)

    story = stored(story)
    assert answer.headers["Location"] == f"{at(story, 'photos')}?saved=place"
    assert (story.city, story.us_state, story.only_state, story.initiative) == ("Tamarack County", "WI", False, "Desk One")
    assert ([page.pk for page in story.milestones.all()], list(story.functions.all())) == ([milestone.pk], [function])


def test_only_the_state_needs_no_city(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "place", city="", us_state="WI", only_state="on", milestones=[build.a_milestone().pk])

    assert answer.status_code == 302
    assert stored(story).shown_place == "WI"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"us_state": ""}, "Choose your state"),
        ({"us_state": "XX"}, "Choose your state"),
        ({"city": ""}, "Name your city, town or county, or show only the state"),
        ({"milestones": []}, "Choose the milestone your story speaks to"),
        ({"milestones": ["1"]}, "One of these milestones is not there any more"),
        ({"milestones": ["x\x00"]}, "One of these milestones is not there any more"),
        ({"functions": ["999999"]}, "One of these is not there any more"),
        ({"functions": ["x"]}, "One of these is not there any more"),
    ],
)
def test_what_is_wrong_with_a_place_is_said(client_of, ana, typed, sentence):
    whole = {"city": "Tamarack County", "us_state": "WI", "milestones": [build.a_milestone().pk]}

    answer = save(client_of(ana), a_draft(ana), "place", **whole | typed)

    assert answer.status_code == 422
    assert text_of(answer).count(sentence) == 2


def test_three_milestones_are_enough(client_of, ana):
    story, four = a_draft(ana), [build.a_milestone(f"Milestone {number}").pk for number in range(4)]

    answer = save(client_of(ana), story, "place", city="Tamarack County", us_state="WI", milestones=four)

    assert (answer.status_code, text_of(answer).count("Choose up to three milestones")) == (422, 2)
    assert (stored(story).city, stored(story).milestones.count()) == ("Tamarack County", 0)
    assert len(re.findall(r'id="id_milestones_\d+" checked', answer.content.decode())) == 4


def test_each_credit_is_shown_as_readers_would_see_it(client_of):
    ana = build.a_member("Ana Ruiz", role="school social worker")
    story = a_whole_draft(ana)

    page = text_of(client_of(ana).get(at(story, "permission")))

    for words in ("My full name and role Ana Ruiz, school social worker", "My first name Ana", "My community only Tamarack County, WI", "Do not name me No name"):
        assert words in page


def test_without_the_site_nothing_can_be_sent_and_the_other_wishes_stay(client_of, ana):
    story = a_draft(ana)

    answer = save(client_of(ana), story, "permission", credit="none", uses=["print", "training"])

    assert (answer.status_code, text_of(answer).count("Say that we may publish it on this site")) == (422, 2)
    assert (stored(story).credit, stored(story).uses) == ("none", ["print", "training"])
    assert save(client_of(ana), story, "permission", credit="none", uses=["site", "print"]).headers["Location"].startswith(at(story, "check"))
