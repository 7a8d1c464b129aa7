"""What this room holds about a person, and what stays of it: threads can be read to the end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import FIRST, Choices, Part, copied, erased_by, not_copied
from forum.discussions.actions import take_away
from forum.discussions.models import Draft, Helped, MeToo, PostState, Question, Reply
from forum.html import text_of

NOT_ON_THE_SITE = (PostState.WAITING, PostState.DECLINED)


def say_what_we_hold() -> None:
    """Called once the models are there."""
    post = {"body": _("Words"), "state": _("State"), "reason": _("Why, as staff wrote")}
    draft = {"kind": _("What it is"), "words": _("Words"), "saved_at": _("When")}
    copied(
        Part("questions", _("Questions you asked"), Question, ("author",), {"title": _("Title")} | post | {"asked_at": _("When")}, reads=text_of),
        Part("replies", _("Replies you wrote"), Reply, ("author",), post | {"replied_at": _("When")}, reads=text_of),
        Part("found_helpful", _("Replies that helped you"), Helped, ("member",), {"reply": _("Reply"), "at": _("When")}),
        Part("questions_too", _("Questions you have too"), MeToo, ("member",), {"question": _("Question"), "at": _("When")}),
        Part("drafts", _("Drafts"), Draft, ("owner",), draft, leave_out=("key",)),
    )
    not_copied(
        discussions_question_answer_chosen_by="Which answer they chose belongs to the question; their own questions are in the copy.",
        discussions_question_summary_by="That they wrote where a question stands; the words belong to the question.",
        discussions_question_answering_by="That they were writing an answer, for half an hour.",
    )
    erased_by(erase_words_on_their_way, turn=FIRST)


def erase_words_on_their_way(person: User, choices: Choices) -> None:
    """Drafts, and posts that nobody can read. What stands on the site stays, as written by a former member."""
    Draft.objects.filter(owner=person).delete()
    for model in (Question, Reply):
        for post in model.objects.filter(author=person, state__in=NOT_ON_THE_SITE):
            take_away(post, to=PostState.WITHDRAWN, expected=NOT_ON_THE_SITE)
    Reply.objects.filter(author=person, state=PostState.WITHDRAWN).update(body="", reason="")
    Question.objects.filter(author=person, state=PostState.WITHDRAWN).update(title="", body="", reason="")
