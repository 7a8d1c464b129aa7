"""The final version: exactly what would stand on the site, and a yes to exactly that."""

from __future__ import annotations


import pytest

from accounts.models import User
from forum.stories import actions
from forum.stories.models import Submission
from guide.models import Consent, GuideImage, Place, StoryPage
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
