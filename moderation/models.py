"""What staff decided about posts and stories, and what was reported. Decisions are rows that are only added."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply
from forum.stories.models import StoryState, Submission

UNDO_WITHIN = timedelta(seconds=60)  # until then no letter leaves
Post = Question | Reply
Subject = Post | Submission


class Act(models.TextChoices):
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    HID = "hid", _("hid")
    RESTORED = "restored", _("restored")
    KEPT = "kept", _("kept after a report")
    MOVED = "moved", _("moved to another page")
    GAVE_TOPIC = "gave_topic", _("changed the topic")
    SET_ASIDE = "set_aside", _("said that it needs no answer")
    BROUGHT_BACK = "brought_back", _("asked for an answer again")
    UNDID = "undid", _("undid")
    HID_BY_REPORT = "hid_by_report", _("hidden by a report about a child")
    HID_BY_REPORTS = "hid_by_reports", _("hidden by several reports")
    LOOKED_UP = "looked_up", _("looked up who asked")
    # care for threads (caring.py)
    JOINED = "joined", _("joined to another question")
    DIVIDED = "divided", _("made a question of its own")
    CLOSED = "closed", _("closed")
    OPENED = "opened", _("opened again")
    PINNED = "pinned", _("pinned to its page")
    TOOK_DOWN = "took_down", _("taken down from the head of its page")
    PUT_WORDS_BACK = "put_words_back", _("put back what it said before")
    TOOK_WORDS_OUT = "took_words_out", _("took former words out of its history")
    # an answer in the guide (field_notes)
    ASKED_FOR_NOTE = "asked_for_note", _("asked for a field note")
    KEPT_NOTE = "kept_note", _("kept its field note")
    TOOK_NOTE_OFF = "took_note_off", _("took its field note off")
    # about stories, as DECLINED and UNDID
    ASKED_CHANGES = "asked_changes", _("asked for changes")
    ACCEPTED = "accepted", _("accepted")
    PROMOTED = "promoted", _("made a page of it")


# Where a post stands after an act. The others leave it where it was.
STATE_AFTER = {
    Act.APPROVED: PostState.VISIBLE,
    Act.DECLINED: PostState.DECLINED,
    Act.HID: PostState.HIDDEN,
    Act.RESTORED: PostState.VISIBLE,
    Act.HID_BY_REPORT: PostState.HIDDEN,
    Act.HID_BY_REPORTS: PostState.HIDDEN,
    Act.JOINED: PostState.ELSEWHERE,
    Act.DIVIDED: PostState.ELSEWHERE,
}
BY_REPORTS = (Act.HID_BY_REPORT, Act.HID_BY_REPORTS)
CARE = (Act.JOINED, Act.DIVIDED, Act.CLOSED, Act.OPENED, Act.PINNED, Act.TOOK_DOWN, Act.PUT_WORDS_BACK, Act.TOOK_WORDS_OUT)
# Where a story is after an act.
STORY_AFTER = {
    Act.ASKED_CHANGES: StoryState.CHANGES_REQUESTED,
    Act.ACCEPTED: StoryState.ACCEPTED,
    Act.DECLINED: StoryState.NOT_USED,
}
NEED_A_REASON = (Act.DECLINED, Act.HID)
CAN_BE_UNDONE = (Act.APPROVED, Act.DECLINED, Act.HID, Act.RESTORED, Act.KEPT, Act.ASKED_CHANGES, Act.ACCEPTED, *CARE)


class DecisionQuerySet(models.QuerySet):
    """Rows are only added."""

    def about(self, subject: Subject) -> DecisionQuerySet:
        return self.filter(**about(subject))

    def read_by(self, user: User) -> DecisionQuerySet:
        """About posts for those who moderate discussions, about stories for those who moderate stories."""
        shown = Q(pk__in=[])
        if user.moderates_discussions:
            shown |= Q(submission=None)
        if user.moderates_stories:
            shown |= Q(submission__isnull=False)
        return self.filter(shown)

    def standing(self) -> DecisionQuerySet:
        """Not undone, and no undoing either."""
        return self.filter(undone_by=None).exclude(act=Act.UNDID)

    def deciding(self) -> DecisionQuerySet:
        """Without looks at who asked: they are written down, and change nothing about the post."""
        return self.exclude(act=Act.LOOKED_UP)

    def before(self, decision_id: int | None) -> DecisionQuerySet:
        """Keyset: older than the last decision of the page before."""
        return self.filter(id__lt=decision_id) if decision_id else self

    def with_names(self) -> DecisionQuerySet:
        """What a list of decisions shows, without a query a row."""
        return self.select_related("by", "question", "reply__question", "submission", "other", "undoes__by", "undone_by")

    def update(self, **fields) -> int:
        raise TypeError("Decisions are only added: write another one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Decisions are only added: they are never deleted.")


def about(subject: Subject) -> dict[str, Subject | None]:
    """The columns by which a decision names its post or its story, and a report its post."""
    if isinstance(subject, Submission):
        return {"submission": subject}
    return {"question": subject, "reply": None} if isinstance(subject, Question) else {"question": None, "reply": subject}


def version_of(post: Post, latest: int | None) -> str:
    """What a moderator saw: its words, where it stood, and the id of the last decision about it. Another one wants another look."""
    edited = post.edited_at.isoformat() if post.edited_at else ""
    return f"{post.state}|{edited}|{latest or ''}"


def version_of_story(story: Submission, latest: int | None) -> str:
    """The same of a story: where it was, when it was sent last, and the last decision about it."""
    sent = story.sent_at.isoformat() if story.sent_at else ""
    return f"{story.state}|{sent}|{latest or ''}"


class Decision(models.Model):
    """Act, time, reason and ids. Names are looked up, so that an erased person becomes “a former member”."""

    act = models.CharField(max_length=16, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(db_default=Now())
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="decisions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="decisions")
    reason = models.TextField(blank=True)  # as the author read it
    state_before = models.CharField(max_length=18, blank=True)
    # names of topics as they were then: a topic may be renamed or deleted
    topic_before = models.CharField(max_length=120, blank=True, default="")
    topic_after = models.CharField(max_length=120, blank=True, default="")
    # the question it was joined to, or that it became
    other = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    # the number of the former version that was put back or taken out; it is dropped in time (forum/history)
    version = models.PositiveBigIntegerField(null=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    # hiding a chosen answer ends the choice; these bring it back
    answer_chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_chosen_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                name="a_decision_is_about_one_thing",
                condition=Q(question__isnull=False, reply=None, submission=None)
                | Q(question=None, reply__isnull=False, submission=None)
                | Q(question=None, reply=None, submission__isnull=False),
            ),
            models.CheckConstraint(
                name="a_choice_has_who_and_when",
                condition=Q(answer_chosen_by=None, answer_chosen_at=None) | Q(answer_chosen_by__isnull=False, answer_chosen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("Decisions are only added: write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Decisions are only added: they are never deleted.")

    @property
    def subject(self) -> Subject:
        return self.submission or self.question or self.reply

    @property
    def post(self) -> Post:
        return self.question or self.reply

    @property
    def state_after(self) -> str:
        after = STORY_AFTER if self.submission_id else STATE_AFTER
        return after.get(self.act, self.state_before)

    @property
    def letters_leave_at(self) -> datetime:
        return self.at + UNDO_WITHIN

    def can_be_undone_by(self, user: User, now: datetime) -> bool:
        """Within a minute, by whoever decided. One query."""
        within = self.act in CAN_BE_UNDONE and now < self.letters_leave_at
        return within and self.by_id == user.pk and not Decision.objects.filter(undoes=self).exists()


class ReportReason(models.TextChoices):
    CHILD = "child", _("A child or family is named or shown")
    UNKIND = "unkind", _("It is unkind to someone")
    HARM = "harm", _("It is advice that could do harm")
    PLACE = "place", _("It is in the wrong place")
    SPAM = "spam", _("It is an advertisement or spam")
    OTHER = "other", _("Something else")


class ReportQuerySet(models.QuerySet):
    def open(self) -> ReportQuerySet:
        return self.filter(state="open")

    def about(self, post: Post) -> ReportQuerySet:
        return self.filter(**about(post))


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

    objects = ReportQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"

    @property
    def post(self) -> Post:
        return self.question or self.reply


def was_reported(post: Post) -> bool:
    """Whatever became of it: staff read the words that somebody reported."""
    return Report.objects.about(post).exists()
