"""What staff decided, and what was reported. Decisions are rows that are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.discussions.models import Question, Reply


class Act(models.TextChoices):
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    HID = "hid", _("hid")
    RESTORED = "restored", _("restored")
    KEPT = "kept", _("kept after a report")
    MOVED = "moved", _("moved to another page")
    UNDID = "undid", _("undid")
    HID_BY_REPORT = "hid_by_report", _("hidden by a report about a child")


class OnlyAdded(models.QuerySet):
    def update(self, **fields) -> int:
        raise TypeError("Decisions are only added: write another one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Decisions are only added: they are never deleted.")


class Decision(models.Model):
    """Act, time, reason and ids. Names are looked up, so that an erased person becomes “a former member”."""

    act = models.CharField(max_length=16, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(db_default=Now())
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="decisions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="decisions")
    reason = models.TextField(blank=True)  # as the author read it
    state_before = models.CharField(max_length=10, blank=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    objects = OnlyAdded.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                name="a_decision_is_about_one_post",
                condition=Q(question__isnull=False, reply__isnull=True) | Q(question__isnull=True, reply__isnull=False),
            )
        ]

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("Decisions are only added: write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Decisions are only added: they are never deleted.")


class ReportReason(models.TextChoices):
    CHILD = "child", _("A child or family is named or shown")
    UNKIND = "unkind", _("It is unkind to someone")
    HARM = "harm", _("It is advice that could do harm")
    PLACE = "place", _("It is in the wrong place")
    SPAM = "spam", _("It is an advertisement or spam")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """Someone says that a post should be looked at. Never shown to the person reported."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")

    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="reports")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=10, choices=ReportReason)
    words = models.TextField(blank=True)  # plain text, as typed
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="reports")
    reported_at = models.DateTimeField(db_default=Now())
    hid_at_once = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="reports")

    class Meta:
        ordering = ["id"]
        verbose_name = _("report")
        indexes = [models.Index(fields=["id"], name="reports_open", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                name="a_report_is_about_one_post",
                condition=Q(question__isnull=False, reply__isnull=True) | Q(question__isnull=True, reply__isnull=False),
            ),
            models.UniqueConstraint(fields=["question", "reported_by"], condition=Q(state="open", reply=None), name="one_open_report_a_question"),
            models.UniqueConstraint(fields=["reply", "reported_by"], condition=Q(state="open", question=None), name="one_open_report_a_reply"),
        ]
