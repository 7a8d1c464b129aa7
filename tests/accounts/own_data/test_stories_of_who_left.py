"""Published stories of somebody who leaves: asked about, kept with the name agreed to, or taken back."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from accounts import privacy
from accounts.models import User
from accounts.own_data import leaving
from guide.models import GuideImage, StoryPage, consent
from guide.models.consent import Consent
from tests import build
from tests.accounts.own_data.erasing import erase
from tests.accounts.own_data.everything import ADDRESS, NAME, SIGNS
from tests.accounts.own_data.traces import rows_that_name
from tests.accounts.security.people import proved
from tests.build import fresh
from tests.forum.stories import tales


def test_whoever_leaves_is_asked_about_published_stories(zoe, joan):
    tales.published(zoe, joan)
    client = proved(zoe)

    unsaid = client.post("/my/data/delete/", {"sure": "on"})
    client.post("/my/data/delete/", {"sure": "on", "stories": "keep"})

    assert unsaid.status_code == 422
    assert fresh(zoe).leaving == {"stories": "keep"}


def test_a_published_story_may_stay_with_the_name_agreed_to(zoe, joan):
    story = tales.published(zoe, joan)
    tales.edited_in_the_cms(story, lead=f"By {NAME}")

    erase(zoe, stories="keep")

    page = StoryPage.objects.get(pk=story.page_id)
    assert page.live and page.credit_line == NAME and page.revisions.count() == 1
    assert Consent.objects.in_force().get(story=page).name_as_given
    excepted = {"guide.StoryPage.credit_line", "guide.Consent.name_as_given", "wagtailcore.Revision.content", "search.Entry.context", "search.Entry.text"}
    assert rows_that_name(SIGNS, but=excepted) == []

    consent.withdraw(page, by=None)
    privacy.sweep()

    assert not Consent.objects.exclude(name_as_given="").exists(), "the exception ends with the story"


def test_a_published_story_may_be_taken_back(zoe, joan, eve, client_of, django_capture_on_commit_callbacks):
    story = tales.published(zoe, joan)
    address = story.page.address
    picture = build.a_held_picture()
    GuideImage.objects.filter(pk=picture.pk).update(of_story=story.page_id, credit=NAME)

    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe, stories="take_back")

    assert not StoryPage.objects.filter(pk=story.page_id).exists() and not GuideImage.objects.filter(pk=picture.pk).exists()
    assert client_of(eve).get(address).status_code == 410
    assert [path.name for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT) for path in Path(root).rglob("*") if path.is_file()] == [str(zoe.pk)]
    assert fresh(story).state == "taken_back" and fresh(story).title == ""
    assert rows_that_name(SIGNS, but=set()) == []


def test_after_a_restore_they_are_erased_again_as_they_chose(zoe, joan):
    story = tales.published(zoe, joan)
    pk = erase(zoe, stories="keep").pk
    User.objects.filter(pk=pk).update(erased_at=None, display_name=NAME, email=ADDRESS, is_active=True, is_coalition_staff=True, is_superuser=True)  # as an older backup has it

    assert leaving.erase_again() == 1
    assert User.objects.get(pk=pk).display_name == "" and StoryPage.objects.get(pk=story.page_id).live
    assert leaving.erase_again() == 0
