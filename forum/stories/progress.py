"""Where a story is, in words: the five steps of components/tracker.html, and its history for components/history.html.

Both read `steps` with their people, which `with_steps()` finds in two queries however many stories there are.
"""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from forum.stories.models import Step, StoryState, Submission
from forum.stories.parts import Part, done_count
from guide.templatetags.interface import clock

ABOUT_THE_FINAL = (Step.Act.FINAL_SHOWN, Step.Act.SAID_YES, Step.Act.SAID_NOT_YET, Step.Act.SPELLING)
SENT, READ, SETTLED, APPROVED, PUBLISHED = range(5)


def final_step(story: Submission) -> Step | None:
    """What happened last about its final version, since it was accepted last: shown, agreed to, or not yet."""
    found = None
    for step in story.steps.all():
        if step.state in (StoryState.ACCEPTED, StoryState.PUBLISHED) and step.act in ABOUT_THE_FINAL:
            found = step
        elif step.state not in (StoryState.ACCEPTED, StoryState.PUBLISHED):
            found = None
    return found


def waits_for_the_yes(story: Submission) -> bool:
    """Its author was asked to read the final version and has not answered."""
    step = final_step(story)
    return step is not None and step.act == Step.Act.FINAL_SHOWN


def has_the_yes(story: Submission) -> bool:
    """As the history says it. What may be published is decided by the content (guide.models.consent)."""
    step = final_step(story)
    return step is not None and step.act in (Step.Act.SAID_YES, Step.Act.SPELLING)


# ---------------------------------------------------------------- now, in a sentence


def now_in_words(story: Submission) -> str:
    """What is happening to it, and by when, to its author. A draft costs what parts.done_count asks for; the others nothing."""
    match story.state:
        case StoryState.DRAFT:
            return _("%(done)d of %(total)d parts done.") % {"done": done_count(story), "total": len(Part)}
        case StoryState.WITH_EDITOR:
            return _with_an_editor(story)
        case StoryState.CHANGES_REQUESTED:
            return _("There is no deadline. Your text is saved as you left it, and nothing has been published.")
        case StoryState.ACCEPTED:
            return _on_its_way(story)
        case StoryState.PUBLISHED:
            return _("It stands among the Stories from the Field and on its milestones.")
        case StoryState.NOT_USED:
            return _not_used(story)
    return _("You took it back. Your text is kept for you.")


def _with_an_editor(story: Submission) -> str:
    if story.due_on and story.due_on < timezone.localdate():
        return _("It is taking longer than we said. It is not forgotten.")
    words = {"day": weekday(story.due_on), "name": story.editor.shown_name if story.editor else ""}
    return (_("%(name)s reads it, and answers by %(day)s.") if story.editor else _("An editor will read it by %(day)s.")) % words


def _on_its_way(story: Submission) -> str:
    step = final_step(story)
    match step.act if step else "":
        case Step.Act.FINAL_SHOWN:
            return _("Ready to publish when you approve the final version.")
        case Step.Act.SAID_YES | Step.Act.SPELLING:
            return _("You approved the final version. An editor publishes it next.")
        case Step.Act.SAID_NOT_YET:
            return _("You asked for a change. We write to you when the new version is ready.")
    return _("An editor prepares the page. We write to you when the final version is ready to read.")


def _not_used(story: Submission) -> str:
    reasons = [step.reason for step in story.steps.all() if step.state == StoryState.NOT_USED and step.reason]
    kept = _("Your text is kept. You can change it and send it again.")
    return _("We did not use it this time. The reason: %(reason)s") % {"reason": reasons[-1].rstrip(".") + "."} + " " + kept if reasons else _("We did not use it this time.") + " " + kept


# ---------------------------------------------------------------- the tracker


def tracker(story: Submission) -> list[dict]:
    """Five steps, each with who or when; none for a story that was taken back."""
    if story.state == StoryState.TAKEN_BACK:
        return []
    now = _now(story)
    when = {SENT: _sent(story), READ: _read(story), SETTLED: _settled(story), APPROVED: _approved(story), PUBLISHED: _published(story)}
    return [
        {"title": title, "when": when[number], "state": "done" if number < now else "now" if number == now else "next"}
        for number, title in enumerate(_titles())
    ]


def _titles() -> list[str]:
    return [
        _("You sent it"),
        _("An editor reads it"),
        _("You and the editor settle the text"),
        _("You approve the final version"),
        _("Published as a Story from the Field"),
    ]


def _now(story: Submission) -> int:
    match story.state:
        case StoryState.DRAFT:
            return SENT
        case StoryState.WITH_EDITOR:
            return READ
        case StoryState.ACCEPTED:
            return PUBLISHED if has_the_yes(story) else APPROVED
        case StoryState.PUBLISHED:
            return PUBLISHED + 1
    return SETTLED


def _sent(story: Submission) -> str:
    if story.state == StoryState.DRAFT or story.sent_at is None:
        return ""
    there = timezone.localtime(story.sent_at)
    if there.date() == timezone.localdate():
        return _("Today at %(time)s") % {"time": clock(there)}
    return day(story.sent_at)


def _read(story: Submission) -> str:
    if story.state == StoryState.DRAFT:
        return ""
    name = story.editor.shown_name if story.editor else ""
    if story.state == StoryState.WITH_EDITOR and story.due_on:
        by = _("By %(day)s") % {"day": weekday(story.due_on)}
        return f"{name}. {by}" if name else by
    return ", ".join(part for part in (name, day(story.opened_at) if story.opened_at else "") if part)


def _settled(story: Submission) -> str:
    if story.state == StoryState.NOT_USED:
        return _("Not used this time. You can change it and send it again")
    return _("You can take as long as you like") if story.state in (StoryState.DRAFT, StoryState.WITH_EDITOR, StoryState.CHANGES_REQUESTED) else ""


def _approved(story: Submission) -> str:
    if story.state not in (StoryState.ACCEPTED, StoryState.PUBLISHED):
        return ""
    step = final_step(story)
    if step is None:
        return _("We write to you when it is ready to read") if story.state == StoryState.ACCEPTED else ""
    return {
        Step.Act.FINAL_SHOWN: _("Ready to read since %(day)s"),
        Step.Act.SAID_YES: _("You said yes on %(day)s"),
        Step.Act.SAID_NOT_YET: _("You asked for a change on %(day)s"),
        Step.Act.SPELLING: _("You said yes; spelling was mended on %(day)s"),
    }[Step.Act(step.act)] % {"day": day(step.at)}


def _published(story: Submission) -> str:
    return day(story.state_at) if story.state == StoryState.PUBLISHED else _("We send you the link")


# ---------------------------------------------------------------- the history


def history(story: Submission, reader: User) -> list[dict]:
    """Everything that happened, newest first, as this person reads it: their own acts say "You"."""
    entries, versions = [], 0
    for step in story.steps.all():
        versions += step.state == StoryState.WITH_EDITOR and not step.act
        entries.append({"at": step.at, "words": what_happened(step, reader, version=versions)} | _link(step, story, reader, versions))
    return entries[::-1]


def what_happened(step: Step, reader: User, *, version: int) -> str:
    who = _("You") if step.by_id == reader.pk else step.by.shown_name if step.by else _("Coalition staff")
    words = _of_an_act(step) if step.act else _of_a_state(StoryState(step.state))
    said = words % {"who": who, "version": version}
    return f"{said}: {step.reason}" if step.reason else said


def _of_an_act(step: Step) -> str:
    return {
        Step.Act.RECALLED: _("%(who)s took it back to change it"),
        Step.Act.OPENED: _("%(who)s began to read it"),
        Step.Act.GIVEN: _("%(who)s has it in hand"),
        Step.Act.FINAL_SHOWN: _("%(who)s asked for a reading of the final version"),
        Step.Act.SAID_YES: _("%(who)s said yes to the final version"),
        Step.Act.SAID_NOT_YET: _("%(who)s asked for a change in the final version"),
        Step.Act.TAKEN_OFF: _("Its page was taken off the site"),
        Step.Act.UNDONE: _("%(who)s took the decision back"),
        Step.Act.SPELLING: _("%(who)s mended spelling"),
    }[Step.Act(step.act)]


def _of_a_state(state: StoryState) -> str:
    return {
        StoryState.DRAFT: _("%(who)s began to write it"),
        StoryState.WITH_EDITOR: _("%(who)s sent version %(version)s"),
        StoryState.CHANGES_REQUESTED: _("%(who)s asked for changes"),
        StoryState.ACCEPTED: _("%(who)s accepted it"),
        StoryState.PUBLISHED: _("It was published"),
        StoryState.NOT_USED: _("%(who)s decided not to use it this time"),
        StoryState.TAKEN_BACK: _("%(who)s took it back"),
    }[state]


def _link(step: Step, story: Submission, reader: User, version: int) -> dict:
    """From a later version of one's own to what changed in it."""
    if reader.pk != story.author_id or step.act or step.state != StoryState.WITH_EDITOR or version < 2:
        return {}
    address = f"{reverse('forum:story_changes', args=[story.pk])}?from={version - 1}&to={version}"
    return {"url": address, "link": _("Compare with version %(number)s") % {"number": version - 1}}


# ---------------------------------------------------------------- days


def day(moment: datetime) -> str:
    """"November 18", with the year when it is another one."""
    there = timezone.localtime(moment)
    # Translators: a date with its year, in Django's date format
    return date_format(there, "MONTH_DAY_FORMAT" if there.year == timezone.localdate().year else _("F j, Y"))


def weekday(on: date) -> str:
    """"Thursday, November 26"."""
    # Translators: a day of the week with its date, in Django's date format
    return date_format(on, _("l, F j"))
