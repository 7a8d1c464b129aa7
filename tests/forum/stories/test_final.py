"""The final version: exactly what would stand on the site, and a yes to exactly that."""

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
from guide.models import Consent, GuideImage, Place, StoryPage, consent
from moderation.finals import Final
from moderation.promotion import promote
from tests import build
from tests.forum.discussions.words import hidden, page_of
from tests.forum.stories import tales

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


def at(story: Submission) -> str:
    return f"/my/stories/{story.pk}/final/"


def yes(client, story, **typed):
    """Pressed on the page as it was opened just now."""
    page = client.get(at(story))
    return client.post(at(story), {name: hidden(page, name) for name in ("revision", "digest")} | typed)


def in_force(story) -> list[Consent]:
    return list(Consent.objects.in_force().filter(story_id=story.page_id))


# ---------------------------------------------------------------- what is read


def test_it_shows_the_latest_revision_and_not_what_is_public(ana, joan, client_of):
    story = tales.published(ana, joan)
    place = Place.objects.create(city="Yakima", state="WA")
    tales.edited_in_the_cms(story, title="The desk that counted", lead="A county and a list.", credit_line="Ana, nurse", place=place)

    page = page_of(client_of(ana).get(at(story)))

    for words in ("The desk that counted", "A county and a list.", "Ana, nurse", "Yakima, WA", "In the spring the same list had 131 names."):
        assert words in page
    assert "You said yes to this version." not in page


def test_its_text_is_the_public_pages_text(ana, story, client_of, client):
    """Block for block: what the author reads is what stands on the site when they agree."""
    tales.edited_in_the_cms(story, body=[("prose", "<h3>What was going on</h3><p>One &amp; <b>two</b>.</p>"), ("quotation", {"text": "We sat there.", "speaker": "Ruth"})])
    read = page_of(client_of(ana).get(at(story)))
    yes(client_of(ana), story)
    StoryPage.objects.get(pk=story.page_id).latest_revision.publish()

    public = page_of(client.get(story.page.url))

    for words in ("<p>One & <b>two</b>.</p>", "We sat there.", "Ruth"):
        assert words in read and words in public


def test_it_is_compared_with_what_was_sent(ana, story, client_of):
    tales.edited_in_the_cms(story, title="The attendance desk somebody funded")

    page = page_of(client_of(ana).get(at(story)))

    assert "Removed: </span>nobody" in page and "Added: </span>somebody" in page


def test_a_promoted_story_says_what_its_author_sent(ana, joan, client_of):
    """Before an editor touches the page, the comparison finds no other text."""
    build.the_story_index()
    story = tales.accepted(ana, joan, did="<p>We put <strong>one</strong> desk there &amp; a <a href=\"https://example.org/\">phone</a>.</p><ul><li>One</li><li>Two</li></ul>")
    promote(by=joan, submission=story)

    page = page_of(client_of(ana).get(at(story)))

    compared = page[page.index("Compare it with what you sent") :]
    assert "<del>" not in compared and "<ins>" not in compared.replace("<ins>Underlined</ins>", "")


def test_pictures_that_are_held_are_shown_to_the_author_alone(ana, ben, story, client_of):
    picture = build.a_held_picture()
    tales.edited_in_the_cms(story, body=[("figure", {"image": picture, "alt": "Forty people beside a bus"})])

    page = client_of(ana).get(at(story)).content.decode()

    address = page.split('src="')[[part.startswith("/held/") for part in page.split('src="')].index(True)].split('"')[0]
    assert "Forty people beside a bus" in page
    assert client_of(ana).get(address).status_code == 200
    assert client_of(ben).get(address).status_code == 404
    actions.take_back(by=ana, story=story)
    assert client_of(ana).get(address).status_code == 404


def test_a_page_that_is_not_ready_says_so(ana, joan, client_of):
    story = tales.with_a_page(ana, joan)

    assert "The editor is still working on it." in page_of(client_of(ana).get(at(story)))


@pytest.mark.parametrize("turn", [tales.sent, tales.accepted, tales.not_used, tales.taken_back])
def test_where_there_is_nothing_to_agree_to_the_status_says_why(ana, joan, client_of, turn):
    story = turn(ana) if turn is tales.sent else turn(ana, joan)

    assert client_of(ana).get(at(story)).url == f"/my/stories/{story.pk}/"
    assert client_of(ana).post(at(story), {"revision": "1", "digest": "x"}).status_code == 409


# ---------------------------------------------------------------- yes


def test_a_yes_is_bound_to_what_was_read(ana, story, client_of):
    response = yes(client_of(ana), story)

    [entry] = in_force(story)
    assert response.url == f"/my/stories/{story.pk}/"
    assert (entry.content_digest, entry.given_by, entry.uses) == (tales.digest_of(story), ana, ["site"])
    story.page.latest_revision.publish()
    assert tales.fresh(story).state == "published"


def test_a_second_press_is_the_same_yes(ana, story, client_of):
    client = client_of(ana)
    page = client.get(at(story))
    pressed = {name: hidden(page, name) for name in ("revision", "digest")}

    assert [client.post(at(story), pressed).status_code for _press in range(2)] == [302, 302]

    assert len(in_force(story)) == 1
    assert "You said yes to this version." in page_of(client.get(at(story)))


def test_a_newer_revision_is_shown_instead(ana, story, client_of):
    client = client_of(ana)
    page = client.get(at(story))
    tales.edited_in_the_cms(story, title="Something the author never read")

    response = client.post(at(story), {name: hidden(page, name) for name in ("revision", "digest")})

    assert response.status_code == 409 and in_force(story) == []
    assert "The editor changed the text a moment ago." in page_of(response) and "Something the author never read" in page_of(response)


def test_a_revision_that_was_written_over_is_another(ana, story, client_of):
    """The CMS saves over its own revision while an editor types: the same number, other words."""
    client = client_of(ana)
    page = client.get(at(story))
    revision = story.page.latest_revision
    edited = revision.as_object()
    edited.title = "Something the author never read"
    edited.save_revision(overwrite_revision=revision)

    response = client.post(at(story), {name: hidden(page, name) for name in ("revision", "digest")})

    assert response.status_code == 409 and in_force(story) == []


def test_another_picture_under_the_same_name_is_another_version(ana, story, client_of):
    picture = build.a_held_picture()
    tales.edited_in_the_cms(story, body=[("figure", {"image": picture, "alt": "A bus"})])
    client = client_of(ana)
    page = client.get(at(story))
    GuideImage.objects.filter(pk=picture.pk).update(file_hash="0" * 40)

    assert client.post(at(story), {name: hidden(page, name) for name in ("revision", "digest")}).status_code == 409


@pytest.mark.parametrize("typed", [{}, {"revision": "99999999999999999999", "digest": "x"}, {"revision": "x"}])
def test_a_yes_to_nothing_is_none(ana, story, client_of, typed):
    assert client_of(ana).post(at(story), typed).status_code == 409
    assert in_force(story) == []


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
