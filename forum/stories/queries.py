"""Questions about many stories on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest

if TYPE_CHECKING:
    from accounts.models import User


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> SubmissionQuerySet:
        """One's own; and for story moderators and editors of the guide whatever was sent. Nobody else's, ever."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(author_id=user.pk)
        if user.moderates_stories or user.edits_the_guide:
            return self.filter(mine | ~Q(state="draft"))
        return self.filter(mine)

    def astray(self) -> SubmissionQuerySet:
        """Says otherwise than its page does whether it stands on the site."""
        on_the_site = Q(page__live=True)
        return self.filter(Q(state="accepted") & on_the_site | Q(state="published") & (Q(page=None) | Q(page__live=False)))

    def held(self, *, skip_locked: bool = False) -> SubmissionQuerySet:
        """Their rows, with the authors, held to the end of the transaction."""
        return self.select_for_update(of=("self",), skip_locked=skip_locked).select_related("author")

    def newest_first(self) -> SubmissionQuerySet:
        return self.order_by("-id")

    def lately_changed_first(self) -> SubmissionQuerySet:
        """By when something happened to it last: a change of state, or words of its author."""
        return self.order_by(Greatest("state_at", "saved_at").desc(), "-id")

    def with_steps(self) -> SubmissionQuerySet:
        """With what progress.py reads: two queries more, however many there are."""
        return self.select_related("editor").prefetch_related("steps__by")

    def with_people(self) -> SubmissionQuerySet:
        return self.select_related("author", "editor", "page")
