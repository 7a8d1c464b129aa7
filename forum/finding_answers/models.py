"""What is remembered about questions on their way to an answer. That a question is unanswered stands on the question itself, never here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.discussions.models import Question

ASKED_AT_MOST = 5  # people for one question
RUNGS = (1, 3, 7, 14)  # days after which staff hear of an unanswered question
NUDGES = (1, 3, 7, 30)  # days after the first reply, when whoever asked is asked whether it settled it


class InHand(models.Model):
    """Who of the staff sees to it that an unanswered question gets an answer, and how far up the ladder it is. The worker keeps the rows (ladder.py).

    A question without a row is unanswered all the same: the desk reads the questions (queries.py).
    """

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.CASCADE, related_name="in_hand")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="questions_in_hand")
    rung = models.PositiveSmallIntegerField(default=0)  # how many of RUNGS it has climbed
    due_at = models.DateTimeField(null=True)  # of the next rung; None on the last

    class Meta:
        verbose_name = _("unanswered question")
        verbose_name_plural = _("unanswered questions")
        indexes = [models.Index(fields=["due_at"], name="rungs_to_climb", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"question {self.pk}"


class SetAside(models.Model):
    """Staff said why this question needs no answer. The words stand in the log of decisions too; this is what the queue reads."""

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.CASCADE, related_name="set_aside")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.TextField()

    class Meta:
        verbose_name = _("question that needs no answer")
        verbose_name_plural = _("questions that need no answer")

    def __str__(self) -> str:
        return f"question {self.pk}"


class Nudging(models.Model):
    """How often whoever asked was asked whether a reply settled it. `due_at` is None once that is over."""

    class End(models.TextChoices):
        LOOKING = "looking", _("still looking")
        LAST = "last", _("asked often enough")

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.CASCADE, related_name="nudging")
    since = models.DateTimeField()  # the first reply of somebody else
    number = models.PositiveSmallIntegerField(default=0)  # how many of NUDGES are over
    due_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=8, choices=End, blank=True)

    class Meta:
        verbose_name = _("reminder to choose an answer")
        verbose_name_plural = _("reminders to choose an answer")
        indexes = [models.Index(fields=["due_at"], name="nudges_due", condition=Q(due_at__isnull=False))]
        constraints = [models.CheckConstraint(name="an_ended_nudging_is_not_due", condition=Q(ended="") | Q(due_at=None))]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Helper(models.Model):
    """Somebody who may be asked. `asked_at` moves on by one conditional update, so that nobody is asked twice in a week, whoever asks."""

    class Wish(models.TextChoices):
        KNOWN = "known", _("Where a story or an answer of mine fits")
        FOLLOWED = "followed", _("There, and where I follow a stage or a milestone")
        NEVER = "never", _("Never")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="helper")
    wish = models.CharField(max_length=8, choices=Wish, default=Wish.KNOWN)
    asked_at = models.DateTimeField(null=True)  # last

    class Meta:
        verbose_name = _("person who may be asked")
        verbose_name_plural = _("people who may be asked")

    def __str__(self) -> str:
        return str(self.person_id)


class Request(models.Model):
    """Somebody was asked whether they know. At most ASKED_AT_MOST a question: the database counts their places."""

    class Why(models.TextChoices):
        STORY_HERE = "story", _("a story of yours stands there")
        ANSWER_HERE = "answer", _("a reply of yours was chosen as an answer there")
        FOLLOWS_HERE = "follows", _("you follow it")
        STORY_NEAR = "story_near", _("a story of yours stands close to it, in the same stage")
        ANSWER_NEAR = "answer_near", _("a reply of yours was chosen as an answer close to it, in the same stage")
        FOLLOWS_NEAR = "follows_near", _("you follow its stage, or a milestone of it")

    class Said(models.TextChoices):
        CAN = "can", _("can answer")
        NOT_ME = "not-me", _("does not know about this")
        SOMEONE_ELSE = "someone-else", _("asks you to ask someone else")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="requests")
    place = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asked_to_answer")
    why = models.CharField(max_length=12, choices=Why)
    story = models.CharField(max_length=200, blank=True)  # its title then
    asked_at = models.DateTimeField(db_default=Now())
    said = models.CharField(max_length=12, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request for an answer")
        verbose_name_plural = _("requests for answers")
        indexes = [models.Index(fields=["person", "-id"], name="requests_to_a_person")]
        constraints = [
            models.UniqueConstraint(fields=["question", "place"], name="one_request_a_place"),
            models.UniqueConstraint(fields=["question", "person"], name="asked_once_a_question"),
            models.CheckConstraint(name="so_many_are_asked", condition=Q(place__gte=1, place__lte=ASKED_AT_MOST)),
            models.CheckConstraint(name="what_was_said_has_a_time", condition=Q(said="", said_at=None) | ~Q(said="") & Q(said_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Routing(models.Model):
    """When the worker next looks for somebody to ask about a question; None when it is done with it."""

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.CASCADE, related_name="routing")
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("search for people who may know")
        verbose_name_plural = _("searches for people who may know")
        indexes = [models.Index(fields=["due_at"], name="routings_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"question {self.pk}"
