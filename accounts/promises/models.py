"""What staff promise, and where they draw the line. Administrators change it on a screen of the CMS (Settings)."""

from __future__ import annotations

import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

SEEN_WITHIN = 5  # seconds: another process's change


@register_setting(icon="time", order=100)
class Promises(BaseGenericSetting):
    """One row, or none: then it is as it stands here. Read it with `promised`."""

    post_days = models.PositiveSmallIntegerField(
        _("posts and reports"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Working days, Monday to Friday, until staff have read a first post or a report. Members read this number where they wait; the desk says what is late by it."),
    )  # fmt: skip
    story_days = models.PositiveSmallIntegerField(
        _("stories"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Working days until an editor has answered a story. Stories that are sent already keep the day that their authors were told."),
    )  # fmt: skip
    first_posts_wait = models.BooleanField(
        _("first posts wait for review"), default=True,
        help_text=_("A new member’s first post is read by staff before others see it. What waits already still needs a decision when you switch this off."),
    )  # fmt: skip
    child_reports_hide = models.BooleanField(
        _("a report about a child hides the post at once"), default=True,
        help_text=_("When it comes from staff, or from a member with an approved post. Without this, such reports stand first on the desk and hide nothing."),
    )  # fmt: skip
    reports_hide_at = models.PositiveSmallIntegerField(
        _("other reports hide a post at"), default=6, validators=[MaxValueValidator(100)],
        help_text=_("Open reports count together: 1 from a new member, 2 from others; none from visitors, from members who are watched, or that it is in the wrong place. With 0 they never hide anything."),
    )  # fmt: skip

    panels = [
        MultiFieldPanel([FieldPanel("post_days"), FieldPanel("story_days")], heading=_("Promised times")),
        MultiFieldPanel([FieldPanel("first_posts_wait"), FieldPanel("child_reports_hide"), FieldPanel("reports_hide_at")], heading=_("Thresholds")),
    ]

    class Meta:
        verbose_name = _("promises and thresholds")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


_kept: tuple[Promises, float] | None = None


def promised() -> Promises:
    """As staff set it. Kept in the process: one query by primary key every few seconds at most."""
    global _kept
    if _kept is None or time.monotonic() >= _kept[1]:
        keep(Promises.objects.order_by("pk").first() or Promises(), until=time.monotonic() + SEEN_WITHIN)
    return _kept[0]


def keep(promises: Promises, *, until: float) -> None:
    global _kept
    _kept = promises, until


def look_again(**kwargs) -> None:
    """Called when it was saved: here at once, and once more when others can see it too."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    global _kept
    _kept = None
