"""A story whose author takes it back is gone from every page at once, and its address says so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from guide.models import Consent, GoneAddress, NotAgreed, StoryPage, consent
from tests import build
from tests.guide.consents import a_draft, a_yes, changed

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_story_taken_back_leaves_every_page_at_once(ana, settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    milestone = build.a_milestone()
    story = build.a_story("Forty people and one bus", milestones=[milestone])
    places = (story.address, "/stories/", milestone.address, "/")
    visitor = Client()
    before = [visitor.get(place).content.decode() for place in places]

    consent.withdraw(story, by=ana)

    after = [visitor.get(place) for place in places]
    assert [place for place, text in zip(places[:3], before, strict=False) if story.title not in text] == []
    assert [answer.status_code for answer in after] == [410, 200, 200, 200]
    assert [visitor.get(address).status_code for address in (f"/es{story.address}", "/es/stories/never-told/")] == [410, 404]
    assert [place for place, answer in zip(places, after, strict=True) if story.title in answer.content.decode()] == []
    assert "This story is no longer here." in after[0].content.decode()


def test_taking_back_ends_the_entries_and_is_on_record(ana):
    story = build.a_story()
    scheduled = changed(story, go_live_at=timezone.now() + timedelta(days=1))
    scheduled.publish()

    consent.withdraw(story, by=ana)
    consent.withdraw(story, by=ana)

    page = StoryPage.objects.get(pk=story.pk)
    assert not page.live and not page.scheduled_revision
    assert not page.consents.in_force().exists()
    assert list(PageLogEntry.objects.filter(page=page.pk, user=ana).values_list("action", flat=True).order_by("pk")) == ["wagtail.unpublish", consent.TAKEN_BACK]
    assert GoneAddress.objects.get().path == story.address


def test_a_draft_taken_back_leaves_no_address_behind(ana):
    story = a_draft()
    a_yes(story, ana)

    consent.withdraw(story, by=ana)

    assert not GoneAddress.objects.exists()
    assert Client().get(story.address).status_code == 404
    with pytest.raises(NotAgreed):
        story.latest_revision.publish()


def test_a_story_that_comes_back_with_a_new_yes_is_at_its_address_again(ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)
    a_yes(story, ana)

    story.get_latest_revision().publish()

    assert Client().get(story.address).status_code == 200
    assert not GoneAddress.objects.exists()


def test_on_the_schedule_it_is_still_gone(ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)
    a_yes(story, ana)

    changed(StoryPage.objects.get(pk=story.pk), go_live_at=timezone.now() + timedelta(days=1)).publish()

    assert Client().get(story.address).status_code == 410


def test_a_page_that_staff_delete_leaves_its_address_and_no_yes(ana):
    story, draft = build.a_story(), a_draft("Never published")
    for page in (story, draft):
        a_yes(page, ana)
        Page.objects.get(pk=page.pk).delete()

    assert [Client().get(page.address).status_code for page in (story, draft)] == [410, 404]
    assert Consent.objects.count() == 3 and not Consent.objects.in_force().exists()


def test_an_address_stays_gone_when_the_page_is_deleted(ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)

    Page.objects.get(pk=story.pk).delete()

    assert Client().get(story.address).status_code == 410
    assert Consent.objects.get().story_id is None
