"""Questions about many questions and replies: chainable, in words of the trade."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from wagtail.models import Page

from forum.discussions.aliases import aliases_from
from forum.passages.models import Anchor

if TYPE_CHECKING:
    from accounts.models import User


GONE = ("withdrawn", "elsewhere")  # of questions


@dataclass(frozen=True)
class Reader:
    """What queries ask about whoever reads. Stands in for a person where a statement is prepared."""

    pk: int | None = None
    is_authenticated: bool = False
    moderates_discussions: bool = False


class QuestionQuerySet(models.QuerySet):
    def visible(self) -> QuestionQuerySet:
        return self.filter(state="visible")

    def visible_to(self, user: User | Reader) -> QuestionQuerySet:
        """What stands on the site, the person's own in any state but withdrawn, and for discussion moderators all that was not withdrawn.

        What stands elsewhere by now is read there (joining.py).
        """
        if user.is_authenticated and user.moderates_discussions:
            return self.exclude(state__in=GONE)
        mine = Q(author_id=user.pk) & ~Q(state__in=GONE) if user.is_authenticated else Q(pk__in=[])
        return self.filter(Q(state="visible") | mine)

    def on(self, page_key) -> QuestionQuerySet:
        return self.filter(page_key=page_key)

    def about_topic(self, topic_id: int | None) -> QuestionQuerySet:
        return self.filter(topic_id=topic_id) if topic_id else self

    def at_passage(self, passage: str) -> QuestionQuerySet:
        """A block's id, or EARLIER; all of them for none."""
        return self.filter(passage=passage) if passage else self

    def waiting(self) -> QuestionQuerySet:
        return self.filter(standing="waiting")

    def newest_first(self) -> QuestionQuerySet:
        return self.order_by("-id")

    def before(self, question_id: int | None) -> QuestionQuerySet:
        """Keyset: older than the last question of the page before."""
        return self.filter(id__lt=question_id) if question_id else self

    def asked_from(self, states: Collection[str]) -> QuestionQuerySet:
        """By members who show with their name that they are there: nothing says where an alias is."""
        return self.filter(alias="", author__state__in=states, author__show_place=True, author__erased_at=None) if states else self

    def with_words_asked_about(self) -> QuestionQuerySet:
        """`asked_words`: of the guide, chosen by the asker; blank or None for a whole passage or page. No query of its own."""
        return self.annotate(asked_words=Subquery(Anchor.objects.filter(pk=OuterRef("pk")).values("words")))

    def with_authors(self) -> QuestionQuerySet:
        return self.select_related("author", "page")

    def with_answers(self) -> QuestionQuerySet:
        return self.select_related("author", "page", "answer__author", "answer_chosen_by")


    def free_alias(self, key: UUID) -> str:
        """Of those that a draft leads to, the first that nobody has, if there is one. One query."""
        wanted = aliases_from(key)
        taken = set(self.filter(alias__in=wanted).values_list("alias", flat=True))
        return next((alias for alias in wanted if alias not in taken), wanted[0])


class ReplyQuerySet(models.QuerySet):
    def visible(self) -> ReplyQuerySet:
        return self.filter(state="visible")

    def read_by(self, user: User | Reader) -> ReplyQuerySet:
        """What a thread shows this person: visible replies, their own, and stubs above visible ones; all, for moderators."""
        if user.is_authenticated and user.moderates_discussions:
            return self.exclude(Q(state="withdrawn", child_count=0))
        shown = Q(state__in=["visible", "elsewhere"]) | Q(state__in=["hidden", "withdrawn"], child_count__gt=0)
        if user.is_authenticated:
            shown |= Q(author_id=user.pk, state__in=["waiting", "declined", "hidden"])
        return self.filter(shown)

    def without_stubs(self, user: User) -> ReplyQuerySet:
        """Of what a thread shows this person, those whose words they may read."""
        gone = Q(state__in=["withdrawn", "elsewhere"])
        if not (user.is_authenticated and user.moderates_discussions):
            gone |= Q(state="hidden") & ~Q(author_id=user.pk)
        return self.exclude(gone)

    def still_here(self) -> ReplyQuerySet:
        """Without those that became questions of their own; a line of the thread leads to them."""
        return self.exclude(state="elsewhere")

    def hiding(self, person: User) -> ReplyQuerySet:
        """What they wrote without their name. Whoever asked so goes on so, also in a thread that their question was joined to."""
        return self.filter(author_id=person.pk).exclude(alias="")

    def in_reading_order(self) -> ReplyQuerySet:
        return self.order_by("path")

    def after(self, path: str) -> ReplyQuerySet:
        """Keyset: behind this path in reading order."""
        return self.filter(path__gt=path) if path else self

    def with_authors(self) -> ReplyQuerySet:
        return self.select_related("author")


ASKABLE = ["guidehome", "stagepage", "milestonepage", "storypage"]


def pages_to_ask_on() -> models.QuerySet[Page]:
    """Stages, milestones, published stories and content pages that editors opened, in the order of the tree."""
    opened = Q(contentpage__open_to_questions=True)
    return Page.objects.live().filter(Q(content_type__app_label="guide", content_type__model__in=ASKABLE[1:]) | opened).order_by("path")
