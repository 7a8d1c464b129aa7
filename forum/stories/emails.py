"""Letters about a story on its way. One function a letter; the row is written in the transaction of its cause."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.models import User
from forum.html import text_of
from forum.letters.actions import write_letter
from forum.stories.models import StoryState, Submission, Version
from guide.models import StoryPage

LETTER_OF = {
    StoryState.CHANGES_REQUESTED: "story-changes",
    StoryState.ACCEPTED: "story-accepted",
    StoryState.NOT_USED: "story-declined",
}


def tell_sent(story: Submission, version: Version) -> None:
    """Thank you, with a copy of what was sent."""
    copy = [(heading, text_of(version.words[field])) for heading, field in _headings() if version.words.get(field)]
    _write(story, "story-sent", once=f"story-sent:{story.pk}:{version.number}", copy=copy, due_on=story.due_on)


def _headings() -> list[tuple[str, str]]:
    return [(_("What was going on"), "going_on"), (_("What you did"), "did"), (_("What changed"), "changed")]


def tell_decided(story: Submission, *, by: User, note: str, reason: str) -> None:
    _write(story, LETTER_OF[StoryState(story.state)], by=by, note=text_of(note), why=reason)


def tell_final(story: Submission, revision: Revision) -> None:
    """Please read the final version; nothing is published before the yes."""
    _write(story, "story-final", once=f"story-final:{story.pk}:{revision.pk}")


def tell_published(story: Submission, page: StoryPage) -> None:
    _write(story, "story-published", link=page.get_url() or "/stories/", link_words=_("See your story"))


def tell_taken_back(story: Submission) -> None:
    _write(story, "story-taken-back")


def tell_not_yet(story: Submission) -> None:
    """To the editor who has it in hand: the author wants something changed in the final version."""
    if story.editor:
        _write(story, "story-not-yet", to=story.editor)


def _write(story: Submission, kind: str, *, to: User | None = None, once: str | None = None, **words) -> None:
    context = {"story": story, "link": story.get_absolute_url(), "link_words": _("See where your story is")} | words
    write_letter(kind=kind, to=to or story.author, context=context, once=once)
