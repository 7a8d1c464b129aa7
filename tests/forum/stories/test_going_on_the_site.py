"""A story and its page: published and taken down together, whoever presses, and never waiting for each other."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.letters.happenings import Happening
from forum.letters.models import Letter
from forum.stories import actions
from forum.stories.forgetting import forget_photos_taken_back
from forum.stories.models import Submission
from guide.models import Consent, Initiative, Place, StoryPage, consent
from moderation.promotion import promote
from tests import build
from tests.forum.stories import tales, writing
from tests.racing import at_once


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


def steps(story: Submission) -> list[tuple[str, str]]:
    return [(step.state, step.act) for step in story.steps.all()]


def stands(story: Submission) -> tuple[str, bool]:
    now = tales.fresh(story)
    return now.state, Page.objects.get(pk=now.page_id).live


@pytest.mark.django_db
def test_published_and_taken_down_and_published_again(ana, joan):
    story = tales.published(ana, joan)
    assert stands(story) == ("published", True)

    story.page.unpublish()
    assert stands(story) == ("accepted", False)
    StoryPage.objects.get(pk=story.page_id).latest_revision.publish()

    assert stands(story) == ("published", True)
    assert steps(story)[-3:] == [("published", ""), ("accepted", "taken_off"), ("published", "")]


def scheduled(story: Submission, at: datetime) -> Revision:
    page = StoryPage.objects.get(pk=story.page_id).get_latest_revision_as_object()
    page.go_live_at = at
    return page.save_revision()


@pytest.mark.django_db
def test_on_the_schedule_it_is_not_published_yet(ana, joan):
    """Wagtail sends the signal of publishing at both moments."""
    story = tales.agreed_to(ana, joan)
    revision = scheduled(story, timezone.now() + timedelta(hours=1))

    revision.publish()

    assert stands(story) == ("accepted", False)
    assert not Happening.objects.filter(kind="story-new").exists() and not Letter.objects.filter(kind="story-published").exists()
    due = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due, content=revision.content | {"go_live_at": due.isoformat()})
    call_command("publish_scheduled", verbosity=0)
    assert stands(story) == ("published", True)
    assert (Happening.objects.filter(kind="story-new").count(), Letter.objects.filter(kind="story-published").count()) == (1, 1)


@pytest.mark.django_db
def test_a_later_revision_is_no_second_publication(ana, joan):
    story = tales.published(ana, joan)
    page = tales.edited_in_the_cms(story, title="The desk")
    actions.say_yes(by=ana, story=story, revision_id=page.latest_revision_id)

    page.latest_revision.publish()

    assert [state for state, _act in steps(story)].count("published") == 2  # publishing, and the second yes


@pytest.mark.django_db
def test_taking_back_writes_one_step_and_leaves_nothing(ana, joan, client):
    story = tales.published(ana, joan)
    address = story.page.url
    assert client.get(address).status_code == 200

    actions.take_back(by=ana, story=story)
    actions.take_back(by=ana, story=story)

    assert steps(story)[-2:] == [("published", ""), ("taken_back", "")]
    assert stands(story) == ("taken_back", False)
    assert client.get(address).status_code == 410
    assert not Consent.objects.in_force().filter(story_id=story.page_id).exists()


@pytest.mark.django_db
def test_a_story_taken_back_is_not_agreed_to_again(ana, joan):
    """Not from a window that was open meanwhile either: that would let it be published."""
    story = tales.with_a_page(ana, joan)
    revision = story.page.latest_revision_id
    actions.take_back(by=ana, story=story)

    with pytest.raises(Overtaken, match="You took this story back"):
        actions.say_yes(by=ana, story=story, revision_id=revision)

    assert not Consent.objects.filter(story_id=story.page_id).exists()


@pytest.mark.django_db
def test_a_declined_story_is_not_published_by_its_old_yes(ana, joan):
    story = tales.agreed_to(ana, joan)

    actions.decline(by=joan, story=story, reason="A family asked us.")

    with pytest.raises(consent.NotAgreed):
        StoryPage.objects.get(pk=story.page_id).latest_revision.publish()


@pytest.mark.django_db
def test_a_published_story_is_not_declined(ana, joan):
    story = tales.published(ana, joan)

    with pytest.raises(Overtaken):
        actions.decline(by=joan, story=story, reason="Too long.")

    assert stands(story) == ("published", True)


@pytest.mark.django_db
def test_deleting_the_page_keeps_the_story(ana, joan):
    story = tales.published(ana, joan)

    story.page.delete()

    assert (tales.fresh(story).state, tales.fresh(story).page) == ("accepted", None)


@pytest.mark.django_db
def test_the_worker_settles_what_fell_out_of_step(ana, joan):
    gone, there, fine = tales.published(ana, joan), tales.published(ana, joan, title="Two"), tales.published(ana, joan, title="Three")
    Page.objects.filter(pk=gone.page_id).update(live=False)
    Submission.objects.filter(pk=there.pk).update(state="accepted")

    assert actions.settle_all() == 2

    assert [stands(story) for story in (gone, there, fine)] == [("accepted", False), ("published", True), ("published", True)]
    assert actions.settle_all() == 0


# ---------------------------------------------------------------- two at once


@pytest.mark.django_db(transaction=True)
def test_taking_back_while_all_stories_are_published_at_once(ana, joan):
    """An editor's bulk publishing holds page after page; each author takes theirs back meanwhile. Nobody waits for the other in a circle."""
    stories = [tales.agreed_to(ana, joan, title=f"Story {number}") for number in range(4)]

    def publish_all() -> None:
        with transaction.atomic():
            for story in stories:
                StoryPage.objects.get(pk=story.page_id).latest_revision.publish()

    took = [lambda story=story: actions.take_back(by=ana, story=story) for story in reversed(stories)]
    outcomes = at_once(publish_all, *took)

    assert outcomes[1:] == [None] * 4
    assert outcomes[0] is None or isinstance(outcomes[0], consent.NotAgreed)
    assert [stands(story) for story in stories] == [("taken_back", False)] * 4


@pytest.mark.django_db(transaction=True)
def test_whoever_publishes_does_not_wait_for_the_story(ana, joan):
    """Somebody has the story's row in hand: the page goes on the site all the same, and the story is settled when they let go."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time.")
    story = tales.agreed_to(ana, joan)
    is_held, is_public = threading.Event(), threading.Event()

    def publish() -> None:
        is_held.wait(60)
        with transaction.atomic():
            transaction.on_commit(is_public.set)
            story.page.latest_revision.publish()

    def hold() -> bool:
        with transaction.atomic():
            actions.lock(story)
            is_held.set()
            return is_public.wait(60)

    assert at_once(hold, publish) == [True, None]

    actions.settle_all()
    assert stands(story) == ("published", True)


@pytest.mark.django_db(transaction=True)
def test_two_yeses_are_one(ana, joan):
    story = tales.with_a_page(ana, joan)
    yes = lambda: actions.say_yes(by=ana, story=story, revision_id=story.page.latest_revision_id)  # noqa: E731

    assert at_once(yes, yes, yes) == [None] * 3

    assert Consent.objects.filter(story_id=story.page_id).count() == 1
    assert steps(story)[-1] == ("accepted", "said_yes") and steps(story)[-2] != ("accepted", "said_yes")


@pytest.mark.django_db(transaction=True)
def test_sending_and_deleting_and_recalling_at_once(ana):
    """Whatever comes first, the story is whole: gone before it was sent, or sent and perhaps back again."""
    story = tales.a_draft(ana)

    outcomes = at_once(
        lambda: actions.send(by=ana, story=story),
        lambda: actions.send(by=ana, story=story),
        lambda: actions.delete_draft(by=ana, story=story),
    )

    assert all(outcome is None or isinstance(outcome, Overtaken) or outcome.number == 1 for outcome in outcomes)
    assert not any(isinstance(outcome, OperationalError) for outcome in outcomes)
    left = Submission.objects.filter(pk=story.pk).first()
    assert left is None or (left.state, left.versions.count()) == ("with_editor", 1)


@pytest.mark.django_db(transaction=True)
def test_an_author_recalls_while_an_editor_opens(ana, joan):
    story = tales.sent(ana)

    recalled, _opened = at_once(lambda: actions.recall(by=ana, story=story), lambda: actions.open_for(by=joan, story=story))

    now = tales.fresh(story)
    assert (now.state, now.opened_at is None, isinstance(recalled, Overtaken)) in [("draft", True, False), ("with_editor", False, True)]


@pytest.mark.django_db
def test_questions_do_not_keep_the_title_of_a_story_taken_back(ana, ben, joan, client):
    story = tales.published(ana, joan)
    asked = build.a_question(ben, on=story.page)
    addresses = (asked.get_absolute_url(), "/questions/")
    before = [story.title in client.get(address).content.decode() for address in addresses]

    actions.take_back(by=ana, story=story)

    pages = [client.get(address).content.decode() for address in addresses]
    assert before == [True, True] and not any(story.title in page for page in pages)
    assert ["story that is no longer here" in page for page in pages] == [True, True]
    assert story.page.address not in "".join(pages)


@pytest.mark.django_db
def test_names_on_the_lists_go_with_the_story_they_came_with(ana, joan):
    build.the_story_index()
    story = tales.accepted(ana, joan, initiative="")
    Submission.objects.filter(pk=story.pk).update(initiative="The fund of Tim’s mother")
    page = promote(by=joan, submission=story)
    names = (page.place.pk, page.initiative.pk)

    actions.take_back(by=ana, story=tales.fresh(story))

    assert not Place.objects.filter(pk=names[0]).exists() and not Initiative.objects.filter(pk=names[1]).exists()
    left = StoryPage.objects.get(pk=page.pk)
    assert (left.place, left.get_latest_revision_as_object().initiative) == (None, None)


@pytest.mark.django_db
def test_names_that_another_page_uses_or_that_were_there_stay(ana, joan):
    build.the_story_index()
    known = Initiative.objects.create(name="Cradle to Career")
    story = tales.accepted(ana, joan)
    Submission.objects.filter(pk=story.pk).update(initiative="cradle to career")
    page = promote(by=joan, submission=story)
    build.a_milestone(body=[("video", {"place": page.place, "title": "A visit", "url": "", "transcript": ""})])

    actions.take_back(by=ana, story=tales.fresh(story))

    assert Place.objects.filter(pk=page.place_id).exists() and Initiative.objects.filter(pk=known.pk).exists()


@pytest.mark.django_db
def test_the_photos_of_a_story_taken_back_go_after_a_month(ana, joan, django_capture_on_commit_callbacks):
    story = writing.a_whole_draft(ana)
    photo = writing.a_photo(story)
    story.photos.update(alt="A desk", people="adults")
    actions.send(by=ana, story=story)
    actions.take_back(by=ana, story=story)
    early = forget_photos_taken_back()
    Submission.objects.update(state_at=timezone.now() - timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        late = forget_photos_taken_back()

    assert (early, late, story.photos.count(), photo.file.storage.exists(photo.file.name)) == (0, 1, 0, False)
    assert "212 children" in tales.fresh(story).going_on
