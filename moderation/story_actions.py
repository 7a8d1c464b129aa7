"""What staff decide about stories. Each is one transaction with the story's row locked; the story's own room says what follows."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import html
from forum.discussions.actions import Overtaken
from forum.stories import actions as stories
from forum.stories.models import StoryState, Submission
from moderation.actions import AlreadyDecided, Changed
from moderation.history import time_of, what_happened, write_site_history_of_story
from moderation.models import UNDO_WITHIN, Act, Decision, version_of_story
from moderation.reasons import WORDS_ABOUT_STORIES
from moderation.rules import can_be_handed_over, can_decide_on_story, can_read_stories, open_story_acts


@transaction.atomic
def decide(*, by: User, story: Submission, act: str, reason: str = "", note: str = "", seen: str = "") -> Decision:
    """Accept, ask for changes or decline. `reason` is the key of a saved one, needed to decline; `note` is clean HTML for the author.

    `seen` is `version_of_story` as the moderator read it. Raises AlreadyDecided, Changed or Overtaken with a sentence when it is another
    by now, PermissionDenied for one's own story, ValidationError for words that are missing. The same press again gets the decision
    that the first one made. The letter to the author waits until `letters_leave_at`.
    """
    if act == Act.DECLINED and reason not in WORDS_ABOUT_STORIES:
        raise ValidationError(_("Give the author a reason"), code="reason")
    if act == Act.ASKED_CHANGES and html.is_blank(note):
        raise ValidationError(_("Tell the author what to change"), code="note")
    story = stories.lock(story)
    latest = latest_decision(story)
    if not can_decide_on_story(by, story):
        raise PermissionDenied
    if _is_the_same_press(latest, story, by, act):
        return latest
    if act not in open_story_acts(story) or (seen and seen != version_of_story(story, latest.pk if latest else None)):
        raise why_not(story, latest, by)
    before, why = story.state, str(WORDS_ABOUT_STORIES.get(reason, "")) if act == Act.DECLINED else ""
    decision = record(act, story, by=by, before=before, reason="\n\n".join(part for part in (why, html.text_of(note)) if part))
    _carry_out(decision, story, why=why, note=note)
    return decision


def _carry_out(decision: Decision, story: Submission, *, why: str, note: str) -> None:
    common = {"by": decision.by, "story": story, "note": note, "due_at": decision.letters_leave_at}
    if decision.act == Act.ACCEPTED:
        stories.accept(**common)
    elif decision.act == Act.ASKED_CHANGES:
        stories.request_changes(**common)
    else:
        stories.decline(**common, reason=why)


@transaction.atomic
def undo(*, by: User, decision: Decision) -> Decision:
    """Take a decision of one's own back within a minute: the story stands as before, its note and its letter are gone.

    Raises Overtaken when the minute is over, when someone decided anew, or when its author has gone on with it.
    """
    story = stories.lock(decision.submission)
    latest = latest_decision(story)
    if decision.by_id != by.pk or not can_decide_on_story(by, story):
        raise PermissionDenied
    if latest and latest.undoes_id == decision.pk:
        return latest
    if not decision.can_be_undone_by(by, timezone.now()):
        raise Overtaken(_("The minute is over and the letter is on its way. You can still decide anew."))
    if latest != decision or story.state != decision.state_after:
        raise why_not(story, latest, by)
    if story.page_id:
        raise Overtaken(_("It has a page already, so the decision stands."))
    if story.saved_at > decision.at:
        raise Overtaken(_("%(author)s has begun to change it, so the decision stands.") % {"author": story.author.shown_name})
    stories.undo_decision(by=by, story=story)
    return record(Act.UNDID, story, by=by, before=decision.state_after, undoes=decision)


@transaction.atomic
def hand_over(*, by: User, story: Submission, to: User, from_whom: int | None) -> Submission:
    """`to` has it in hand from now on. `from_whom` is who had it when the page was drawn; Overtaken when it is another by now."""
    story = stories.lock(story)
    if not can_read_stories(by) or story.author_id == by.pk or not can_decide_on_story(to, story):
        raise PermissionDenied
    if story.editor_id != from_whom and story.editor_id != to.pk:
        name = story.editor.shown_name if story.editor else ""
        raise Overtaken(_("%(name)s took this story a moment ago. Nothing was changed.") % {"name": name})
    if not can_be_handed_over(story):
        raise why_not(story, latest_decision(story), by)
    stories.give_to(to=to, story=story)
    return story


# ---------------------------------------------------------------- what they share


def record(act: str, story: Submission, *, by: User, before: str, reason: str = "", undoes: Decision | None = None) -> Decision:
    """The row of the log, and the entry in Wagtail's history. The caller holds the story's row."""
    decision = Decision(act=act, by=by, at=timezone.now(), submission=story, state_before=before, reason=reason, undoes=undoes)
    decision.save()
    write_site_history_of_story(decision, story)
    return decision


def latest_decision(story: Submission) -> Decision | None:
    return Decision.objects.about(story).select_related("by").order_by("-id").first()


def latest_of(story: Submission, act: str) -> Decision | None:
    return Decision.objects.about(story).filter(act=act).select_related("by").order_by("-id").first()


def who_was_first(decision: Decision, reader: User) -> str:
    """“Sam Haddad made a page of this story at 3:02 pm.”"""
    return _("%(what_happened)s at %(time)s.") % {"what_happened": what_happened(decision, reader), "time": time_of(decision)}


def why_not(story: Submission, latest: Decision | None, reader: User) -> Overtaken:
    """The sentence for who came second."""
    name = {"author": story.author.shown_name}
    if story.state == StoryState.TAKEN_BACK:
        return Changed(_("%(author)s took this story back while you were reading. Nothing was sent.") % name)
    if story.state == StoryState.WITH_EDITOR and (latest is None or story.sent_at > latest.at):
        return Changed(_("%(author)s sent a new version while you were reading. Nothing was sent: read it and decide again.") % name)
    if story.state == StoryState.DRAFT:
        return Changed(_("%(author)s took this story back to change it before you decided. Nothing was sent.") % name)
    if latest:
        return AlreadyDecided(latest, reader)
    return Overtaken(_("This cannot be decided like that where it stands now. Nothing was sent."))


def _is_the_same_press(latest: Decision | None, story: Submission, by: User, act: str) -> bool:
    return latest is not None and latest.act == act and latest.by_id == by.pk and story.state == latest.state_after and timezone.now() < latest.at + UNDO_WITHIN
