"""A translation of a story stands on the author's word too: it is published with an entry of its own, and leaves with the story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, PageLogEntry

from accounts.models import User
from guide import media_store
from guide.models import GoneAddress, GuideImage, NotAgreed, Place, StoryPage, consent, record_demonstration
from tests import build
from tests.forum.stories import tales
from tests.guide.consents import a_yes, is_live, translated
from tests.guide.search.reading import the_worker_reads, titles

pytestmark = pytest.mark.django_db

TITLE, EN_ESPAÑOL = "Forty people and one zeppelin", "Cuarenta personas y un dirigible"


@pytest.fixture
def story(ana) -> StoryPage:
    """Ana's, on the site with her photo, at a place that is on the list in her words."""
    milestone = build.a_milestone()
    place = Place.objects.create(city="Yakima", state="WA")
    page = StoryPage(title=TITLE, live=False, place=place, body=[("figure", {"image": build.a_held_picture(), "alt": "A zeppelin"})])
    build.the_story_index().add_child(instance=page)
    page.milestones = [milestone]
    page.save_revision()
    media_store.tie(page)
    Place.objects.filter(pk=place.pk).update(made_for=page.pk)
    a_yes(page, ana)
    page.get_latest_revision().publish()
    return StoryPage.objects.get(pk=page.pk)


@pytest.fixture
def spanish_list(story) -> None:
    for page, title in ((build.the_home(), "La guía"), (build.the_story_index(), "Historias del terreno")):
        translated(page, title).get_latest_revision().publish()


@pytest.fixture
def in_spanish(story, spanish_list) -> StoryPage:
    """A draft under the translated list."""
    return translated(story, EN_ESPAÑOL)


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


def test_the_yes_to_a_story_is_none_to_its_translation(in_spanish):
    with pytest.raises(NotAgreed, match="Nobody has agreed"):
        in_spanish.get_latest_revision().publish()

    assert not is_live(in_spanish)


def test_nobody_translates_their_own_story(eve, joan, client_of):
    own = tales.agreed_to(eve, joan).page
    for page in (build.the_home(), build.the_story_index()):
        translated(page, f"{page.title}, en español").get_latest_revision().publish()
    copy = translated(own, "El escritorio")
    record_demonstration(copy)

    assert client_of(eve).get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 302
    with pytest.raises(NotAgreed, match="You wrote this story yourself"):
        copy.get_latest_revision().publish(user=eve)


def test_a_translation_that_is_an_alias_stands_nowhere(story, spanish_list):
    with pytest.raises(NotAgreed, match="one address only"):
        CopyPageForTranslationAction(page=story, locale=Locale.objects.get(language_code="es"), alias=True).execute()

    assert story.get_translations().count() == 0


@pytest.mark.django_db(transaction=True)
def test_taken_back_it_is_gone_in_every_language(story, in_spanish, ana, settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    record_demonstration(in_spanish)
    in_spanish.get_latest_revision().publish()
    the_worker_reads()
    visitor, photo = Client(), GuideImage.objects.get().file.url
    places = ("/es/stories/", "/stories/", story.milestones.get().specific.address, "/feeds/stories/", "/feeds/stories/?language=es", "/sitemap.xml")
    before = visitor.get(in_spanish.address).content.decode(), visitor.get(places[0]).content.decode()
    found = [titles("zeppelin"), titles("dirigible", language="es")]

    consent.withdraw(story, by=ana)

    answers = [visitor.get(address) for address in (story.address, in_spanish.address, photo)]
    shown = {place: visitor.get(place).content.decode() for place in places}
    assert EN_ESPAÑOL in before[0] and EN_ESPAÑOL in before[1] and found == [[TITLE], [EN_ESPAÑOL]]
    assert [answer.status_code for answer in answers] == [410, 410, 404] and EN_ESPAÑOL not in answers[1].content.decode()
    assert [place for place, text in shown.items() if TITLE in text or EN_ESPAÑOL in text or in_spanish.address in text] == []
    assert titles("zeppelin") + titles("dirigible", language="es") == []


def test_taken_back_its_translation_is_not_published_again(story, in_spanish, ana):
    entry = record_demonstration(in_spanish)
    later = StoryPage.objects.get(pk=in_spanish.pk).get_latest_revision_as_object()
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision().publish()

    consent.withdraw(story, by=ana)
    consent.withdraw(story, by=ana)

    entry.refresh_from_db()
    fresh = StoryPage.objects.get(pk=in_spanish.pk)
    assert entry.withdrawn_at and not fresh.scheduled_revision
    assert PageLogEntry.objects.filter(page=in_spanish.pk, user=ana, action=consent.TAKEN_BACK).count() == 1
    assert list(GoneAddress.objects.values_list("path", flat=True)) == [story.address]
    with pytest.raises(NotAgreed):
        fresh.get_latest_revision().publish()


def test_the_authors_names_on_the_lists_go_though_a_translation_shows_them(story, in_spanish, ana):
    consent.withdraw(story, by=ana)

    assert not Place.objects.exists()
    assert StoryPage.objects.get(pk=in_spanish.pk).get_latest_revision_as_object().place is None
