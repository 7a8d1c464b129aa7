"""Letters and notices about questions and replies. A cause is one row in its transaction (letters/following.py); the worker finds the words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.html import text_of
from forum.letters.anew import find_words_anew
from forum.letters.composing import composed_at_sending
from forum.letters.follows import Follow
from forum.letters.following import happened, hold_happenings, take_back_happenings
from forum.letters.looking_up import looked_up_once, made_once
from forum.letters.models import Letter

ANSWERED = "answered"  # why they are told: someone answered their reply
WROTE = "wrote"  # the reply that was chosen
MENTIONED = "mentioned"  # called by “@”


# ---------------------------------------------------------------- what happened: one statement each


def tell_of_question(question: Question) -> None:
    """To those who follow its page. The asker follows it from now on."""
    on = [("page", question.page_key)] if question.placed else []
    happened("question-asked", once=f"question:{question.pk}", **_about(question), on=on, by=question.person_behind, begins=Follow.Why.ASKED)


def tell_of_its_place(question: Question) -> None:
    """Staff found the page for a question that had none: those who follow the page are told now."""
    happened("question-asked", once=f"placed:{question.pk}", **_about(question), on=[("page", question.page_key)], by=question.person_behind)


def tell_of_reply(reply: Reply, *, question: Question, parent: Reply | None, called: Collection[int] = ()) -> None:
    """To the asker, to whoever the reply answers or calls, and to those who follow the question; never to its author, who follows it from now on.

    Each is told once, whatever the reasons.
    """
    to = dict.fromkeys(called, MENTIONED) | ({parent.author_id: ANSWERED} if parent else {})
    to[question.author_id] = Follow.Why.ASKED
    on = [("question", question.pk)]
    happened("reply", once=f"reply:{reply.pk}", **_about(question, reply), on=on, by=reply.person_behind, to=to, begins=Follow.Why.REPLIED)


def tell_of_choice(reply: Reply, *, question: Question, by: User) -> None:
    """To the person whose reply was chosen as the answer, and to those who follow the question."""
    happened("answer-chosen", once=f"chosen:{reply.pk}", **_about(question, reply), on=[("question", question.pk)], by=by, to={reply.author_id: WROTE})


def _about(question: Question, reply: Reply | None = None) -> dict:
    return {"about": ("question", question.pk), "about_question": question.pk, "about_reply": reply and reply.pk}


# ---------------------------------------------------------------- a decision about a post that may be undone


def hold_back(post: Question | Reply, *, until: datetime) -> None:
    """Nobody hears of it sooner."""
    hold_happenings([_cause(post)], until=until)


def take_back(post: Question | Reply) -> None:
    """It was shown by mistake: nobody is told, and showing it again tells them."""
    take_back_happenings([_cause(post)])


def leave_out(post: Question | Reply) -> None:
    """It was taken away: a letter that tells of several things, and has its words but could not leave, leaves without it."""
    find_words_anew(post.get_absolute_url() if isinstance(post, Reply) else reverse("forum:question_by_number", args=[post.pk]))


def _cause(post: Question | Reply) -> str:
    return f"{post._meta.model_name}:{post.pk}"


# ---------------------------------------------------------------- the letter about a single one


@composed_at_sending("question-asked")
def words_of_a_question(letter: Letter) -> dict | None:
    question = questions_with_authors([letter.about_question]).get(letter.about_question)
    return question and {
        "question": question,
        "words": words_of(question.body),
        "link": question.get_absolute_url(),
        "link_words": _("Read it and reply"),
    }


@looked_up_once
def questions_with_authors(ids: Collection[int]) -> dict[int, Question]:
    return Question.objects.filter(pk__in=ids).select_related("author").in_bulk()


words_of = made_once(text_of)  # ten thousand people may follow the question


@composed_at_sending("reply")
def words_of_a_reply(letter: Letter) -> dict | None:
    reply = _find(letter)
    return reply and _words(reply, letter)


@composed_at_sending("answer-chosen")
def words_of_a_choice(letter: Letter) -> dict | None:
    """None when another answer was chosen since."""
    reply = _find(letter)
    if reply is None or reply.question.answer_id != reply.pk:
        return None
    return _words(reply, letter) | {"chosen_by": reply.question.answer_chosen_by, "is_author": letter.person_id == reply.author_id}


def _find(letter: Letter) -> Reply | None:
    """As it was told a moment ago, or looked up."""
    if found := getattr(letter.happening, "reply", None):
        return found
    return Reply.objects.select_related("author", "question").filter(pk=letter.about_reply).first()


def _words(reply: Reply, letter: Letter) -> dict:
    return {
        "is_asker": letter.person_id == reply.question.author_id,
        "asks": reply.question.missing_in == reply.number,
        "question": reply.question,
        "reply": reply,
        "words": words_of(reply.body),
        "link": reply.get_absolute_url(),
        "link_words": _("Read it in its place"),
    }
