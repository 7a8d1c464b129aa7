"""The forum's room in the search: a question and its replies are found while they stand on the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from forum.discussions.models import Question, Reply
from guide.headings import plain
from guide.search.models import Entry, Kind
from guide.search.rooms import Room, Text, add_room, add_standing
from guide.spiral import read_spiral

A_QUESTION, A_REPLY = 1.2, 0.8  # how much they weigh
SHOWN = ("pk", "standing", "reply_count", "author_id")


def join_the_search() -> None:
    """Called once the models are there."""
    add_room(Room("question", read=read_question))
    add_room(Room("reply", read=read_reply))
    add_room(Room("thread", read=read_thread, numbers=numbers, whole_thread=True))
    add_standing((Kind.QUESTION, Kind.REPLY), as_they_stand)


def numbers() -> Iterator[int]:
    yield from Question.objects.visible().order_by("pk").values_list("pk", flat=True).iterator()


def read_question(number: int) -> list[Text]:
    asked = Question.objects.visible().select_related("page__locale").filter(pk=number).first()
    return [_of_the_question(asked)] if asked else []


def read_reply(number: int) -> list[Text]:
    reply = Reply.objects.visible().select_related("question__page__locale").filter(pk=number, question__state="visible").first()
    return _of_replies(reply.question, [reply]) if reply else []


def read_thread(number: int) -> list[Text]:
    asked = Question.objects.visible().select_related("page__locale").filter(pk=number).first()
    return [_of_the_question(asked), *_of_replies(asked, asked.replies.visible().order_by("pk"))] if asked else []


def _of_the_question(asked: Question) -> Text:
    return Text(
        source=f"question:{asked.pk}", kind=Kind.QUESTION, title=asked.title, text=plain(asked.body), url=asked.get_absolute_url(),
        context=asked.passage_heading, weight=A_QUESTION, at=asked.asked_at, **_shared(asked),
    )  # fmt: skip


def _of_replies(asked: Question, replies: Iterable[Reply]) -> list[Text]:
    shared, title = _shared(asked), asked.title
    return [
        Text(
            source=f"reply:{reply.pk}", kind=Kind.REPLY, title=title, text=f"{reply.asked_as} {plain(reply.body)}".strip(), url=reply.get_absolute_url(),
            weight=A_REPLY, at=reply.replied_at, **shared,
        )
        for reply in replies
    ]  # fmt: skip


def _shared(asked: Question) -> dict:
    """Where the question stands: its page, and the stage over it."""
    stage, _milestone = read_spiral(asked.page).milestone(asked.page_id)
    return {
        "thread": f"thread:{asked.pk}",
        "places": (asked.page_key, stage.key) if stage else (asked.page_key,),
        "answered": asked.has_answer,
        "language": asked.page.locale.language_code,
    }


def as_they_stand(entries: list[Entry]) -> dict[int, Any]:
    """How their questions stand now, as SHOWN. Two queries; an entry whose question or reply was taken away meanwhile is left out."""
    rows = Question.objects.visible().filter(pk__in={_number(entry.thread) for entry in entries}).values_list(*SHOWN, named=True)
    asked = {row.pk: row for row in rows}
    replies = {_number(entry.source) for entry in entries if entry.kind == Kind.REPLY}
    standing = set(Reply.objects.visible().filter(pk__in=replies).values_list("pk", flat=True)) if replies else set()
    return {
        entry.pk: asked[_number(entry.thread)]
        for entry in entries
        if _number(entry.thread) in asked and (entry.kind == Kind.QUESTION or _number(entry.source) in standing)
    }


def _number(key: str) -> int:
    return int(key.partition(":")[2])
