"""A page's own publishing asks for consent, whichever way leads onto the site."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from guide.models import Consent, NotAgreed, StoryPage, consent
from tests import build
from tests.guide.consents import SAID, a_draft, a_yes, changed, is_live

pytestmark = pytest.mark.django_db


def test_a_draft_is_free():
    story = a_draft()

    changed(story, title="Another title")
    story.save()
    copy = story.copy(update_attrs={"slug": "copy"})

    assert not is_live(story) and not is_live(copy)


def test_what_the_author_agreed_to_is_published(ana):
    story = a_draft()
    a_yes(story, ana)

    story.latest_revision.publish()

    assert is_live(story)
    assert Client().get(story.address).status_code == 200


WAYS = {
    "revision": lambda story: story.latest_revision.publish(),
    "page": lambda story: story.publish(story.latest_revision),
    "save": lambda story: set_live(story).save(),
    "save without checks": lambda story: set_live(story).save(clean=False),
    "only live": lambda story: set_live(story).save(update_fields=["live"]),
    "for a later day": lambda story: later(story).publish(),
    "add a child": lambda story: build.the_story_index().add_child(instance=StoryPage(title="New", live=True, body=SAID)),
}


def set_live(story):
    story.live = True
    return story


def later(story):
    return changed(story, go_live_at=timezone.now() + timedelta(days=2))


@pytest.mark.parametrize("way", WAYS)
def test_without_a_yes_no_way_leads_onto_the_site(way):
    story = a_draft()

    with pytest.raises(NotAgreed):
        WAYS[way](story)

    assert not StoryPage.objects.live().exists()
    assert not story.revisions.exclude(approved_go_live_at=None).exists()


@pytest.mark.parametrize("way", ["revision", "save"])
def test_a_yes_to_another_version_is_none(way, ana):
    story = a_draft()
    a_yes(story, ana)
    story = changed(story, title="Another title").as_object()
    story.save()

    with pytest.raises(NotAgreed, match="another version"):
        WAYS[way](story)

    assert not is_live(story)


def test_a_live_story_keeps_its_agreed_words_until_the_author_agrees_to_others(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    later = changed(story, title="Another title")

    with pytest.raises(NotAgreed):
        later.publish()

    assert StoryPage.objects.get(pk=story.pk).title == "The bus"
    a_yes(story, ana)
    later.publish()
    assert StoryPage.objects.get(pk=story.pk).title == "Another title"


def test_an_earlier_version_that_was_agreed_to_may_come_back(ana):
    story = a_draft()
    a_yes(story, ana)
    first = story.latest_revision
    first.publish()
    changed(story, title="Another title")

    back = first.as_object().save_revision(previous_revision=first)
    back.publish(previous_revision=first)

    assert is_live(story)


def test_a_version_that_a_newer_yes_replaced_on_the_site_does_not(ana):
    """What was asked to be changed would be back otherwise, without a word to the author."""
    story = a_draft()
    first_yes = a_yes(story, ana)
    first = story.latest_revision
    first.publish()
    second = changed(story, title="Another title")
    a_yes(story, ana)
    assert first_yes in Consent.objects.in_force()  # until then it covers what stands there

    second.publish()

    assert list(Consent.objects.in_force().values_list("content_digest", flat=True)) == [consent.content_digest(StoryPage.objects.get(pk=story.pk))]
    with pytest.raises(NotAgreed):
        first.publish()


def test_a_yes_to_what_is_still_to_come_outlasts_a_publication(ana):
    story = a_draft()
    a_yes(story, ana)
    now = story.latest_revision
    later = changed(story, title="Another title")
    a_yes(story, ana)

    now.publish()
    later.publish()

    assert StoryPage.objects.get(pk=story.pk).title == "Another title"


def test_a_copy_is_not_covered_by_the_yes_to_the_first(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    story.refresh_from_db()

    with pytest.raises(NotAgreed), transaction.atomic():
        story.copy(update_attrs={"slug": "again"}, keep_live=True)

    assert StoryPage.objects.count() == 1


@pytest.mark.parametrize("published", [True, False])
def test_a_story_has_no_alias(ana, published):
    story = a_draft()
    a_yes(story, ana)
    if published:
        story.latest_revision.publish()
    story.refresh_from_db()

    with pytest.raises(NotAgreed, match="one address"), transaction.atomic():
        story.create_alias(update_slug="alias")

    assert StoryPage.objects.count() == 1


def test_moving_a_published_story_asks_for_nothing_new(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    second = build.a_story("Second")

    StoryPage.objects.get(pk=story.pk).move(second, "right")

    assert is_live(story)
    assert [page.pk for page in build.the_story_index().get_children().live()] == [second.pk, story.pk]


def test_the_schedule_passes_over_what_nobody_agreed_to_and_goes_on(caplog, ana):
    held, agreed, plain = a_draft("Held"), a_draft("Agreed"), build.a_content_page("Plain")
    revisions = [changed(page, go_live_at=timezone.now() + timedelta(hours=1)) for page in (held, agreed, plain)]
    for story in (held, agreed):
        a_yes(story, ana)
    for revision in revisions:
        revision.publish()
    Consent.objects.filter(story=held).update(withdrawn_at=timezone.now())
    type(revisions[0]).objects.filter(pk__in=[revision.pk for revision in revisions]).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for revision in revisions:
        type(revision).objects.filter(pk=revision.pk).update(content=revision.content | {"go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()})

    with caplog.at_level(logging.WARNING):
        call_command("publish_scheduled", verbosity=0)

    assert (is_live(held), is_live(agreed), is_live(plain)) == (False, True, True)
    assert "“Held”" in caplog.text and "Nobody has agreed" in caplog.text
    assert PageLogEntry.objects.get(action=consent.HELD_BACK).page_id == held.pk
    caplog.clear()
    call_command("publish_scheduled", verbosity=0)
    assert caplog.text == ""
