"""What staff did to a thread, told once to its author and to whoever follows it: a line among their notices, and a letter at their pace."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply
from forum.letters.composing import composed_at_sending
from forum.letters.follows import Follow
from forum.letters.following import happened, take_back_happenings
from forum.letters.happenings import Happening
from forum.letters.looking_up import looked_up_once
from forum.letters.models import Letter
from forum.letters.things import Told, told_as
from moderation.models import Act, Decision

KIND = "care"
WROTE = "wrote"  # the reply that became a question, or whose words were put back


def tell(decision: Decision, *, read_at: Question, followers_of: Question | None = None) -> None:
    """When the minute for undoing is over. One statement."""
    post = decision.post
    why = WROTE if isinstance(post, Reply) else Follow.Why.ASKED
    happened(
        KIND,
        once=_cause(decision),
        about=("question", read_at.pk),
        about_question=read_at.pk,
        on=[("question", followers_of.pk)] if followers_of else [],
        by=decision.by,
        to={post.author_id: why},
        due_at=decision.letters_leave_at,
    )


def take_it_back(decision: Decision) -> None:
    take_back_happenings([_cause(decision)])


def _cause(decision: Decision) -> str:
    return f"{KIND}:{decision.pk}"


@told_as(KIND)
def tell_of_care(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    found = decisions([_decision_of(one) for one in happenings])
    questions = visible_questions([one.about_question for one in happenings])
    told: dict[int, Told] = {}
    for one in happenings:
        decision, question = found.get(_decision_of(one)), questions.get(one.about_question)
        if decision and question:
            told[one.pk] = Told(question.title, what_became_of_it(decision), question.get_absolute_url(), decision.reason, question.language)
    return told


def _decision_of(happening: Happening) -> int:
    return int(happening.once.partition(":")[2])


@looked_up_once
def decisions(ids: Collection[int]) -> dict[int, Decision]:
    """But for those about a question that was joined and is hidden where it stands: its title would be told."""
    there = Exists(Reply.objects.visible().filter(stands_for=OuterRef("question")))
    named = ~Q(act=Act.JOINED) | Q(question__state=PostState.VISIBLE) | there
    return Decision.objects.select_related("question").filter(named).in_bulk(ids)


@looked_up_once
def visible_questions(ids: Collection[int]) -> dict[int, Question]:
    return Question.objects.visible().in_bulk(ids)


def what_became_of_it(decision: Decision) -> str:
    """A sentence without its full stop, to be read under the title of the question that is left."""
    if decision.act == Act.JOINED:
        return _("Staff joined “%(title)s” to this question, and its replies with it") % {"title": decision.question.title}
    return {
        Act.DIVIDED: _("Staff made a reply a question of its own: this one"),
        Act.CLOSED: _("Staff closed this question: it takes no new replies"),
        Act.OPENED: _("Staff opened this question again"),
        Act.PUT_WORDS_BACK: _("Staff put back what your reply said before") if decision.reply_id else _("Staff put back what this question said before"),
        Act.TOOK_WORDS_OUT: _("Staff took former words of your reply out of its history") if decision.reply_id else _("Staff took former words of this question out of its history"),
    }[Act(decision.act)]


@composed_at_sending(KIND)
def words_of_care(letter: Letter) -> dict | None:
    """None when the question, or what was joined to it, is not on the site any more."""
    happening = letter.happening
    decision = decisions([_decision_of(happening)]).get(_decision_of(happening))
    question = visible_questions([happening.about_question]).get(happening.about_question)
    if not (decision and question):
        return None
    return {"question": question, "line": what_became_of_it(decision), "their_reason": decision.reason, "link": question.get_absolute_url(), "link_words": _("Read it there")}
