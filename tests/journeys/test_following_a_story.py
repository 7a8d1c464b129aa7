"""After it is sent: an author answers an editor, reads the final version, says yes, and takes the story back, by the links in the letters."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Page as AnyPage

from accounts.models import User
from forum.stories import actions
from forum.stories.models import Submission
from forum.stories.parts import Part
from guide.models import StoryPage
from tests import build
from tests.browsing import hold_to_the_bars, wait_until
from tests.forum.stories import tales
from tests.journeys.test_the_main_job import letters_to

pytestmark = pytest.mark.browser

NOTE = "<p>The Monday desk is the heart of this.</p><ol><li>Who decided?</li><li>What did it cost?</li></ol>"


def follow_the_letter(page: Page, person: User, subject: str) -> None:
    """The first address in the letter with this subject, as the person presses it."""
    [letter] = [letter for letter in letters_to(person.email) if letter.startswith(subject)]
    page.goto(urlsplit(re.search(r"https?://\S+", letter)[0]).path)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_editors_note_to_the_page_and_back(page_of, script):
    ana, joan = build.a_member("Ana Ruiz", email="ana@example.org"), build.a_story_moderator("Joan Pruitt", email="joan@example.org")
    story = tales.asked_to_change(ana, joan, note=NOTE)
    page = page_of(ana, java_script_enabled=script)

    follow_the_letter(page, ana, "A few questions about your story")
    expect(page.get_by_text("What did it cost?")).to_be_visible()
    page.get_by_role("textbox", name="What did you do?").fill("The judge suggested one desk in the county office.")
    page.get_by_role("textbox", name="Reply to Joan").fill("It cost nothing.")
    page.get_by_role("button", name="Send it back").click()
    expect(page.get_by_text("Your story is with the editor again.")).to_be_visible()
    page.get_by_role("link", name="Compare version 1 with version 2").click()
    expect(page.get_by_text("The judge suggested")).to_be_visible()
    page.wait_for_load_state()
    assert not script or page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('keep:'))") == []

    actions.accept(by=joan, story=story)
    ready = prepared(story)
    actions.ask_for_the_yes(by=joan, story=story, revision=ready.latest_revision)
    follow_the_letter(page, ana, "Please read the final version")
    expect(page.get_by_role("heading", name="A desk that somebody funded")).to_be_visible()
    page.get_by_label("What should change?").fill("Nobody funded it.")
    page.get_by_role("button", name="Not yet: tell the editor").click()
    expect(page.get_by_text("The editor has your words.")).to_be_visible()
    assert letters_to(joan.email)[-1].startswith("The author asks for a change")

    ready = tales.edited_in_the_cms(tales.fresh(story), title="A desk that nobody funded")
    actions.ask_for_the_yes(by=joan, story=story, revision=ready.latest_revision)
    page.goto("/my/stories/")
    page.get_by_role("link", name=re.compile("^Read and approve")).click()
    page.get_by_role("button", name="Yes, publish this").click()
    expect(page.get_by_text("You said yes to this version.")).to_be_visible()
    ready.latest_revision.publish()
    follow_the_letter(page, ana, "It is published")
    expect(page.get_by_role("heading", level=1, name="A desk that nobody funded")).to_be_visible()

    page.wait_for_load_state()
    public = urlsplit(page.url).path
    page.goto("/my/stories/")
    page.get_by_role("link", name=re.compile("^Take it back")).click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You took it back. Your text is kept for you.").first).to_be_visible()
    assert page_of().goto(public).status == 410
    assert not AnyPage.objects.get(pk=ready.pk).live
    assert [letter for letter in letters_to(ana.email) if letter.startswith("You took your story back")]


def prepared(story: Submission):
    """Its page in the CMS, under another title than the author gave it."""
    from_words = tales.fresh(story)
    page = StoryPage(title="A desk that somebody funded", live=False, credit_line="Ana Ruiz", body=[("prose", from_words.going_on + from_words.did)])
    build.the_story_index().add_child(instance=page)
    page.save_revision()
    actions.attach_page(story=from_words, page=page)
    return page


def test_an_answer_is_saved_while_it_is_written(page_of, ana):
    story = tales.asked_to_change(ana, build.a_story_moderator())
    page = page_of(ana)
    page.goto(f"/my/stories/{story.pk}/changes/")

    page.get_by_role("textbox", name="What changed?").fill("In April the list had 131 names.")
    page.get_by_role("textbox", name="Reply to Joan").fill("We counted in April.")
    wait_until(page, lambda: tales.fresh(story).changed == "<p>In April the list had 131 names.</p>")

    page.reload()
    expect(page.get_by_role("textbox", name="Reply to Joan")).to_have_value("We counted in April.")


def test_the_screens_keep_to_the_bars(page_of, ana):
    joan = build.a_story_moderator("Joan Pruitt", email="joan@example.org")
    tales.a_draft(ana, title="Six bus stops")
    sent, ready = tales.sent(ana, title="The crossing guard"), tales.with_a_page(ana, joan, title="A budget line")
    tales.edited_in_the_cms(ready, body=[("prose", "<h3>What was going on</h3><p>Much.</p>"), ("figure", {"image": build.a_held_picture(), "alt": "A bus"})])
    actions.ask_for_the_yes(by=joan, story=ready, revision=tales.fresh(ready).page.latest_revision)
    asked = tales.asked_to_change(ana, joan, note=NOTE)
    actions.send(by=ana, story=asked, reply="<p>The judge did.</p>")
    actions.request_changes(by=joan, story=asked, note=NOTE)
    page = page_of(ana)

    screens = [
        ("/my/stories/", "Answer the editor"),
        (f"/my/stories/{asked.pk}/", "What happened so far"),
        (f"/my/stories/{asked.pk}/changes/", "Reply to Joan"),
        (f"/my/stories/{asked.pk}/changes/?from=1&to=2", "Nothing is different"),
        (f"/my/stories/{ready.pk}/final/", "Yes, publish this"),
        (f"/my/stories/{sent.pk}/take-back/", "Leave it as it is"),
    ]
    for address, words in screens:
        page.goto(address)
        expect(page.get_by_text(words).first).to_be_visible()
        for fold in page.locator("main details.fold > summary").all():
            fold.click()
        hold_to_the_bars(page)


SCREENS = ["recall", "delete", "compare", "overtaken", "words that were not saved", "taken back"]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_rarer_screens_keep_to_the_bars(page_of, ana, screen):
    joan = build.a_story_moderator("Joan Pruitt", email="joan@example.org")
    page = page_of(ana, watched=False)
    address, words = {
        "recall": recalling, "delete": deleting, "compare": comparing, "overtaken": overtaking, "words that were not saved": writing_too_late, "taken back": looking_for_it,
    }[screen](page, ana, joan)  # fmt: skip
    if address:
        page.goto(address)

    expect(page.get_by_text(words).first).to_be_visible()
    hold_to_the_bars(page)


def recalling(page: Page, ana: User, joan: User) -> tuple[str, str]:
    return f"/my/stories/{tales.sent(ana).pk}/recall/", "Leave it with the editor"


def deleting(page: Page, ana: User, joan: User) -> tuple[str, str]:
    return f"/my/stories/{tales.a_draft(ana).pk}/delete/", "Keep it"


def comparing(page: Page, ana: User, joan: User) -> tuple[str, str]:
    story = tales.asked_to_change(ana, joan)
    actions.save_part(by=ana, story=story, part=Part.STORY, words={"did": "<p>We put two desks in the court house.</p>", "title": "Two desks"})
    actions.send(by=ana, story=story)
    return f"/my/stories/{story.pk}/changes/?from=1&to=2", "court house"


def overtaking(page: Page, ana: User, joan: User) -> tuple[str, str]:
    story = tales.with_a_page(ana, joan)
    page.goto(f"/my/stories/{story.pk}/final/")
    actions.take_back(by=ana, story=story)
    page.get_by_label("What should change?").fill("It was April.")
    page.get_by_role("button", name="Not yet: tell the editor").click()
    return "", "What you wrote"


def writing_too_late(page: Page, ana: User, joan: User) -> tuple[str, str]:
    story = tales.a_draft(ana)
    page.goto(f"/share/{story.pk}/story/")
    actions.open_for(by=joan, story=actions.send(by=ana, story=story).submission)
    page.get_by_role("button", name="Save and go on").click()
    return "", "This was not saved"


def looking_for_it(page: Page, ana: User, joan: User) -> tuple[str, str]:
    story = tales.published(ana, joan)
    actions.take_back(by=ana, story=story)
    return urlsplit(story.page.url).path, "This story is no longer here"


def test_what_is_missing_takes_the_focus(page_of, ana):
    story = tales.asked_to_change(ana, build.a_story_moderator())
    page = page_of(ana)
    page.goto(f"/my/stories/{story.pk}/changes/")

    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Send it back").click()

    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="Give your story a title").click()
    expect(page.get_by_label("Title")).to_be_focused()
    hold_to_the_bars(page)


def test_not_yet_pressed_without_a_line_is_said_and_sent_when_tried_again(page_of, ana):
    story = tales.with_a_page(ana, build.a_story_moderator())
    page = page_of(ana, watched=False)
    page.goto(f"/my/stories/{story.pk}/final/")
    page.get_by_label("What should change?").fill("It was April.")

    page.context.set_offline(True)
    page.get_by_role("button", name="Not yet: tell the editor").click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_text("The editor has your words.")).to_be_visible()
    assert story.notes.get(by=ana).words == "<p>It was April.</p>"


def test_trying_again_does_what_was_pressed(page_of, ana):
    story = tales.asked_to_change(ana, build.a_story_moderator())
    page = page_of(ana, watched=False)
    page.goto(f"/my/stories/{story.pk}/changes/")

    page.context.set_offline(True)
    page.get_by_role("button", name="Save and finish later").click()
    page.get_by_role("button", name="Try again").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1, name="My stories")).to_be_visible()
    assert tales.fresh(story).state == "changes_requested"
