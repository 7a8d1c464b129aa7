"""A story on the desk, as a moderator works: read, ask for changes, compare, accept, make a page, ask for the author's yes. Every screen held to the bars."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from accounts.models import User
from forum.stories import actions as stories
from forum.stories.models import Photo, StoryState, Submission
from forum.stories.parts import Part
from guide.models import StoryPage
from moderation.models import Act
from moderation.promotion import promote
from moderation.story_actions import decide
from tests import build
from tests.browsing import axe, hold_to_the_bars
from tests.moderation.conftest import a_photo, a_sent_story, a_written_story, fresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "The attendance desk nobody funded"


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


@pytest.fixture
def story(ben) -> Submission:
    """With two photos, one of which its author is not sure about; on the desk."""
    build.the_story_index()
    told = a_written_story(ben)
    a_photo(told)
    a_photo(told, alt="The Monday list", people=Photo.People.UNSURE, color="maroon")
    stories.send(by=ben, story=told)
    return fresh(told)


def send_again(story: Submission) -> None:
    """The author changes a word and answers the note."""
    words = {"did": "<p>We put one desk in the county office, on Mondays.</p>"}
    stories.save_part(by=story.author, story=story, part=Part.STORY, words=words)
    stories.send(by=story.author, story=story, reply="<p>The presiding judge suggested it.</p>")


def bar(page: Page):
    return page.get_by_role("group", name="Decision")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_queue_to_a_page(page_of, joan, story, script):
    page = page_of(joan, java_script_enabled=script)
    page.goto("/desk/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("1 photo: the author is not sure that everyone agreed.")).to_be_visible()

    bar(page).get_by_role("link", name="Ask for changes").click()
    page.get_by_role("button", name="Send to Ben Okafor").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label(re.compile("^Note to the author")).fill("The Monday desk is the heart of it.\n\n1. Who decided?")
    page.get_by_role("button", name="Show me the letter first").click()
    expect(page.get_by_role("complementary", name="What Ben Okafor will receive")).to_contain_text("Who decided?")
    page.get_by_role("button", name="Send to Ben Okafor").click()
    expect(page.get_by_text("Sent back with your note.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. Nothing was sent.")).to_be_visible()
    bar(page).get_by_role("link", name="Ask for changes").click()
    page.get_by_label(re.compile("^Note to the author")).fill("Who decided?")
    page.get_by_role("button", name="Send to Ben Okafor").click()
    expect(page.get_by_text("Sent back with your note.")).to_be_visible()

    send_again(story)
    page.goto("/desk/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("The presiding judge suggested it.")).to_be_visible()
    page.get_by_role("link", name="Compare with version 1").click()
    expect(page.get_by_role("heading", name="What they did 1 change")).to_be_visible()
    bar(page).get_by_role("link", name="Accept").click()
    page.get_by_role("button", name="Send to Ben Okafor").click()
    expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()

    page.get_by_role("link", name=TITLE).click()
    bar(page).get_by_role("button", name="Promote to Story from the Field").click()
    expect(page.get_by_text("is a draft page now.")).to_be_visible()
    assert (fresh(story).state, StoryPage.objects.get().live) == (StoryState.ACCEPTED, False)
    page.get_by_role("button", name="Ask the author to read it").click()
    expect(page.get_by_text("Ben Okafor is asked to read the final version.").first).to_be_visible()


def test_two_decide_and_the_second_keeps_the_note(page_of, joan, story):
    lee = build.a_story_moderator("Lee Hart")
    page = page_of(lee)
    page.goto(reverse("moderation:decide_story", args=[story.pk]))
    decide(by=joan, story=story, act=Act.ACCEPTED)

    page.get_by_label(re.compile("^Ask for changes")).check()
    page.get_by_label(re.compile("^Note to the author")).fill("Who decided?")
    page.get_by_role("button", name="Send to Ben Okafor").click()

    expect(page.get_by_text("Joan Pruitt accepted this story at")).to_be_visible()
    expect(page.get_by_label(re.compile("^Note to the author"))).to_have_value("Who decided?")


def test_a_note_outlives_a_closed_window_and_an_undo(page_of, joan, story):
    page = page_of(joan)
    address, note = reverse("moderation:decide_story", args=[story.pk]) + "?act=asked_changes", re.compile("^Note to the author")
    page.goto(address)
    page.get_by_label(note).fill("Who decided?")
    expect(page.get_by_text(re.compile("^Draft saved at"))).to_be_visible()

    page.goto("/desk/")
    page.goto(address)
    expect(page.get_by_label(note)).to_have_value("Who decided?")
    page.get_by_role("button", name="Send to Ben Okafor").click()
    page.get_by_role("button", name="Undo").click()
    bar(page).get_by_role("link", name="Ask for changes").click()

    expect(page.get_by_label(note)).to_have_value("Who decided?")


def test_an_editor_asks_for_the_yes_in_the_cms(page_of, eve, joan, story):
    decide(by=joan, story=story, act=Act.ACCEPTED)
    made = promote(by=joan, submission=story)
    page = page_of(eve, watched=False)  # the CMS has a policy of its own

    page.goto(reverse("wagtailadmin_pages:edit", args=[made.pk]))
    page.get_by_role("link", name="The author’s yes").first.click()
    expect(page.get_by_role("heading", name="The author’s yes")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Ask the author to read it").click()

    expect(page.get_by_text("Ben Okafor is asked to read the final version.").first).to_be_visible()
    assert story.steps.filter(act="final_shown", by=eve).exists()


def an_hour_passes(revision: Revision) -> None:
    """Until the schedule publishes this revision."""
    moment = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=moment, content=revision.content | {"go_live_at": moment.isoformat()})


@pytest.mark.parametrize("way", ["pressed", "by schedule"])
def test_a_story_goes_on_the_site_with_its_authors_yes(page_of, eve, joan, ben, story, way):
    decide(by=joan, story=story, act=Act.ACCEPTED)
    made = promote(by=joan, submission=story)
    stories.ask_for_the_yes(by=joan, story=story, revision=made.latest_revision)
    author, editor, reader = page_of(ben), page_of(eve, watched=False), page_of(watched=False)
    edit = reverse("wagtailadmin_pages:edit", args=[made.pk])

    author.goto(f"/my/stories/{story.pk}/final/")
    author.get_by_role("button", name="Yes, publish this").click()
    expect(author.get_by_text("You said yes to this version.")).to_be_visible()
    if way == "by schedule":
        due = made.get_latest_revision_as_object()
        due.go_live_at = timezone.now() + timedelta(hours=1)
        due.save_revision(user=eve).publish(user=eve)
        assert reader.goto(made.url).status == 404
        an_hour_passes(due.latest_revision)
        call_command("publish_scheduled", verbosity=0)
    else:
        editor.goto(edit)
        editor.locator("button[aria-label='Actions'], .footer [data-w-dropdown-target=toggle]").last.click()
        editor.get_by_role("button", name="Publish").last.click()
        expect(editor.get_by_text("published").first).to_be_visible()

    assert reader.goto(made.url).status == 200
    expect(reader.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    assert fresh(story).state == StoryState.PUBLISHED
    author.goto("/my/stories/")
    expect(author.get_by_role("link", name=re.compile("^See ")).first).to_be_visible()


@pytest.mark.parametrize("screen", ["queue", "case", "second round", "compare", "decide", "decide, with an error", "with a page", "taken back"])
def test_the_desks_screens_of_a_story_hold_to_the_bars(page_of, admin, joan, ben, story, screen):
    case = reverse("moderation:story", args=[story.pk])
    page = page_of(admin if screen == "queue" else joan, watched="error" not in screen)  # an administrator has every tab
    if screen in ("second round", "compare"):
        decide(by=joan, story=story, act=Act.ASKED_CHANGES, note="<p>Who decided?</p>")
        send_again(story)
    elif screen == "with a page":
        decide(by=joan, story=story, act=Act.ACCEPTED)
        promote(by=joan, submission=story)
    elif screen == "taken back":
        stories.take_back(by=ben, story=story)
    a_sent_story(build.a_member("Gus Weber"), title="What the crossing guard knew")

    page.goto({"queue": "/desk/", "compare": f"{case}compare/", "decide": f"{case}decide/?act=declined", "decide, with an error": f"{case}decide/"}.get(screen, case))
    if "error" in screen:
        page.get_by_role("button", name="Send to Ben Okafor").click()
        expect(page.get_by_role("alert")).to_be_focused()

    hold_to_the_bars(page)
