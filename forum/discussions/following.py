"""What of the discussions can be followed, and how their happenings are told on the site and in letters that gather several."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.blocking.blocks import Blocks, blocks_of, who_blocked
from forum.discussions.emails import MENTIONED
from forum.discussions.models import Question, Reply, guide_home
from forum.html import excerpt
from forum.letters.digests.sections import Section
from forum.letters.happenings import Happening
from forum.letters.looking_up import looked_up_once
from forum.letters.things import Thing, Told, can_be_followed, told_as
from guide.spiral import Leaf, Stage, read_spiral
from guide.templatetags.interface import sentence_case

WORDS_SHOWN = 30


# ---------------------------------------------------------------- things


@can_be_followed("question", heading=gettext_lazy("Questions"), what_comes=gettext_lazy("Replies to this question, and the answer when one is chosen."))
def questions(keys: Collection[str], reader: User | None) -> dict[str, Thing]:
    """What this reader may read of them. One query."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    found = Question.objects.visible_to(reader or AnonymousUser()).filter(pk__in=numbers).only("title", "language")
    return {str(question.pk): Thing(question.title, question.get_absolute_url(), question.language) for question in found}


def stages_over(key: str) -> list[str]:
    """The stage of a milestone."""
    return [str(stage.key) for stage, leaf in _in_stages() if str(leaf.key) == key and leaf is not stage]


@can_be_followed(
    "page",
    heading=gettext_lazy("Stages and milestones"),
    what_comes=gettext_lazy("Questions that are asked here, and new stories from the field."),
    above=stages_over,
)
def stages_and_milestones(keys: Collection[str], reader: User | None) -> dict[str, Thing]:
    """By translation key, so that the languages share their followers. Everybody may read them. One query."""
    return {str(leaf.key): Thing(_name(stage, leaf), leaf.url) for stage, leaf in _in_stages() if str(leaf.key) in keys}


def heard_by_following(pages: Collection[UUID]) -> dict[str, set[UUID]]:
    """By the key of each page and of the stage over it: of which of these pages its followers hear."""
    found = {str(page): {page} for page in pages}
    for stage, leaf in _in_stages():
        if leaf.key in pages:
            found.setdefault(str(stage.key), set()).add(leaf.key)
    return found


def _in_stages() -> Iterator[tuple[Stage, Leaf]]:
    for stage in read_spiral(guide_home()).stages:
        yield stage, stage
        yield from ((stage, milestone) for milestone in stage.milestones)


def _name(stage: Stage, leaf: Leaf) -> str:
    numbers = _("Stage %d") % stage.number
    if leaf is not stage:
        numbers = _("Stage %(stage)d, Milestone %(milestone)d") % {"stage": stage.number, "milestone": leaf.number}
    return f"{numbers}: {sentence_case(leaf.title)}"


def can_follow_page(key: UUID) -> bool:
    return any(leaf.key == key for _stage, leaf in _in_stages())


# ---------------------------------------------------------------- happenings


def _answers(number: int) -> str:
    return ngettext("%(number)d answer", "%(number)d answers", number) % {"number": number}


def _new_replies(number: int) -> str:
    return ngettext("%(number)d new reply", "%(number)d new replies", number) % {"number": number}


def _questions(number: int) -> str:
    return ngettext("%(number)d question", "%(number)d questions", number) % {"number": number}


ANSWERS = Section(gettext_lazy("Answers on what you follow"), 10, _answers)
QUESTIONS = Section(gettext_lazy("New questions where you follow"), 30, _questions)


def who_blocked_its_writer(happening: Happening, people: Collection[int]) -> set[int]:
    """Of the reply, or else of the question. Two queries."""
    posts, pk = (Reply.objects, happening.about_reply) if happening.about_reply else (Question.objects, happening.about_question)
    post = posts.filter(pk=pk).values_list("author", "alias").first()
    return who_blocked(post[0], alias=post[1], among=people) if post else set()


def _is_blocked(post: Question | Reply, blocks: Blocks) -> bool:
    return (post.author_id, post.alias) in blocks


@told_as("question-asked", section=QUESTIONS, many=QUESTIONS.counted, not_to=who_blocked_its_writer)
def tell_of_questions(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    found, blocks = _visible_questions({one.about_question for one in happenings}), blocks_of(reader)
    return {
        one.pk: Told(asked.title, _("%(name)s asked") % {"name": asked.author.shown_name}, asked.get_absolute_url(), excerpt(asked.body, WORDS_SHOWN), asked.language, asked.body)
        for one in happenings
        if (asked := found.get(one.about_question)) and not _is_blocked(asked, blocks)
    }


@told_as("reply", section=ANSWERS, many=_new_replies, not_to=who_blocked_its_writer)
def tell_of_replies(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    return {
        one.pk: Told(reply.question.title, _what(one, reply, reader) % {"name": reply.author.shown_name}, reply.get_absolute_url(), excerpt(reply.body, WORDS_SHOWN), reply.question.language, reply.body)
        for one, reply in _replies(happenings, reader)
    }


def _what(happening: Happening, reply: Reply, reader: User | None) -> str:
    if reader and happening.to.get(str(reader.pk)) == MENTIONED:
        return _("%(name)s mentioned you")
    return _("%(name)s needs to know more to answer") if reply.question.missing_in == reply.number else _("%(name)s replied")


@told_as("answer-chosen", section=ANSWERS, not_to=who_blocked_its_writer)
def tell_of_choices(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    """A choice that was taken back is told no more."""
    return {
        one.pk: Told(reply.question.title, _choice(reply, reader), reply.get_absolute_url(), excerpt(reply.body, WORDS_SHOWN), reply.question.language, reply.body)
        for one, reply in _replies(happenings, reader)
        if reply.question.answer_id == reply.pk
    }


def _choice(reply: Reply, reader: User | None) -> str:
    if reader and reply.author_id == reader.pk:
        return _("Your reply was chosen as the answer")
    return _("The reply of %(name)s was chosen as the answer") % {"name": reply.author.shown_name}


@looked_up_once
def _visible_questions(ids: Collection[int]) -> dict[int, Question]:
    """Of these, what stands on the site: a notice tells nobody of a post that waits or was taken away, staff neither."""
    return Question.objects.visible().filter(pk__in=ids).select_related("author").in_bulk()


@looked_up_once
def _visible_replies(ids: Collection[int]) -> dict[int, Reply]:
    """With their questions. One query."""
    return Reply.objects.visible().filter(pk__in=ids, question__state="visible").select_related("author", "question").in_bulk()


def _replies(happenings: Collection[Happening], reader: User | None) -> Iterator[tuple[Happening, Reply]]:
    """Each reply stays with its happening, for the letter about it (emails.py). What the reader's blocks cover is left out."""
    found, blocks = _visible_replies({one.about_reply for one in happenings}), blocks_of(reader)
    for one in happenings:
        if one.about_reply in found and not _is_blocked(found[one.about_reply], blocks):
            one.reply = found[one.about_reply]
            yield one, one.reply
