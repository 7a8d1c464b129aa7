"""Staff may carry a yes over what is spelling only, and nothing more."""

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from guide.models import Consent, ConsentKind, Function, Initiative, NotAgreed, Place, StoryPage, consent
from tests import build
from tests.guide.consents import SAID, a_draft, a_picture, a_yes, changed

pytestmark = pytest.mark.django_db


def test_spelling_carries_the_yes_over_with_its_reason_on_record(ana, eve):
    story = a_draft()
    a_yes(story, ana)
    revision = changed(story, title="The Bus")

    entry = consent.note_spelling_only(story, by=eve, reason="A capital letter")

    revision.publish()
    assert StoryPage.objects.get(pk=story.pk).title == "The Bus"
    assert (entry.given_by, entry.spelling_by, entry.spelling_reason, entry.kind) == (ana, eve, "A capital letter", ConsentKind.AUTHOR)
    assert PageLogEntry.objects.get(action=consent.SPELLING_ONLY).data["reason"] == "A capital letter"


def test_spelling_needs_a_yes_and_a_reason(ana, eve):
    story = a_draft()
    with pytest.raises(NotAgreed):
        consent.note_spelling_only(story, by=eve, reason="A capital letter")
    a_yes(story, ana)

    with pytest.raises(ValueError, match="reason"):
        consent.note_spelling_only(story, by=eve, reason=" ")

    assert Consent.objects.count() == 1


def test_spelling_does_not_outlast_the_consent_it_carries_over(ana, eve):
    story = a_draft()
    entry = a_yes(story, ana)
    Consent.objects.filter(pk=entry.pk).update(ends_on=timezone.localdate())

    assert consent.note_spelling_only(story, by=eve, reason="A comma").ends_on == timezone.localdate()


def another_initiative() -> Initiative:
    return Initiative.objects.create(name="The Smith family fund")


LONG = " ".join(f"On Saturday number {n} we met {n * 7} neighbors of street {n * 3} and came home late." for n in range(1, 60))


@pytest.mark.parametrize(
    "change",
    [
        lambda: {"title": "Quite another story"},
        lambda: {"body": [("prose", "<p>We stayed at home with the children of the Smith family.</p>")]},
        lambda: {"body": [*SAID, ("figure", {"image": a_picture(), "alt": ""})]},
        lambda: {"body": [("prose", '<p>We went on a <a href="https://elsewhere.example/">Saturday</a>.</p>')]},
        lambda: {"body": [("note", {"title": "", "body": "<p>We went on a Saturday.</p>"})]},
        lambda: {"credit_line": "Ana Ruiz"},
        lambda: {"place": Place.objects.create(state="WI")},
        lambda: {"initiative": another_initiative()},
        lambda: {"milestones": [build.a_milestone()]},
        lambda: {"functions": [Function.objects.first()]},
    ],
    ids=["title", "words", "picture", "link", "piece", "credit", "place", "initiative", "milestones", "functions"],
)
def test_more_than_spelling_is_not_carried_over(ana, eve, change):
    story = a_draft()
    a_yes(story, ana)
    changed(story, **change())

    with pytest.raises(NotAgreed, match="read the latest version"):
        consent.note_spelling_only(story, by=eve, reason="A comma")

    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("new", "carried"), [(LONG.replace("Saturday", "saturday"), True), (LONG + "Tim Smith was with us. " * 20, False)], ids=["small letters", "a paragraph"])
def test_in_a_long_story_the_letters_are_counted(ana, eve, new, carried):
    story = a_draft(body=[("prose", f"<p>{LONG}</p>")])
    a_yes(story, ana)
    changed(story, body=[("prose", f"<p>{new}</p>")])

    if carried:
        consent.note_spelling_only(story, by=eve, reason="Small letters")
    else:
        with pytest.raises(NotAgreed, match="Too many words"):
            consent.note_spelling_only(story, by=eve, reason="Small letters")


def test_small_changes_do_not_add_up(ana, eve):
    words = LONG[:800].split(" ")
    story = a_draft(body=[("prose", " ".join(words))])
    a_yes(story, ana)

    with pytest.raises(NotAgreed, match="Too many words"):
        for start in range(0, 100, 5):
            words[start : start + 5] = ["another"] * 5
            changed(story, body=[("prose", " ".join(words))])
            consent.note_spelling_only(story, by=eve, reason="A comma")

    assert 1 < Consent.objects.count() < 10
