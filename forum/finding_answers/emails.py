"""Letters on the way from a question to its answer: to staff who see to it, to people who may know, and to whoever asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.blocking.blocks import blocks_of
from forum.discussions.models import Question, Standing, guide_home
from forum.discussions.places import place_of
from forum.finding_answers.links import asked_link, looking_link
from forum.finding_answers.models import NUDGES, InHand, Nudging, Request
from forum.finding_answers.queries import unanswered
from forum.html import text_of
from forum.letters.actions import cause_to, new_message_id, write_letter
from forum.letters.composing import composed_at_sending
from forum.letters.looking_up import looked_up_once
from forum.letters.models import Letter, stopped_by_kind
from guide.spiral import Spiral, read_spiral

LISTED = 20  # questions in one letter; the desk has them all
stopped_by_kind("nudge", "asked-to-help")


# ---------------------------------------------------------------- to staff: what waits


def tell_staff(person: User, rows: Sequence[InHand], *, why: str) -> None:
    """One letter, however many questions. `why`: “rung”, they have waited for so long; “handed”, they are theirs now."""
    first = rows[0].question
    write_letter(
        kind="unanswered",
        to=person,
        context={
            "rows": [(row.question, days_of(row.question), row.owner_id == person.pk, row.owner) for row in rows[:LISTED]],
            "number": len(rows),
            "more": max(len(rows) - LISTED, 0),
            "first": first,
            "why": why,
            "link": f"/desk/unanswered/{first.pk}/" if len(rows) == 1 else "/desk/?show=unanswered",
            "link_words": ngettext_lazy("Find someone to answer", "See them on the desk", len(rows)),
        },
    )


def days_of(question: Question, now: datetime | None = None) -> int:
    return ((now or timezone.now()) - question.asked_at).days


# ---------------------------------------------------------------- to whoever asked: did a reply settle it?


def write_nudges(heard: Collection[tuple[User, Nudging]]) -> None:
    """Rows without words: the worker finds them when they leave. One statement."""
    Letter.objects.bulk_create([_row("nudge", asker, row.pk, once=f"nudge:{row.pk}:{row.number}") for asker, row in heard], ignore_conflicts=True)


def _row(kind: str, person: User, question: int, *, once: str, due_at: datetime | None = None) -> Letter:
    letter = Letter(kind=kind, person=person, address=person.email, about_question=question, message_id=new_message_id())
    letter.once = cause_to(once, letter)
    if due_at:
        letter.due_at = due_at
    return letter


@composed_at_sending("nudge")
def words_of_a_nudge(letter: Letter) -> dict | None:
    """None when an answer was chosen meanwhile, or they said that they are still looking."""
    question = _questions([letter.about_question]).get(letter.about_question)
    if question is None or question.standing != Standing.TALKING or question.nudging.ended == Nudging.End.LOOKING:
        return None
    return {
        "question": question,
        "replies": question.replies_by_others,
        "is_last": question.nudging.number >= len(NUDGES),
        "looking": looking_link(question.pk),
        "link": question.get_absolute_url(),
        "link_words": _("Choose the answer"),
    }


@looked_up_once
def _questions(ids: Collection[int]) -> dict[int, Question]:
    """Of these, what stands on the site. One query."""
    return Question.objects.visible().filter(pk__in=ids, nudging__isnull=False).select_related("nudging").in_bulk()


# ---------------------------------------------------------------- to people who may know


def write_requests(requests: Collection[Request]) -> None:
    """Rows without words: the worker finds them when they leave. Two statements at most."""
    if requests:
        people = User.objects.in_bulk([one.person_id for one in requests])
        rows = [_row("asked-to-help", people[one.person_id], one.question_id, once=f"request:{one.pk}") for one in requests]
        Letter.objects.bulk_create(rows, ignore_conflicts=True)


@composed_at_sending("asked-to-help")
def words_of_a_request(letter: Letter) -> dict | None:
    """None when the question needs nobody any more, they have said something already, or blocked who asks. Who asks is not named: the question says what they want said."""
    found = _requests([letter.about_question]).get(letter.about_question, {}).get(letter.person_id)
    if found is None or found.said or (found.question.author_id, found.question.alias) in blocks_of(letter.person):
        return None
    place = place_of(found.question.page, _trees([get_language()])[get_language()])
    return {
        "question": found.question,
        "place": place.name,
        "words": text_of(found.question.body, limit=1_500),
        "because": reason_of(found, place.short),
        "link": asked_link(found.pk, Request.Said.CAN),
        "link_words": _("I can answer"),
        "not_me": asked_link(found.pk, Request.Said.NOT_ME),
        "someone_else": asked_link(found.pk, Request.Said.SOMEONE_ELSE),
    }


def reason_of(request: Request, place: str) -> str:
    """Why they and nobody else, for themselves to read."""
    why = Request.Why
    sentences = {
        why.STORY_HERE: _("We ask you because your story “%(story)s” stands on this page: %(place)s."),
        why.ANSWER_HERE: _("We ask you because a reply of yours was chosen as the answer to another question on this page: %(place)s."),
        why.FOLLOWS_HERE: _("We ask you because you follow this page and want to be asked: %(place)s."),
        why.STORY_NEAR: _("We ask you because your story “%(story)s” stands close by, in the same stage as this page: %(place)s."),
        why.ANSWER_NEAR: _("We ask you because a reply of yours was chosen as an answer close by, in the same stage as this page: %(place)s."),
        why.FOLLOWS_NEAR: _("We ask you because you follow a page of the same stage and want to be asked: %(place)s."),
    }
    return sentences[why(request.why)] % {"story": request.story, "place": place}


@looked_up_once
def _requests(ids: Collection[int]) -> dict[int, dict[int, Request]]:
    """By question and person, of questions that are unanswered still. One query."""
    found: dict[int, dict[int, Request]] = {}
    for one in Request.objects.filter(question__in=unanswered().filter(pk__in=ids)).select_related("question__page__content_type"):
        found.setdefault(one.question_id, {})[one.person_id] = one
    return found


@looked_up_once
def _trees(languages: Collection[str]) -> dict[str, Spiral]:
    """The tree of the guide, for the language that is active."""
    return {language: read_spiral(guide_home()) for language in languages}
