"""What was changed in a post, for whoever may read it: a constant number of queries, and one comparison at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from forum import html
from forum.comparison import Comparison, compare_fields
from forum.discussions.models import Question
from forum.history.models import Post, Version

AT_MOST = 100  # versions that are listed


@dataclass(frozen=True)
class Change:
    """From a version to the next that this reader may see, or to what the post says now (`after` None)."""

    before: Version
    after: Version | None
    at: datetime
    by_staff: bool

    @property
    def number(self) -> int:
        """Names it in addresses."""
        return self.before.pk


class History:
    """A post's former words as this person may read them: staff who moderate and its author all of them, others what stood on the site."""

    def __init__(self, post: Post, reader: User) -> None:
        self.post = post
        self.reads_all = reader.is_authenticated and (post.author_id == reader.pk or reader.moderates_discussions)

    @cached_property
    def versions(self) -> list[Version]:
        """Newest first, without their words. One query."""
        return list(Version.objects.of(self.post).newest_first().defer("body")[:AT_MOST])

    @cached_property
    def changes(self) -> list[Change]:
        """Newest first, from each version that may be read to the next such one. Where some between are not shown, it is one change."""
        found: list[Change] = []
        after, latest = None, None
        for row in self.versions:
            latest = latest or row
            if self.may_read(row):
                found.append(Change(row, after, latest.changed_at, latest.by_staff))
                after, latest = row, None
        return found

    def may_read(self, version: Version) -> bool:
        return self.reads_all or version.is_shown_to_all

    @property
    def not_shown(self) -> int:
        """How many former versions, once on the site, this reader is not shown."""
        return sum(1 for row in self.versions if row.was_public and not self.may_read(row))

    def change(self, number: int | None) -> Change | None:
        """The one that is asked for, or the newest."""
        asked_for = next((one for one in self.changes if one.number == number), None)
        return asked_for or (self.changes[0] if self.changes else None)

    def compare(self, change: Change) -> Comparison:
        """Loads the words of both: two queries at most."""
        old_title, old = change.before.title, change.before.body
        new_title, new = (change.after.title, change.after.body) if change.after else (self._title, self.post.body)
        texts = [(_("Words"), *_readable(old, new))]
        return compare_fields([(_("Question"), old_title, new_title), *texts] if old_title and new_title not in ("", old_title) else texts)

    @property
    def _title(self) -> str:
        return self.post.title if isinstance(self.post, Question) else self.post.asked_as


def _readable(old: str, new: str) -> tuple[str, str]:
    """Plain words. Where only signs changed, such as bold ones, as they are typed."""
    read = html.text_of(old), html.text_of(new)
    return read if read[0] != read[1] else (html.to_plain(old), html.to_plain(new))
