"""A photo that somebody gave for their story stands there and nowhere else, and leaves with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from guide import media_store
from guide.models import GuideImage, NotAgreed, StoryPage, consent, record_demonstration, record_earlier_publication
from tests import build

pytestmark = pytest.mark.django_db


def a_story_with_a_photo(*, live: bool = True) -> StoryPage:
    """As promotion makes it."""
    page = StoryPage(title="Ana’s story", live=False, body=shown(build.a_held_picture()))
    build.the_story_index().add_child(instance=page)
    media_store.tie(page)
    record_demonstration(page)
    page.save_revision()
    if live:
        page.get_latest_revision().publish()
    return StoryPage.objects.get(pk=page.pk)


def shown(picture: GuideImage) -> list:
    return [("prose", "<p>We went on a Saturday.</p>"), ("figure", {"image": picture, "alt": "A child"})]


def the_photo() -> GuideImage:
    return GuideImage.objects.get()


def with_the_photo(page: Page, **fields) -> Revision:
    """Another page's next version, with Ana's photo."""
    page = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    page.body = shown(the_photo())
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def a_printed_story() -> StoryPage:
    """Covered by the Coalition's own publication, whatever it says."""
    story = build.the_story_index().add_child(instance=StoryPage(title="Printed", live=False, body=[("prose", "<p>Long ago.</p>")]))
    record_earlier_publication(story)
    story.save_revision().publish()
    return story


@pytest.mark.parametrize("taken_back", [True, False])
@pytest.mark.parametrize("elsewhere", [a_printed_story, build.a_content_page, build.the_home], ids=["a story", "a page", "the home"])
def test_it_is_published_nowhere_else(elsewhere, taken_back):
    story, other = a_story_with_a_photo(), elsewhere()
    if taken_back:
        consent.withdraw(story, by=None)

    with pytest.raises(NotAgreed, match="may stand there alone"):
        with_the_photo(other).publish()

    assert the_photo().is_held is taken_back
    assert the_photo().pk not in media_store.pictures_in(type(other).objects.get(pk=other.pk).body)


def test_its_own_page_shows_it():
    story = a_story_with_a_photo()

    assert Client().get(the_photo().file.url).status_code == 200
    with_the_photo(story, lead="Forty people.").publish()
    assert StoryPage.objects.get(pk=story.pk).lead == "Forty people."


def test_the_second_column_of_the_home_is_looked_at_too():
    a_story_with_a_photo()
    home = build.the_home()
    home.learn_more = shown(the_photo())

    with pytest.raises(NotAgreed):
        home.save()


def test_the_cms_says_so_and_keeps_the_words(client_of, eve):
    a_story_with_a_photo()
    page = build.a_content_page("A page")
    piece = [("figure", {"image": the_photo().pk, "alt": "A bus", "caption": "", "long_description": "", "document": ""})]
    words = nested_form_data({"title": "A page", "slug": "a-page", "lead": "A new one.", "body": streamfield(piece), "action-publish": "on"})

    answer = client_of(eve).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), words, follow=True)

    page.refresh_from_db()
    assert "was given for a story" in answer.content.decode()
    assert (page.lead, page.get_latest_revision_as_object().lead) == ("", "A new one.")


def test_nor_among_many(client_of, eve):
    a_story_with_a_photo()
    page = build.a_content_page("A page")
    with_the_photo(page)
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}&next=/cms/pages/"

    answer = client_of(eve).post(many, {"include_descendants": ""}, follow=True)

    assert "None of the pages was published." in answer.content.decode()
    assert the_photo().pk not in media_store.pictures_in(type(page).objects.get(pk=page.pk).body)


def test_nor_by_the_schedule_and_the_rest_goes_on():
    a_story_with_a_photo()
    page, other = build.a_content_page("A page"), build.a_content_page("Another")
    revisions = [with_the_photo(page), other.save_revision()]
    due = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk__in=[revision.pk for revision in revisions]).update(approved_go_live_at=due)

    call_command("publish_scheduled", verbosity=0)

    assert the_photo().pk not in media_store.pictures_in(type(page).objects.get(pk=page.pk).body)
    assert PageLogEntry.objects.get(action=consent.HELD_BACK).page_id == page.pk
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_taken_back_it_is_private_whatever_still_names_it():
    story, page = a_story_with_a_photo(), build.a_content_page()
    address = the_photo().file.url
    ReferenceIndex.create_or_update_for_object(with_the_photo(page).as_object())  # a draft of a page on the site

    consent.withdraw(story, by=None)

    media_store.remove_left_files()
    assert (the_photo().is_held, Client().get(address).status_code) == (True, 404)


def test_taken_back_nobody_sees_it_and_a_month_later_it_is_gone(client_of, eve, django_capture_on_commit_callbacks):
    story = a_story_with_a_photo(live=False)
    before = client_of(eve).get(the_photo().file.url).status_code
    consent.withdraw(story, by=None)
    file, after = the_photo().file.name, client_of(eve).get(the_photo().file.url).status_code

    early = media_store.forget_taken_back()
    GuideImage.objects.update(taken_back_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        late = media_store.forget_taken_back()

    assert (before, after, early, late) == (200, 404, 0, 1)
    assert not GuideImage.objects.exists() and not default_storage.exists(file)
    assert client_of(eve).get(reverse("wagtailadmin_pages:view_draft", args=[story.pk])).status_code == 200


def test_given_again_it_is_shown_again(ana):
    story = a_story_with_a_photo()
    consent.withdraw(story, by=ana)
    record_demonstration(story)
    consent.record_author_consent(story, by=ana, name_as_given="Ana", uses=["site"], digest=consent.content_digest(story.get_latest_revision_as_object()), wording="1")

    story.get_latest_revision().publish()

    assert (the_photo().is_held, the_photo().taken_back_at) == (False, None)


def test_deleted_with_its_page():
    story = a_story_with_a_photo()

    Page.objects.get(pk=story.pk).delete()

    assert not GuideImage.objects.exists()
