"""Decisions in sentences, and in Wagtail's site history of the page that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from forum.discussions.models import Question
from forum.stories.models import Submission
from guide.models import StoryIndexPage
from guide.templatetags.interface import clock, sentence_case
from moderation.models import Act, Decision, Post

# Act → its name in Wagtail's history, the label of its filter, the sentence of the entry.
IN_SITE_HISTORY: dict[str, tuple[str, Promise, Promise]] = {
    Act.APPROVED: ("forum.approve", gettext_lazy("Approve a post"), gettext_lazy("Approved")),
    Act.DECLINED: ("forum.decline", gettext_lazy("Decline a post"), gettext_lazy("Declined")),
    Act.HID: ("forum.hide", gettext_lazy("Hide a post"), gettext_lazy("Hid")),
    Act.RESTORED: ("forum.restore", gettext_lazy("Put a post back"), gettext_lazy("Put back")),
    Act.KEPT: ("forum.keep", gettext_lazy("Keep a reported post"), gettext_lazy("Kept after a report:")),
    Act.MOVED: ("forum.move", gettext_lazy("Move a question"), gettext_lazy("Moved here:")),
    Act.GAVE_TOPIC: ("forum.give_topic", gettext_lazy("Change the topic of a question"), gettext_lazy("Changed the topic of")),
    Act.SET_ASIDE: ("forum.set_aside", gettext_lazy("Say that a question needs no answer"), gettext_lazy("Said that it needs no answer:")),
    Act.BROUGHT_BACK: ("forum.bring_back", gettext_lazy("Look for an answer again"), gettext_lazy("Looks for an answer again:")),
    Act.JOINED: ("forum.join", gettext_lazy("Join questions"), gettext_lazy("Joined to another question:")),
    Act.DIVIDED: ("forum.divide", gettext_lazy("Divide a thread"), gettext_lazy("Made a question of its own:")),
    Act.CLOSED: ("forum.close", gettext_lazy("Close a question"), gettext_lazy("Closed")),
    Act.OPENED: ("forum.open", gettext_lazy("Open a question again"), gettext_lazy("Opened again:")),
    Act.PINNED: ("forum.pin", gettext_lazy("Pin a question"), gettext_lazy("Pinned here:")),
    Act.TOOK_DOWN: ("forum.take_down", gettext_lazy("Take a pinned question down"), gettext_lazy("Pinned no more:")),
    Act.PUT_WORDS_BACK: ("forum.put_words_back", gettext_lazy("Put back what a post said before"), gettext_lazy("Put back what it said before:")),
    Act.TOOK_WORDS_OUT: ("forum.take_words_out", gettext_lazy("Take former words out of a history"), gettext_lazy("Took former words out of the history of")),
    Act.UNDID: ("forum.undo", gettext_lazy("Undo a decision"), gettext_lazy("Took back a decision about")),
    Act.HID_BY_REPORT: ("forum.hide_by_report", gettext_lazy("Hide a post by a report"), gettext_lazy("Hidden by a report about a child:")),
    Act.HID_BY_REPORTS: ("forum.hide_by_reports", gettext_lazy("Hide a post by several reports"), gettext_lazy("Hidden by several reports:")),
    Act.LOOKED_UP: ("forum.look_up", gettext_lazy("Look up who asked"), gettext_lazy("Looked up who asked:")),
    Act.ASKED_FOR_NOTE: ("forum.ask_for_note", gettext_lazy("Ask for a field note"), gettext_lazy("Asked for a field note of")),
    Act.KEPT_NOTE: ("forum.keep_note", gettext_lazy("Keep a field note"), gettext_lazy("Kept the field note of")),
    Act.TOOK_NOTE_OFF: ("forum.take_note_off", gettext_lazy("Take a field note off"), gettext_lazy("Took off the field note of")),
    Act.ASKED_CHANGES: ("forum.ask_for_changes", gettext_lazy("Ask for changes to a story"), gettext_lazy("Asked for changes to")),
    Act.ACCEPTED: ("forum.accept", gettext_lazy("Accept a story"), gettext_lazy("Accepted")),
    Act.PROMOTED: ("forum.promote", gettext_lazy("Make a page of a story"), gettext_lazy("Made this page of")),
}

DONE = {
    Act.APPROVED: gettext_lazy("%(who)s approved this"),
    Act.DECLINED: gettext_lazy("%(who)s declined this"),
    Act.HID: gettext_lazy("%(who)s hid this"),
    Act.RESTORED: gettext_lazy("%(who)s put this back"),
    Act.KEPT: gettext_lazy("%(who)s kept this"),
    Act.MOVED: gettext_lazy("%(who)s moved this to another page"),
    Act.GAVE_TOPIC: gettext_lazy("%(who)s changed the topic of this from “%(before)s” to “%(after)s”"),
    Act.SET_ASIDE: gettext_lazy("%(who)s said that this needs no answer"),
    Act.BROUGHT_BACK: gettext_lazy("%(who)s put this back among the unanswered questions"),
    Act.JOINED: gettext_lazy("%(who)s joined this to “%(other)s”"),
    Act.DIVIDED: gettext_lazy("%(who)s made this a question of its own"),
    Act.CLOSED: gettext_lazy("%(who)s closed this"),
    Act.OPENED: gettext_lazy("%(who)s opened this again"),
    Act.PINNED: gettext_lazy("%(who)s pinned this to its page"),
    Act.TOOK_DOWN: gettext_lazy("%(who)s took this down from the head of its page"),
    Act.PUT_WORDS_BACK: gettext_lazy("%(who)s put back what this said before"),
    Act.TOOK_WORDS_OUT: gettext_lazy("%(who)s took former words out of the history of this"),
    Act.UNDID: gettext_lazy("%(who)s took back a decision about this"),
    Act.HID_BY_REPORT: gettext_lazy("A report about a child hid this"),
    Act.HID_BY_REPORTS: gettext_lazy("Several reports hid this"),
    Act.LOOKED_UP: gettext_lazy("%(who)s looked up who asked this"),
    Act.ASKED_FOR_NOTE: gettext_lazy("%(who)s asked for a field note of this"),
    Act.KEPT_NOTE: gettext_lazy("%(who)s kept the field note of this"),
    Act.TOOK_NOTE_OFF: gettext_lazy("%(who)s took the field note of this off the guide"),
    Act.ASKED_CHANGES: gettext_lazy("%(who)s asked for changes to this"),
    Act.ACCEPTED: gettext_lazy("%(who)s accepted this story"),
    Act.PROMOTED: gettext_lazy("%(who)s made a page of this story"),
}

FIRST_TOPIC = gettext_lazy("%(who)s gave this the topic “%(after)s”")
NO_TOPIC = gettext_lazy("%(who)s took the topic “%(before)s” off this")


@dataclass(frozen=True)
class Entry:
    """A line of a history: when, what, the reason that the author read, and where to look."""

    at: datetime
    words: str
    reason: str = ""
    url: str = ""
    link: str = ""
    language: str = ""  # of the link, where it is somebody's words


def write_site_history(decision: Decision, post: Post) -> None:
    """Ids only: names and titles are looked up when someone reads it."""
    question = post if isinstance(post, Question) else post.question
    reply = None if isinstance(post, Question) else post.pk
    data = {"question": question.pk, "reply": reply, "decision": decision.pk}
    log(instance=question.page, action=IN_SITE_HISTORY[decision.act][0], user=decision.by, data=data)


def write_site_history_of_story(decision: Decision, story: Submission) -> None:
    """On the story's own page once it has one; until then on Stories from the Field, where it would stand."""
    page = story.page or StoryIndexPage.objects.order_by("path").first()
    if page:
        log(instance=page, action=IN_SITE_HISTORY[decision.act][0], user=decision.by, data={"story": story.pk, "decision": decision.pk})


def what_happened(decision: Decision, reader: User | None = None) -> str:
    """“Sam Haddad approved this”, without a full stop. To whoever decided: “You approved this”."""
    who = ""
    if decision.by:
        who = _("You") if reader and decision.by_id == reader.pk else decision.by.shown_name
    names = {"before": sentence_case(decision.topic_before), "after": sentence_case(decision.topic_after)}
    names["other"] = decision.other.title if decision.act == Act.JOINED else ""
    return str(_sentence(decision)) % ({"who": who} | names)


def _sentence(decision: Decision) -> Promise:
    if decision.act != Act.GAVE_TOPIC or decision.topic_before and decision.topic_after:
        return DONE[decision.act]
    return FIRST_TOPIC if decision.topic_after else NO_TOPIC


def time_of(decision: Decision) -> str:
    """“3:02 pm” today, “3:02 pm on November 26” before."""
    there = timezone.localtime(decision.at)
    if there.date() == timezone.localdate():
        return clock(there)
    return _("%(time)s on %(day)s") % {"time": clock(there), "day": date_format(there, "MONTH_DAY_FORMAT")}
