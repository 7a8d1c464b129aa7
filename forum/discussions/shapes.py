"""Replies of a thread, drawn quickly. The template is the only place that says how a reply looks; it is rendered once for each shape.

A shape is all that `forum/_post.html` asks about: is it chosen, may I choose, was it edited. The words are what it only shows. Rendering it
for each reply took four fifths of a page's time; here it is rendered with marks for words, and each reply's words are put at the marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply
from forum.discussions.threads import Shown
from guide.templatetags.interface import ago

KEPT_AT_MOST = 1_000  # shapes a process

# Marks for words, in characters that no keyboard types, and for numbers, so that addresses can be made of them.
WORDS = {name: f"\ue000{name}\ue001" for name in ("name", "role", "place", "at", "body", "reason", "parent_name", "chooser", "asked_as", "token", "which")}
NUMBERS = {name: 9_770_000_000_000 + at for at, name in enumerate(("question", "number", "parent_number", "answer", "stands_for"))}
NAMES = {str(mark): name for name, mark in (WORDS | NUMBERS).items()}
BLANK_LINES = re.compile(r"\n\s+")  # between marks: what people wrote is none of the template's text
A_MARK = re.compile("(" + "|".join(map(re.escape, NAMES)) + ")")


@dataclass(frozen=True)
class Shape:
    language: str | None
    state: str
    on_the_site: bool  # the question
    is_closed: bool  # the question too
    is_stub: bool
    is_answer: bool
    is_new: bool
    is_blocked: bool
    chosen: bool
    can_choose: bool
    has_answer: bool
    signed_in: bool
    mine: bool
    hides_my_name: bool
    by_the_asker: bool
    by_staff: bool
    has_role: bool
    has_place: bool
    is_edited: bool
    names_a_parent: bool
    helped: int
    helped_me: bool
    was_a_question: bool
    moderates: bool


def drawn(post: Shown, *, question: Question, user: User, can_choose: bool, chosen: bool, token: Callable[[], str]) -> str:
    """The HTML that `forum/_post.html` makes of the reply for this person. `token` is called where there are forms."""
    shape = shape_of(post, question, user, can_choose=can_choose, chosen=chosen)
    words = words_of(post, question) | {"token": escape(token()) if shape.signed_in else ""}
    pieces = _rendered(shape) if settings.DEBUG else _kept(shape)
    return "".join([words[piece] if at % 2 else piece for at, piece in enumerate(pieces)])


def shape_of(post: Shown, question: Question, user: User, *, can_choose: bool, chosen: bool) -> Shape:
    reply, author = post.reply, post.reply.author
    return Shape(
        language=get_language(),
        state=str(reply.state),
        on_the_site=question.is_visible,
        is_closed=question.is_closed,
        is_stub=post.is_stub,
        is_answer=post.is_answer,
        is_new=post.is_new,
        is_blocked=post.is_blocked,
        chosen=chosen,
        can_choose=can_choose,
        has_answer=question.has_answer,
        signed_in=user.is_authenticated,
        mine=user.is_authenticated and reply.author_id == user.pk,
        hides_my_name=post.hides_my_name,
        by_the_asker=post.asked_this,
        by_staff=author.is_coalition_staff,
        has_role=bool(author.shown_role),
        has_place=bool(author.shown_place),
        is_edited=reply.is_edited,
        names_a_parent=bool(post.answers),
        helped=reply.helped_count,
        helped_me=post.helped_by_me,
        was_a_question=bool(reply.asked_as),
        moderates=user.is_authenticated and user.moderates_discussions,
    )


def words_of(post: Shown, question: Question) -> dict[str, str]:
    """As they stand in the page: escaped, but for the body, which forum/html cleaned when it was written."""
    reply, parent = post.reply, post.answers
    return {
        "name": escape(reply.author.shown_name),
        "role": escape(reply.author.shown_role),
        "place": escape(reply.author.shown_place),
        "at": ago(reply.replied_at),
        "body": reply.body,
        "reason": escape(reply.reason),
        "parent_name": escape(parent.author.shown_name) if parent else "",
        "parent_number": str(parent.number) if parent else "",
        "chooser": escape(question.answer_chosen_by.first_name) if question.answer_chosen_by_id else "",
        "question": str(question.pk),
        "number": str(reply.number),
        "answer": str(question.answer_id),
        "asked_as": escape(reply.asked_as),
        "which": escape(post.which),
        "stands_for": str(reply.stands_for_id),
    }


def _rendered(shape: Shape) -> list[str]:
    """The template's text, and at odd places the names of the words that go in between."""
    pieces = A_MARK.split(BLANK_LINES.sub("\n", render_to_string("forum/_post.html", _marked(shape))))
    return [NAMES[piece] if at % 2 else piece for at, piece in enumerate(pieces)]


_kept = lru_cache(KEPT_AT_MOST)(_rendered)  # while developing, a template may change under us


def _marked(shape: Shape) -> dict:
    """What the template is given, with marks where a real reply has words."""
    author = User(pk=1, display_name=WORDS["name"], is_coalition_staff=shape.by_staff)
    author.role, author.city = WORDS["role"] if shape.has_role else "", WORDS["place"] if shape.has_place else ""
    question = Question(pk=NUMBERS["question"], state=PostState.VISIBLE if shape.on_the_site else PostState.HIDDEN, answer_chosen_by=User(display_name=WORDS["chooser"]))
    question.answer_id = NUMBERS["answer"] if shape.has_answer else None
    question.closed_at = timezone.now() if shape.is_closed else None
    reply = Reply(question=question, number=NUMBERS["number"], author=author, body=WORDS["body"], state=shape.state, reason=WORDS["reason"], helped_count=shape.helped)
    reply.replied_at, reply.is_edited, reply.stands_for_id = WORDS["at"], shape.is_edited, NUMBERS["stands_for"]
    reply.asked_as = WORDS["asked_as"] if shape.was_a_question else ""
    parent = Reply(question=question, number=NUMBERS["parent_number"], author=User(display_name=WORDS["parent_name"])) if shape.names_a_parent else None
    return {
        "post": SimpleNamespace(reply=reply, answers=parent, is_stub=shape.is_stub, is_answer=shape.is_answer, is_new=shape.is_new, is_blocked=shape.is_blocked, hides_my_name=shape.hides_my_name, helped_by_me=shape.helped_me, asked_this=shape.by_the_asker, which=WORDS["which"]),
        "question": question,
        "user": SimpleNamespace(is_authenticated=shape.signed_in, pk=author.pk if shape.mine else 2, moderates_discussions=shape.moderates),
        "can_choose": shape.can_choose,
        "chosen": shape.chosen,
        "csrf_token": WORDS["token"],
    }
