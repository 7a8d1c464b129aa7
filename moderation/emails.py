"""Letters about decisions. One function a letter; the row is written in the transaction of its cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Trust, User
from forum.discussions import emails as of_the_forum
from forum.discussions.models import PostState, Question
from forum.html import text_of
from forum.letters.actions import drop_letters, write_letter
from forum.stories.emails import LETTER_OF
from forum.stories.models import Submission
from moderation.models import BY_REPORTS, STORY_AFTER, Act, Decision, Post

KIND = {Act.APPROVED: "approved", Act.DECLINED: "declined", Act.HID: "hidden", Act.HID_BY_REPORT: "hidden", Act.HID_BY_REPORTS: "hidden", Act.RESTORED: "restored"}
QUOTED = 1_000  # characters of the post in a letter about it


def tell_the_author(decision: Decision, post: Post) -> None:
    """What was decided and why, when the minute for undoing is over. Acts that change nothing for the author send nothing."""
    kind = kind_of(decision)
    if kind:
        write_letter(
            kind=kind,
            to=post.person_behind,
            context=words_for(decision.act, post, why=decision.reason, before=decision.state_before),
            once=f"decision:{decision.pk}",
            due_at=decision.letters_leave_at,
            **_about(post),
        )


def tell_of_a_look(look: Decision, question: Question) -> None:
    """Whoever asked without their name learns at once who has looked it up, and why."""
    write_letter(
        kind="looked-up",
        to=question.person_behind,
        context={
            "question": question,
            "by": look.by,
            "at": look.at,
            "why": look.reason,
            "link": reverse("forum:name", args=[question.pk]),
            "link_words": _("Your name on this question"),
        },
        once=f"look:{look.pk}",
        about_question=question.pk,
    )


def kind_of(decision: Decision) -> str | None:
    return _kind(decision.act, decision.state_before)


def _kind(act: str, before: str) -> str | None:
    if act == Act.RESTORED and before == PostState.DECLINED:
        return "approved"
    return KIND.get(Act(act))


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str


def preview(post: Post, act: str, why: str) -> Preview | None:
    """The letter as the author will read it, without its foot; None for an act that sends none."""
    kind = _kind(act, post.state)
    if kind is None:
        return None
    return _drawn(kind, words_for(act, post, why=why, before=post.state), reader=post.person_behind)


def preview_about_story(story: Submission, act: str, *, by: User, why: str, note: str) -> Preview | None:
    """The letter that the story's own room would write."""
    kind = LETTER_OF.get(STORY_AFTER.get(act))
    return _drawn(kind, {"story": story, "person": story.author, "by": by, "why": why, "note": text_of(note)}, reader=story.author) if kind else None


def _drawn(kind: str, context: dict, *, reader: User) -> Preview:
    """Its words in the reader's language, without the foot and the button, whose address nobody reads here."""
    words = Context(context | {"site_url": settings.SITE_URL}, autoescape=False)
    with translation.override(reader.reads):
        subject, text = (get_template(f"emails/{kind}{form}.txt").template.render(words) for form in ("-subject", ""))
    return Preview(" ".join(subject.split()), text.partition("\n-- ")[0].strip())


def words_for(act: str, post: Post, *, why: str, before: str) -> dict:
    """What the letter's templates read; the desk shows the same letter before it is written."""
    question = post if isinstance(post, Question) else post.question
    return {
        "post": post,
        "question": question,
        "is_question": isinstance(post, Question),
        "words": text_of(post.body, limit=QUOTED),
        "link": _link(act, post),
        "link_words": _link_words(act),
        "why": why,
        "by_report": act in BY_REPORTS,
        "is_watched": post.person_behind.trust == Trust.WATCHED,
        "stays_hidden": act == Act.HID and before == PostState.HIDDEN,
    }


def _link(act: str, post: Post) -> str:
    if act != Act.DECLINED:
        return post.get_absolute_url()
    if isinstance(post, Question):
        return reverse("forum:edit_question", args=[post.pk])
    return reverse("forum:edit_reply", args=[post.question_id, post.number])


def _link_words(act: str) -> str:
    if act == Act.DECLINED:
        return _("Change it and send it again")
    return _("See it on the site") if act in (Act.APPROVED, Act.RESTORED) else _("See it and the reason")


def hold_back(post: Post, *, until: datetime) -> None:
    """Nobody else hears of the post sooner than its author: undoing it takes that back."""
    of_the_forum.hold_back(post, until=until)


def take_back(decision: Decision, post: Post) -> None:
    """The letter of a decision that is undone, and what it set off."""
    named = {"question": post.pk} if isinstance(post, Question) else {"reply": post.pk}
    drop_letters(**named, kinds=[kind for kind in [kind_of(decision)] if kind])
    if decision.state_after == PostState.VISIBLE:
        of_the_forum.take_back(post)


def _about(post: Post) -> dict[str, int]:
    """A reply's letter names the reply alone: what is taken back about a question leaves those about its replies."""
    return {"about_question": post.pk} if isinstance(post, Question) else {"about_reply": post.pk}
