"""A story is printed only where its consent covers print, and leaves the editions as soon as it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from guide.models import Consent, MilestonePage, StoryPage, Use
from guide.models.consent import content_digest, record_author_consent, withdraw
from guide.printing import making
from guide.printing.manuscript import write
from guide.printing.models import Edition
from tests import build
from tests.guide.printing.conftest import ask_for_everything, print_everything, the_edition
from tests.racing import at_once


@pytest.fixture
def story(db) -> StoryPage:
    return build.a_story("Forty people and one bus", lead="It began on a Saturday.")


@pytest.fixture
def telling(stage, story) -> MilestonePage:
    """A milestone that tells the story at a passage."""
    return build.a_milestone("Convene Innovators", stage=stage, body=[("prose", "<p>Words.</p>"), ("pull_story", {"story": story})])


def printed_words() -> str:
    ask_for_everything()
    return write(the_edition("stage")).html


def test_a_story_with_consent_for_print_is_printed(telling):
    html = printed_words()

    assert "Forty people and one bus" in html and "We went on a Saturday." in html


def test_a_story_agreed_to_for_the_site_alone_is_not(telling):
    Consent.objects.update(uses=[Use.SITE])

    assert "bus" not in printed_words()


def test_an_invented_story_is_not_printed_where_invented_stories_may_not_stand(telling, settings):
    settings.DEMONSTRATION_ALLOWED = False

    assert "bus" not in printed_words()


def test_an_authors_yes_counts_for_the_words_they_said_it_to(telling, story, ben):
    record_author_consent(story, by=ben, name_as_given="Ben", uses=[Use.SITE, Use.PRINT], digest=content_digest(story), wording="1")
    Consent.objects.exclude(kind="author").update(uses=[Use.SITE])
    assert "bus" in printed_words()

    Consent.objects.filter(kind="author").update(content_digest="of other words")

    assert "bus" not in printed_words()


def test_a_story_taken_back_leaves_the_editions_at_once(telling, story, bare_press, ben, client, django_capture_on_commit_callbacks):
    print_everything()
    files = [edition.file for edition in Edition.objects.telling(story.pk)]
    assert [edition.kind for edition in Edition.objects.made().exclude(stories=[]).in_order()] == ["guide", "stage"] and len(files) == 2

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(story, by=ben)

    assert not any(default_storage.exists(file) for file in files)
    assert client.get("/printed/stage-1.pdf").status_code == 404
    assert Edition.objects.due().count() == 2


def test_consent_that_ends_by_its_date_is_seen_by_the_worker(telling, bare_press, django_capture_on_commit_callbacks, monkeypatch):
    print_everything()
    file = the_edition("stage").file
    today = timezone.localdate()
    Consent.objects.update(ends_on=today)
    assert making.withdraw_what_may_not_be_printed() == 0

    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert making.withdraw_what_may_not_be_printed() == 2

    assert not default_storage.exists(file)
    assert "bus" not in write(the_edition("stage")).html


def test_a_story_taken_back_while_it_is_printed_is_not_kept(telling, story, monkeypatch, ben):
    def press(manuscript, *, progress):
        if story.pk in manuscript.stories and StoryPage.objects.get(pk=story.pk).live:
            withdraw(story, by=ben)
        return b"%PDF", 1

    monkeypatch.setattr(making, "the_press", lambda: press)
    ask_for_everything()
    making.print_what_is_due(me="a printer")

    assert not Edition.objects.exclude(stories=[]).exists()
    assert sorted(edition.kind for edition in Edition.objects.made()) == ["guide", "stages"]
    assert the_edition("stage").trouble == making.BECAME_UNPRINTABLE


@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_keeping_at_once_taking_back_wins(stage, bare_press, ben):
    story = build.a_story("Forty people and one bus")
    build.a_milestone("Convene Innovators", stage=stage, body=[("pull_story", {"story": story})])
    ask_for_everything()

    done = at_once(lambda: withdraw(StoryPage.objects.get(pk=story.pk), by=ben), lambda: making.print_what_is_due(me="a printer"))

    assert done == [None, 3]
    assert not StoryPage.objects.get(pk=story.pk).live
    assert not Edition.objects.made().exclude(stories=[]).exists()

