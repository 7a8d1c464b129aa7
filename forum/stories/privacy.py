"""What this room holds about a person. A published story stays only where its author wants it to, with the name they agreed to."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import FIRST, Choices, Part, Question, asked_of_who_leaves, copied, erased_by, not_copied
from forum.html import text_of
from forum.stories import actions
from forum.stories.actions.holding import change
from forum.stories.models import ON_THE_DESK, Note, Photo, Step, StoryState, Submission, Version
from forum.stories.photos import forget_file
from guide.models import StoryPage

KEEP, TAKE_BACK = "keep", "take_back"
WORDS = ("title", "going_on", "did", "changed", "city", "us_state", "initiative")


def say_what_we_hold() -> None:
    """Called once the models are there."""
    story = {
        "title": _("Title"), "going_on": _("What was going on"), "did": _("What you did"), "changed": _("What changed"), "city": _("City, town or county"),
        "us_state": _("State"), "initiative": _("Initiative"), "credit": _("How you are named"), "uses": _("Uses you agreed to"), "state": _("How far it is"), "saved_at": _("When"),
    }  # fmt: skip
    photo = {"name": _("Name"), "alt": _("Description"), "people": _("Who is on it"), "added_at": _("When")}
    copied(
        Part("stories", _("Your stories"), Submission, ("author",), story, reads=text_of),
        Part("story_photos", _("Photos of your stories"), Photo, ("submission__author",), photo),
        Part("story_versions", _("What you sent"), Version, ("submission__author",), {"number": _("Version"), "words": _("Words"), "sent_at": _("When")}, reads=text_of),
        Part("story_notes", _("Notes about stories"), Note, ("by", "submission__author"), {"words": _("Words"), "at": _("When")}, reads=text_of),
        Part("story_steps", _("What happened to your stories"), Step, ("by", "submission__author"), {"state": _("State"), "act": _("What happened"), "reason": _("Why, as staff wrote"), "at": _("When")}),
    )
    not_copied(stories_submission_editor="Whose story an editor has in hand is in the author’s copy; what the editor wrote and did is in their own.")
    asked_of_who_leaves(
        Question(
            "stories",
            _("What is to become of your published stories?"),
            (
                (KEEP, _("Leave them on the site"), _("They stay as they are, with the name that you agreed to. So does the record of your agreement.")),
                (TAKE_BACK, _("Take them back"), _("They go from the site with their photos. A copy that someone printed or quoted cannot be called back.")),
            ),
            about=published_stories,
        )
    )
    erased_by(erase_stories, turn=FIRST)


def published_stories(person: User) -> list[str]:
    return [story.title for story in Submission.objects.filter(author=person, state=StoryState.PUBLISHED).newest_first()]


def erase_stories(person: User, choices: Choices) -> None:
    """Not said is taken back. What somebody of staff had in hand waits for another."""
    Submission.objects.filter(editor=person, state__in=ON_THE_DESK).update(editor=None)
    for story in Submission.objects.filter(author=person).order_by("pk").held():
        if story.state == StoryState.PUBLISHED and story.page_id and choices.get("stories") == KEEP:
            _drop_other_versions(story.page)
            _empty(story)
        elif story.sent_at is None:
            _forget_photos(story)
            story.delete()
        else:
            _take_away(person, story)


def _take_away(person: User, story: Submission) -> None:
    """Off the site as when the author does it, and then out of the editor too: nobody is left to have the text kept for."""
    page = story.page_id
    if story.state == StoryState.DRAFT:  # recalled
        change(story, StoryState.TAKEN_BACK, by=person)
    actions.take_back(by=person, story=story)
    left = StoryPage.objects.filter(pk=page).first()
    if left:
        left.delete()
    _empty(Submission.objects.get(pk=story.pk))


def _drop_other_versions(page: StoryPage) -> None:
    """What readers see is kept, and no draft before or after it."""
    page.revisions.exclude(pk=page.live_revision_id).delete()
    StoryPage.objects.filter(pk=page.pk).update(latest_revision=page.live_revision_id, has_unpublished_changes=False, draft_title=page.title)


def _empty(story: Submission) -> None:
    """The row stays, for decisions name it."""
    for name in WORDS:
        setattr(story, name, "")
    story.visited = []
    story.save(update_fields=[*WORDS, "visited"])
    for version in story.versions.all():
        version.words = {name: type(words)() for name, words in version.words.items()}
        version.save(update_fields=["words"])
    story.notes.all().delete()
    story.steps.exclude(reason="").update(reason="")
    _forget_photos(story)


def _forget_photos(story: Submission) -> None:
    for name in story.photos.values_list("file", flat=True):
        transaction.on_commit(partial(forget_file, name))
    story.photos.all().delete()
