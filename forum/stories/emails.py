"""Letters about a story on its way. One function a letter; the row is written in the transaction of its cause."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.html import text_of
from forum.letters.actions import write_letter
from forum.letters.models import NO_WORDS, Letter, LetterState
from forum.stories.models import Step, StoryState, Submission, Version

LETTER_OF = {
    StoryState.CHANGES_REQUESTED: "story-changes",
    StoryState.ACCEPTED: "story-accepted",
    StoryState.NOT_USED: "story-declined",
}
MATTERS_TO_STAFF = (StoryState.WITH_EDITOR, StoryState.ACCEPTED, StoryState.PUBLISHED)


# ---------------------------------------------------------------- to the author


def tell_sent(story: Submission, version: Version) -> None:
    """Thank you, with a copy of what was sent."""
    copy = [(heading, text_of(version.words[field])) for heading, field in _headings() if version.words.get(field)]
    _write(story, "story-sent", once=f"story-sent:{story.pk}:{version.number}", copy=copy, due_on=story.due_on)


def _headings() -> list[tuple[str, str]]:
    return [(_("What was going on"), "going_on"), (_("What you did"), "did"), (_("What changed"), "changed")]


def tell_decided(story: Submission, step: Step, *, note: str, due_at: datetime | None = None) -> None:
    """What was decided, with the editor's note and the reason."""
    words: dict = {"by": step.by, "note": text_of(note), "why": step.reason}
    if step.state != StoryState.ACCEPTED:
        words |= {"link": reverse("forum:story_changes", args=[story.pk]), "link_words": _("Answer the editor")}
    _write(story, LETTER_OF[StoryState(step.state)], once=_cause(step), due_at=due_at, **words)


def take_back_decision(story: Submission, step: Step) -> bool:
    """The letter is not sent. False when somebody has begun to send it, or it has left; a letter that was never written is gone too."""
    letters = Letter.objects.filter(person=story.author, once__startswith=f"{_cause(step)} to ")
    _drop(letters)
    return not letters.exclude(state=LetterState.DROPPED).exists()


def drop_what_waits(story: Submission) -> None:
    """The author took it back: what was decided or asked a moment ago is nothing to them any more."""
    for cause in ("story-decided", "story-final"):
        _drop(Letter.objects.filter(person=story.author, once__startswith=f"{cause}:{story.pk}:"))


def _drop(letters: QuerySet[Letter]) -> None:
    """Those that nobody has begun to send; their cause may be written about again."""
    letters.filter(pk__in=Letter.objects.due().unclaimed(timezone.now()).values("pk")).update(state=LetterState.DROPPED, once=None, **NO_WORDS)


def _cause(step: Step) -> str:
    return f"story-decided:{step.submission_id}:{step.pk}"


def tell_final(story: Submission, *, digest: str) -> bool:
    """Please read the final version; nothing is published before the yes. False when they were told about this very content before."""
    words = {"link": reverse("forum:read_final", args=[story.pk]), "link_words": _("Read the final version")}
    return _write(story, "story-final", once=f"story-final:{story.pk}:{digest[:40]}", **words)


def tell_spelling_only(story: Submission, *, by: User, reason: str) -> None:
    """Staff mended spelling after the yes, and say what."""
    words = {"link": reverse("forum:read_final", args=[story.pk]), "link_words": _("Read it as it is now")}
    _write(story, "story-spelling", by=by, why=reason, **words)


def tell_published(story: Submission) -> None:
    _write(story, "story-published", link=story.page.address, link_words=_("See your story"))


def tell_taken_off(story: Submission) -> None:
    """Staff took the page off the site."""
    _write(story, "story-taken-off")


# ---------------------------------------------------------------- to the author and to staff


def tell_taken_back(story: Submission, *, before: str) -> None:
    """To the author; and to whoever had it in hand, so that nobody goes on working at it."""
    _write(story, "story-taken-back", was_public=before == StoryState.PUBLISHED)
    if before in MATTERS_TO_STAFF:
        _tell_staff(story, "story-was-taken-back")


def tell_yes(story: Submission) -> None:
    """The author agreed: it may be published."""
    _tell_staff(story, "story-yes")


def tell_not_yet(story: Submission, *, silent: bool = False) -> None:
    """The author wants something changed in the final version; `silent` when they could not say what."""
    _tell_staff(story, "story-not-yet", silent=silent)


def _tell_staff(story: Submission, kind: str, **words) -> None:
    """Whoever has it in hand, and whoever asked the author last to read the final version."""
    asked = story.steps.filter(act=Step.Act.FINAL_SHOWN).select_related("by").last()
    people = {person.pk: person for person in (story.editor, asked and asked.by) if person}
    for person in people.values():
        _write(story, kind, to=person, link=f"/desk/stories/{story.pk}/", link_words=_("Look at the case"), **words)


def _write(story: Submission, kind: str, *, to: User | None = None, once: str | None = None, due_at: datetime | None = None, **words) -> bool:
    context = {"story": story, "link": story.get_absolute_url(), "link_words": _("See where your story is")} | words
    return write_letter(kind=kind, to=to or story.author, context=context, once=once, due_at=due_at) is not None
