"""The author's “not yet”: it reaches the editor in their words, and ends what they agreed to before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from forum.discussions import limits
from forum.discussions.actions import Overtaken
from forum.letters.models import Letter
from forum.stories import actions
from forum.stories.models import Note, Submission
from guide.models import StoryPage, consent
from moderation.finals import Final
from tests import build
from tests.forum.discussions.words import hidden, page_of
from tests.forum.stories import tales
from tests.forum.stories.test_final import at, in_force, yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


@pytest.fixture
def story(ana, joan) -> Submission:
    """Ana's, accepted, with its page prepared in the CMS and shown to her."""
    story = tales.with_a_page(ana, joan)
    actions.ask_for_the_yes(by=joan, story=story, revision=story.page.latest_revision)
    return tales.fresh(story)


# ---------------------------------------------------------------- not yet


def test_not_yet_reaches_the_editor_in_the_authors_words(ana, story, client_of):
    response = client_of(ana).post(at(story), {"not_yet": "1", "words": "It was **April**."})

    assert f'data-clear-keep="story-{story.pk}-final"' in page_of(client_of(ana).get(response.url))
    assert Note.objects.get(by=ana).words == "<p>It was <strong>April</strong>.</p>"
    assert "You asked for a change." in page_of(client_of(ana).get(response.url))


def test_not_yet_ends_a_yes_that_was_not_used(ana, story, client_of):
    yes(client_of(ana), story)

    client_of(ana).post(at(story), {"not_yet": "1", "words": "Wait, it was April."})

    assert in_force(story) == []
    with pytest.raises(consent.NotAgreed):
        story.page.latest_revision.publish()


def test_a_published_story_stays_while_its_author_asks_for_a_change(ana, joan, client_of):
    story = tales.published(ana, joan)

    client_of(ana).post(at(story), {"not_yet": "1", "words": "It was April."})

    assert tales.fresh(story).state == "published" and len(in_force(story)) == 1


def test_not_yet_wants_words(ana, story, client_of):
    response = client_of(ana).post(at(story), {"not_yet": "1", "words": "  "})

    assert response.status_code == 422 and "Say what should change before you can say yes" in page_of(response)


def test_an_editor_is_not_flooded(ana, story, client_of, monkeypatch):
    monkeypatch.setitem(limits.POSTS_PER_MEMBER, "most", 1)
    client = client_of(ana)
    client.post(at(story), {"not_yet": "1", "words": "One."})

    response = client.post(at(story), {"not_yet": "1", "words": "Another one."})

    assert response.status_code == 429 and int(response.headers["Retry-After"]) > 0
    assert "Another one." in page_of(response) and Note.objects.filter(by=ana).count() == 1


def test_who_has_to_pause_ends_the_yes_and_writes_to_nobody(ana, joan, story, client_of):
    yes(client_of(ana), story)
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))
    client = client_of(ana)

    assert "I do not agree to this version" in page_of(client.get(at(story)))
    response = client.post(at(story), {"not_yet": "1", "words": "You are fools."})

    assert response.status_code == 403 and "You are fools." in page_of(response)
    assert in_force(story) == [] and Note.objects.count() == 0
    assert "cannot write to you just now" in Letter.objects.filter(person=joan).latest("pk").text
    with pytest.raises(PermissionDenied):
        actions.say_not_yet(by=User.objects.get(pk=ana.pk), story=story, words="<p>You are fools.</p>")


def test_words_beside_a_yes_are_asked_about(ana, story, client_of):
    """Without script both buttons send the field: neither is guessed, and nothing typed is lost."""
    client = client_of(ana)

    response = yes(client, story, yes="1", words="It was April.")

    assert response.status_code == 422 and "you wrote what should change" in page_of(response) and "It was April." in page_of(response)
    assert in_force(story) == [] and Note.objects.count() == 0
    assert yes(client, story, yes="1", words=" ").status_code == 302 and len(in_force(story)) == 1


def test_words_beside_a_yes_that_comes_too_late_stay(ana, story, client_of):
    client = client_of(ana)
    page = client.get(at(story))
    actions.take_back(by=ana, story=story)

    response = client.post(at(story), {name: hidden(page, name) for name in ("revision", "digest")} | {"yes": "1", "words": "It was April."})

    assert response.status_code == 409 and "It was April." in page_of(response)


def test_who_has_to_pause_reads_their_words_beside_a_yes(ana, story, client_of):
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    response = yes(client_of(ana), story, yes="1", words="It was April.")

    assert response.status_code == 409 and "It was April." in page_of(response) and in_force(story) == []


def test_words_that_come_too_late_are_shown(ana, story, client_of):
    client = client_of(ana)
    actions.take_back(by=ana, story=story)

    response = client.post(at(story), {"not_yet": "1", "words": "It was April."})

    assert response.status_code == 409
    assert "You took this story back" in page_of(response) and "It was April." in page_of(response)


def test_words_of_a_session_that_ended_are_there_again(ana, story, client):
    response = client.post(at(story), {"not_yet": "1", "words": "It was April."})
    assert response.url.startswith("/accounts/login/?next=/my/stories/")

    client.force_login(ana)

    assert "It was April." in page_of(client.get(at(story)))


# ---------------------------------------------------------------- what a "not yet" ends


def says_yes(story: Submission) -> None:
    story = tales.fresh(story)
    actions.say_yes(by=story.author, story=story, revision_id=story.page.latest_revision_id)


def says_not_yet(story: Submission) -> None:
    story = tales.fresh(story)
    actions.say_not_yet(by=story.author, story=story, words="<p>There is a name in it.</p>")


def public_title(story: Submission) -> str:
    return StoryPage.objects.get(pk=story.page_id, live=True).title


def test_not_yet_ends_an_unused_yes_to_the_next_version_of_a_published_story(ana, joan):
    story = tales.published(ana, joan)
    tales.edited_in_the_cms(story, title="Version two")
    says_yes(story)
    assert Final(tales.fresh(story)).agreed

    says_not_yet(story)

    final = Final(tales.fresh(story))
    assert (final.agreed, final.not_yet.by, len(in_force(story))) == (False, ana, 1)
    with pytest.raises(consent.NotAgreed):
        tales.fresh(story).page.latest_revision.publish()
    assert public_title(story) == story.title


def test_not_yet_about_what_is_public_is_the_authors_word_until_they_say_yes(ana, joan, client_of):
    story = tales.published(ana, joan)
    says_not_yet(story)
    assert not Final(tales.fresh(story)).agreed
    assert "You said yes to this version." not in page_of(client_of(ana).get(at(story)))

    says_yes(story)

    assert Final(tales.fresh(story)).agreed


def test_after_not_yet_no_yes_is_carried_over(ana, joan, eve):
    story = tales.published(ana, joan)
    tales.edited_in_the_cms(story, title=story.title + ".")
    says_not_yet(story)
    actions.ask_for_the_yes(by=joan, story=tales.fresh(story), revision=tales.fresh(story).page.latest_revision)

    with pytest.raises(Overtaken, match="asked for a change"):
        actions.note_spelling_only(by=eve, story=tales.fresh(story), reason="a full stop")

    assert not Final(tales.fresh(story)).agreed_to_another


def test_what_was_replaced_does_not_come_back(ana, joan):
    story = tales.published(ana, joan)
    first = tales.fresh(story).page.latest_revision
    says_not_yet(story)
    tales.edited_in_the_cms(story, title="Without the name")
    says_yes(story)
    tales.fresh(story).page.latest_revision.publish()

    with pytest.raises(consent.NotAgreed):
        first.publish()

    assert public_title(story) == "Without the name"


def test_taken_off_the_site_after_not_yet_it_needs_a_new_yes(ana, joan):
    story = tales.published(ana, joan)
    says_not_yet(story)
    page = StoryPage.objects.get(pk=story.page_id)

    page.unpublish()

    assert in_force(story) == []
    with pytest.raises(consent.NotAgreed):
        page.latest_revision.publish()
