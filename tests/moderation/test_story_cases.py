"""A story at the desk: in the queue, read, compared, decided on, handed over; by those who may, and nobody else."""

from __future__ import annotations

import html

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from forum.stories import actions as stories
from forum.stories.models import Photo, StoryState, Submission
from forum.stories.parts import Part
from guide.models import StoryPage
from moderation import actions as posts
from moderation.models import Act, Decision, version_of_story
from moderation.promotion import promote
from moderation.story_actions import decide
from tests import build
from tests.moderation.conftest import a_photo, a_second_version, a_sent_story, a_written_story, acts, fresh, queries_of

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_case_asks_as_often_for_a_long_story_as_for_a_short_one(joan, ben, client_of):
    client = client_of(joan)
    short, long = a_sent_story(ben), a_written_story(ben, title="Long")
    for color in ("red", "green", "blue"):
        a_photo(long, color=color)
    stories.send(by=ben, story=long)
    for _round in range(3):
        a_second_version(long)
    for story in (short, long):
        client.get(reverse("moderation:story", args=[story.pk]))  # opens it

    assert queries_of(client, reverse("moderation:story", args=[long.pk])) <= queries_of(client, reverse("moderation:story", args=[short.pk]))


# ---------------------------------------------------------------- the case


def test_reading_it_opens_it_for_the_first_who_decides(joan, lee, eve, admin, client_of, sent):
    address = reverse("moderation:story", args=[sent.pk])
    assert client_of(eve).get(address).status_code == 200
    assert fresh(sent).can_be_recalled

    assert "Joan Pruitt is reading this." not in said(client_of(joan).get(address))
    assert "Joan Pruitt is reading this." in said(client_of(lee).get(address))

    assert (fresh(sent).editor, fresh(sent).can_be_recalled) == (joan, False)


def test_the_case_shows_what_is_needed_to_decide(joan, ben, client_of):
    story = a_written_story(ben)
    a_photo(story)
    a_photo(story, people=Photo.People.UNSURE, color="red")
    a_photo(story, people=Photo.People.CHILDREN, color="blue")
    stories.send(by=ben, story=story)
    a_second_version(story)

    page = said(client_of(joan).get(reverse("moderation:story", args=[story.pk])))

    for words in (
        "Story, version 2", "Tamarack County, WI", "0 published, 0 not used, 0 under way", "<strong>somebody</strong>", "Stage 1, Milestone 1",
        "Credit: My full name and role", "Photos described: 3 of 3", "1 photo: the author is not sure that everyone agreed",
        "1 photo shows children", "Who decided?", "The judge did.", "Ben Okafor sent version 2", "You began to read it",
        reverse("forum:story_photo", args=[story.pk, story.photos.first().pk]), "Compare with version 1",
    ):  # fmt: skip
        assert words in page, words


def test_what_an_author_is_changing_is_not_shown_until_it_is_sent(joan, ben, client_of, sent):
    decide(by=joan, story=sent, act=Act.ASKED_CHANGES, note="<p>Who?</p>")
    stories.save_part(by=ben, story=sent, part=Part.STORY, words={"title": "Not yet said", "did": "<p>Not yet meant.</p>"})
    place = {"city": "Not yet a city", "initiative": "Not yet an initiative", "milestones": [build.a_milestone("Not yet a milestone")], "functions": []}
    stories.save_part(by=ben, story=sent, part=Part.PLACE, words=place)
    stories.save_part(by=ben, story=sent, part=Part.PERMISSION, words={"credit": "none", "uses": []})

    page = said(client_of(joan).get(reverse("moderation:story", args=[sent.pk])))

    assert "Not yet" not in page
    for words in ("We put one desk in the county office.", "Stage 1, Milestone 1", "Initiative: Cradle to Career", "Credit: My full name and role"):
        assert words in page, words


@pytest.mark.parametrize("after", [None, Act.DECLINED])
def test_the_case_stands_beside_the_queue(ben, joan, client_of, sent, after):
    """Each child of the desk takes a place in its grid: the queue, then the case, decided or not."""
    if after:
        decide(by=joan, story=sent, act=after, reason="product")

    page = BeautifulSoup(client_of(joan).get(reverse("moderation:story", args=[sent.pk])).content, "html.parser")

    first, second, *_forms = page.select(".desk > *")
    assert ("queue" in first["class"], "case" in second["class"]) == (True, True)


def test_nothing_of_a_story_that_was_taken_back(joan, ben, client_of, sent):
    stories.take_back(by=ben, story=sent)

    page = said(client_of(joan).get(reverse("moderation:story", args=[sent.pk])))

    assert "Taken back by its author." in page
    assert sent.title not in page and "one desk" not in page
    assert client_of(joan).get(reverse("moderation:compare_story", args=[sent.pk])).status_code == 404


def test_undoing_is_offered_until_the_author_goes_on(joan, ben, client_of, sent):
    case, offered = reverse("moderation:story", args=[sent.pk]), "You can take it back for a minute."
    decide(by=joan, story=sent, act=Act.ASKED_CHANGES, note="<p>Who?</p>")
    assert offered in said(client_of(joan).get(case))

    stories.save_part(by=ben, story=sent, part=Part.STORY, words={"title": "The desk"})

    assert offered not in said(client_of(joan).get(case))


def test_a_draft_is_its_authors_alone(joan, client_of):
    own = a_written_story(joan)

    assert client_of(joan).get(reverse("moderation:story", args=[own.pk])).status_code == 404


def test_a_moderators_own_story_waits_for_someone_else(joan, client_of):
    own = a_sent_story(joan)
    client = client_of(joan)

    page = said(client.get(reverse("moderation:story", args=[own.pk])))

    assert "You wrote this yourself." in page and 'name="act"' not in page
    assert fresh(own).can_be_recalled
    answer = client.post(reverse("moderation:decide_story", args=[own.pk]), {"act": "accepted"})
    assert (answer.status_code, acts()) == (403, [])


def test_versions_beside_each_other(joan, client_of, sent):
    a_second_version(sent)
    address = reverse("moderation:compare_story", args=[sent.pk])

    page = said(client_of(joan).get(address))

    assert '<ins><span class="vh">Added: </span>' in page and "on Mondays." in page
    assert "1 change" in page and "Did not change: Title" in page
    answers = {odd: client_of(joan).get(address + odd).status_code for odd in ("?to=3", "?to=1", "?from=1&to=1", "?to=99999999999999999999", "?to=x")}
    assert answers == {"?to=3": 404, "?to=1": 404, "?from=1&to=1": 404, "?to=99999999999999999999": 200, "?to=x": 200}


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_a_story_that_cannot_be(joan, eve, client_of, number):
    client = client_of(joan)
    answers = [client.get(f"/desk/stories/{number}/{tail}").status_code for tail in ("", "compare/", "decide/")]

    assert [*answers, client_of(eve).get(f"/cms/stories/{number}/author/").status_code] == [404] * 4


def test_odd_words_in_the_address_of_the_desk(joan, client_of):
    client = client_of(joan)

    for odd in ("show=stories&after=1~999999999999999999~story~1", "after=1~1~story~999999999999999999", "decided=1-x-99999999999999999999", "show=mine"):
        assert client.get(f"/desk/?{odd}").status_code == 200


# ---------------------------------------------------------------- deciding


def decide_at(client, story: Submission, **words):
    return client.post(reverse("moderation:decide_story", args=[story.pk]), words)


def test_asking_for_changes_and_taking_it_back_on_the_page(joan, client_of, sent):
    client = client_of(joan)
    seen = version_of_story(sent, None)

    shown = decide_at(client, sent, act="asked_changes", note="Who decided?", seen=seen, preview="1")
    assert (shown.status_code, acts()) == (200, [])
    assert "What Ben Okafor will receive" in said(shown) and "Who decided?" in said(shown)

    done = client.post(reverse("moderation:decide_story", args=[sent.pk]), {"act": "asked_changes", "note": "Who decided?", "seen": seen}, follow=True)
    assert "Sent back with your note." in said(done) and "Ben Okafor hears of it in a minute." in said(done)

    undone = client.post("/desk/undo/", {"decision": Decision.objects.get().pk}, follow=True)
    assert "Undone. Nothing was sent." in said(undone)
    assert fresh(sent).state == StoryState.WITH_EDITOR


def test_what_a_decision_needs_is_said_before_it_is_missing(joan, client_of, sent):
    page = said(client_of(joan).get(reverse("moderation:decide_story", args=[sent.pk]) + "?act=asked_changes"))

    assert "Needed to decline." in page and "Needed to ask for changes." in page
    assert "(optional)" not in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"act": "declined", "note": "It is a plan."}, "Choose a reason"),
        ({"act": "declined", "reason": "note"}, "Write a note to the author"),
        ({"act": "declined", "reason": "mine"}, "Choose a reason from the list"),
        ({"act": "asked_changes"}, "Write a note to the author"),
        ({"act": "asked_changes", "note": "x" * 2001}, "Shorten your note to 2000 characters"),
        ({"act": "asked_changes", "note": "a" + "<" * 1990}, ""),
        ({"act": "kept"}, "Choose what to do"),
        ({}, "Choose what to do"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(joan, client_of, sent, words, sentence):
    answer = decide_at(client_of(joan), sent, **words)

    if sentence:
        assert answer.status_code == 422
        assert f">{sentence}</a>" in said(answer) and words.get("note", "") in said(answer)
        assert acts() == []
    else:
        assert answer.status_code == 302  # signs are words


def test_the_second_keeps_their_note_and_reads_who_was_first(joan, lee, client_of, sent):
    seen = version_of_story(sent, None)
    decide(by=joan, story=sent, act=Act.DECLINED, reason="told", seen=seen)

    answer = decide_at(client_of(lee), sent, act="asked_changes", note="Who decided?", seen=seen)

    assert answer.status_code == 409
    assert "Joan Pruitt declined this at" in said(answer) and "before your decision arrived. Nothing was sent twice." in said(answer)
    assert "Who decided?" in said(answer)


def test_promoting_on_the_page_and_pressing_again(joan, lee, client_of, accepted):
    first = client_of(joan).post(reverse("moderation:decide_story", args=[accepted.pk]), {"act": "promoted"}, follow=True)
    second = client_of(lee).post(reverse("moderation:decide_story", args=[accepted.pk]), {"act": "promoted"}, follow=True)

    assert "is a draft page now" in said(first)
    assert "Joan Pruitt made a page of this story at" in said(second)
    assert StoryPage.objects.count() == 1


def test_promoting_what_was_taken_back(ben, joan, client_of, accepted):
    stories.take_back(by=ben, story=accepted)

    answer = client_of(joan).post(reverse("moderation:decide_story", args=[accepted.pk]), {"act": "promoted"})

    assert answer.status_code == 409
    assert "No page was made: Ben Okafor has taken this story back." in said(answer)


# ---------------------------------------------------------------- in whose hands


def test_taking_over_and_giving_away(joan, lee, client_of, sent):
    stories.open_for(by=joan, story=sent)
    address = reverse("moderation:hand_over_story", args=[sent.pk])

    taken = client_of(lee).post(address, {"mine": "1", "from_whom": joan.pk}, follow=True)
    assert "You have this story in hand." in said(taken)
    late = client_of(joan).post(address, {"to": build.a_story_moderator("Ida Novak").pk, "from_whom": joan.pk})
    assert (late.status_code, "Lee Hart took this story a moment ago." in said(late)) == (409, True)
    nobody = client_of(lee).post(address, {"from_whom": lee.pk})
    assert (nobody.status_code, "Choose a person" in said(nobody)) == (422, True)

    given = client_of(lee).post(address, {"to": joan.pk, "from_whom": lee.pk}, follow=True)
    assert "Joan Pruitt has this story in hand now." in said(given)


def test_only_those_who_decide_can_have_it(joan, sam, ben, client_of, sent):
    for person in (sam, ben):
        assert client_of(joan).post(reverse("moderation:hand_over_story", args=[sent.pk]), {"to": person.pk}).status_code == 422


# ---------------------------------------------------------------- the log


def test_each_reads_the_log_of_what_they_moderate(joan, sam, admin, client_of, held, sent):
    posts.decide(by=sam, post=held, act=Act.APPROVED)
    decide(by=joan, story=sent, act=Act.DECLINED, reason="told")

    logs = {person: said(client_of(person).get("/desk/log/")) for person in (joan, sam, admin)}

    assert [sent.title in logs[person] for person in (joan, sam, admin)] == [True, False, True]
    assert [held.title in logs[person] for person in (joan, sam, admin)] == [False, True, True]
    assert "another author has told it already" in logs[joan]


def test_a_story_and_a_post_are_not_undone_together(admin, client_of, held, sent):
    both = [posts.decide(by=admin, post=held, act=Act.APPROVED).pk, decide(by=admin, story=sent, act=Act.ACCEPTED).pk]

    assert client_of(admin).post("/desk/undo/", {"decision": both}).status_code == 404


# ---------------------------------------------------------------- the author's yes


def test_asking_the_author_from_the_case(ben, joan, client_of, accepted):
    page = promote(by=joan, submission=accepted)
    address = reverse("moderation:ask_the_author", args=[accepted.pk])
    client = client_of(joan)
    assert "The author has not said yes to the latest version." in said(client.get(reverse("moderation:story", args=[accepted.pk])))

    old = page.latest_revision_id
    page.get_latest_revision_as_object().save_revision()
    late = client.post(address, {"revision": old})
    assert (late.status_code, "The page was changed since." in said(late)) == (409, True)
    asked = client.post(address, {"revision": fresh(page).latest_revision_id}, follow=True)
    assert "Ben Okafor is asked to read the final version." in said(asked)

    stories.say_not_yet(by=ben, story=accepted, words="<p>The judge is named twice.</p>")
    not_yet = said(client.get(reverse("moderation:story", args=[accepted.pk])))
    assert "Ben Okafor asks for a change before saying yes." in not_yet and "The judge is named twice." in not_yet
    stories.say_yes(by=ben, story=accepted, revision_id=fresh(page).latest_revision_id)
    assert "Ben Okafor said yes to the latest version." in said(client.get(reverse("moderation:story", args=[accepted.pk])))
