"""What happened to a story, in sentences: its own steps, and what the desk decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from forum.stories.models import Step, StoryState, Submission
from moderation.history import Entry, what_happened
from moderation.models import STORY_AFTER, Decision


def history_of(story: Submission, decisions: list[Decision], reader: User) -> list[Entry]:
    """Newest first: the story's own steps, and the desk's decisions with what the author read. One query."""
    entries = [Entry(one.at, what_happened(one, reader), one.reason) for one in decisions]
    sent = 0
    for step in story.steps.select_related("by"):
        sent += _is_sending(step)
        if not _is_a_decision(step):
            entries.append(Entry(step.at, words_of_step(step, reader, number=sent), step.reason))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _is_sending(step: Step) -> bool:
    return step.state == StoryState.WITH_EDITOR and not step.act


def _is_a_decision(step: Step) -> bool:
    """The desk's own log says the same, with what the author read."""
    return step.act == Step.Act.UNDONE or (not step.act and step.state in STORY_AFTER.values())


def words_of_step(step: Step, reader: User, *, number: int) -> str:
    """“Ana Ruiz sent version 2”, “You began to read it”. `number` is how often it was sent by then."""
    if step.by_id is None:
        return _("It was published") if step.state == StoryState.PUBLISHED else _("It was taken off the site")
    who = {"who": _("You") if step.by_id == reader.pk else step.by.shown_name, "what": step.get_act_display(), "number": number}
    if step.act:
        return _("%(who)s %(what)s") % who
    return {
        StoryState.WITH_EDITOR: _("%(who)s sent version %(number)d"),
        StoryState.TAKEN_BACK: _("%(who)s took this story back"),
        StoryState.PUBLISHED: _("%(who)s published it"),
    }.get(step.state, _("%(who)s began to write")) % who
