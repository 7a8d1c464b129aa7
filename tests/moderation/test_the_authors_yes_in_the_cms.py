"""An editor sees in the CMS how far a story's author is, asks them to read it, and says what is spelling only."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from forum.letters.models import Letter
from forum.stories import actions as stories
from guide.models import NotAgreed, StoryPage
from guide.models.consent import why_not_publishable
from moderation.promotion import promote
from tests import build
from tests.forum.stories import tales
from tests.moderation.conftest import fresh, letters_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(joan, accepted) -> StoryPage:
    """Ben's story, a draft page now."""
    return promote(by=joan, submission=accepted)


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def yes_of(page: StoryPage) -> str:
    return reverse("moderation_cms:authors_yes", args=[page.pk])


def latest(page: StoryPage) -> int:
    return fresh(page).latest_revision_id


def test_the_editor_meets_the_state_and_the_way_to_the_case(eve, client_of, accepted, page):
    client = client_of(eve)

    editing = said(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    other = said(client.get(reverse("wagtailadmin_pages:edit", args=[build.a_story().pk])))

    assert "The author has not said yes to the latest version." in editing
    assert reverse("moderation:story", args=[accepted.pk]) in editing and yes_of(page) in editing
    assert "said yes" not in other and "/author/" not in other


def test_asking_the_author_to_read_it(ben, eve, client_of, accepted, page):
    client = client_of(eve)

    asked = client.post(yes_of(page), {"ask": "1", "revision": latest(page)}, follow=True)
    again = client.post(yes_of(page), {"ask": "1", "revision": latest(page)}, follow=True)

    assert "Ben Okafor is asked to read the final version." in said(asked)
    assert "There is no answer yet." in said(again)
    assert letters_to(ben).count("story-final") == 1
    stories.say_yes(by=ben, story=accepted, revision_id=latest(page))
    assert "Ben Okafor said yes to the latest version." in said(client.get(yes_of(page)))


def test_a_version_that_nobody_looked_at_is_not_sent(ben, eve, client_of, page):
    old = latest(page)
    tales.edited_in_the_cms(fresh(page).submission, title="Another title")

    answer = client_of(eve).post(yes_of(page), {"ask": "1", "revision": old})

    assert (answer.status_code, "The page was changed since." in said(answer)) == (409, True)
    assert "story-final" not in letters_to(ben)


def test_spelling_only_carries_the_yes_over_and_tells_the_author(ben, eve, client_of, accepted, page):
    stories.say_yes(by=ben, story=accepted, revision_id=latest(page))
    tales.edited_in_the_cms(fresh(accepted), title="The attendance desk that nobody funded")
    client = client_of(eve)
    assert why_not_publishable(fresh(page).get_latest_revision_as_object())

    empty = client.post(yes_of(page), {"spelling": "1", "reason": " ", "revision": latest(page)})
    assert (empty.status_code, "Say what changed" in said(empty)) == (422, True)
    done = client.post(yes_of(page), {"spelling": "1", "reason": "“that” was missing", "revision": latest(page)}, follow=True)

    assert "Noted. Ben Okafor is told what changed and why." in said(done)
    assert why_not_publishable(fresh(page).get_latest_revision_as_object()) == ""
    assert "“that” was missing" in Letter.objects.due().filter(person=ben).latest("id").text
    assert PageLogEntry.objects.get(page=page.pk, action="guide.spelling_only").data["reason"] == "“that” was missing"


def test_spelling_only_before_any_yes(eve, client_of, page):
    answer = client_of(eve).post(yes_of(page), {"spelling": "1", "reason": "A comma", "revision": latest(page)})

    assert (answer.status_code, "The author has not said yes yet" in said(answer)) == (409, True)


def test_taken_back_meanwhile(ben, eve, client_of, accepted, page):
    stories.take_back(by=ben, story=accepted)

    answer = client_of(eve).post(yes_of(page), {"ask": "1", "revision": latest(page)})

    assert answer.status_code == 409 and "took this story back" in said(answer)
    assert "story-final" not in letters_to(ben)


def test_it_is_published_after_the_yes_and_not_before(ben, eve, client_of, accepted, page):
    client = client_of(eve)
    client.post(yes_of(page), {"ask": "1", "revision": latest(page)})
    with pytest.raises(NotAgreed):
        fresh(page).latest_revision.publish(user=eve)

    stories.say_yes(by=ben, story=accepted, revision_id=latest(page))
    fresh(page).latest_revision.publish(user=eve)

    assert (fresh(page).live, fresh(accepted).state) == (True, "published")
    assert "It stands on the site." in said(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))


def test_who_comes_in(joan, eve, admin, sam, ben, client_of, page):
    answers = {person.display_name: client_of(person).get(yes_of(page)).status_code for person in (joan, eve, admin, sam, ben)}

    assert answers == {"Joan Pruitt": 302, "Eve Marsh": 200, "Ada Moore": 200, "Sam Haddad": 302, "Ben Okafor": 302}
    assert client_of(eve).get(yes_of(build.a_story())).status_code == 404


def test_an_editor_prepares_nobody_of_their_own(eve, joan, client_of):
    own = tales.with_a_page(eve, joan)

    assert client_of(eve).get(yes_of(own.page)).status_code == 302  # Wagtail sends those who may not to its home


def test_nobody_edits_or_publishes_the_page_of_their_own_story(eve, joan, client_of):
    own = tales.agreed_to(eve, joan)
    other = build.an_editor("Kit Dunn")
    edit = reverse("wagtailadmin_pages:edit", args=[own.page_id])
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={own.page_id}&next=/cms/"

    answer = client_of(eve).get(edit, follow=True)
    client_of(eve).post(edit, {"title": "Quite another text", "action-publish": "1"})
    client_of(eve).post(many, {"include_descendants": ""})
    with pytest.raises(NotAgreed, match="You wrote this story yourself"):
        own.page.latest_revision.publish(user=eve)

    assert "You wrote this story yourself" in said(answer) or "do not have permission" in said(answer)
    assert (fresh(own.page).live, fresh(own.page).latest_revision_id) == (False, own.page.latest_revision_id)
    assert client_of(other).get(edit).status_code == 200
    fresh(own.page).latest_revision.publish(user=other)
    assert fresh(own.page).live


def test_the_history_names_the_story_by_its_number(joan, admin, client_of, accepted, page):
    history = said(client_of(admin).get(f"/cms/pages/{page.pk}/history/"))

    assert f"Made this page of story {accepted.pk}" in history
