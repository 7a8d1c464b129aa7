"""Questions, replies, and the counts that lists are drawn from."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from forum.discussions.aliases import KeyToWhoIsShown
from forum.discussions.queries import QuestionQuerySet, ReplyQuerySet

if TYPE_CHECKING:
    from accounts.models import User

DEPTH_STORED = 8  # ground.md: deeper replies stay at this depth and name whom they answer
DEPTH_DRAWN = 3
ADDRESSES_OF_ACTS = {"answering", "enough", "history", "latest", "me-too", "new", "news", "people", "reply", "replies", "edit", "where-this-stands", "withdraw"}  # follow a question's number, as its slug does
STEP = 6  # digits of a reply's number in a path; digits sort the same in every collation


def guide_home() -> Page:
    """Where a question goes that has no other page."""
    return Page.objects.filter(content_type__app_label="guide", content_type__model="guidehome").order_by("path")[0]


class PostState(models.TextChoices):
    WAITING = "waiting", _("waiting for review")
    VISIBLE = "visible", _("visible")
    DECLINED = "declined", _("declined")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")
    ELSEWHERE = "elsewhere", _("standing elsewhere")  # a question joined to another, a reply that became a question: joining.py


class Post(models.Model):
    """What a question and a reply have in common."""

    author = KeyToWhoIsShown(related_name="%(class)ss")
    alias = models.CharField(max_length=20, blank=True, default="", db_default="")  # instead of the author's name; aliases.py
    body = models.TextField(blank=True)  # clean HTML, written by forum/html
    state = models.CharField(max_length=10, choices=PostState, default=PostState.WAITING)
    edited_at = models.DateTimeField(null=True)  # its words were changed last, also before anybody read them
    is_edited = models.BooleanField(default=False, db_default=False)  # people had read other words: forum/history has them
    # why staff declined or hid it, in words for the author
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def person_behind(self) -> User:
        """Whoever wrote it, also where their name is not shown: for rules, limits and letters to themselves, never for others to read."""
        return type(self).author.person_behind(self)

    @property
    def is_visible(self) -> bool:
        return self.state == PostState.VISIBLE

    @property
    def is_waiting(self) -> bool:
        return self.state == PostState.WAITING

    def move_to(self, state: PostState, *, expected: tuple[str, ...], **fields) -> bool:
        """Change the state if it is still one of `expected`; False when someone else was first. One statement."""
        changed = type(self).objects.filter(pk=self.pk, state__in=expected).update(state=state, **fields)
        if changed:
            self.state = state
            for name, value in fields.items():
                setattr(self, name, value)
        return bool(changed)


class Standing(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    TALKING = "talking", _("Talking")
    WAITING = "waiting", _("Waiting for an answer")
    MISSING = "missing", _("Needs more information")
    CLOSED = "closed", _("Closed")


HAS_HELPED = Q(state="visible", helped_count__gt=0)
COUNTED_APART = (Standing.ANSWERED, Standing.WAITING, Standing.MISSING, Standing.CLOSED)  # columns of a tally; the rest is talking


class Question(Post):
    """Belongs to a page of the guide in every language (`page_key`), and may name a passage of it."""

    title = models.CharField(_("question"), max_length=140)
    page = models.ForeignKey(Page, on_delete=models.SET(guide_home), related_name="+")
    page_key = models.UUIDField()
    passage = models.CharField(max_length=36, blank=True)  # block id
    passage_heading = models.CharField(max_length=200, blank=True)  # the words then, kept when the page changes
    page_revision = models.PositiveBigIntegerField(null=True)
    placed = models.BooleanField(default=True)  # False: "I am not sure", staff find the place
    # where the asker stood, when they chose another page or none: whoever answers sees it
    came_from = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    came_from_heading = models.CharField(max_length=200, blank=True, default="", db_default="")

    language = models.CharField(max_length=10, default="en")  # of the pages when it was asked: it shows on the page in every language
    topic = models.ForeignKey("guide.Topic", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions", db_index=False)

    asked_at = models.DateTimeField(db_default=Now())
    answer = models.ForeignKey("Reply", null=True, on_delete=models.SET_NULL, related_name="answers")
    answer_chosen_by = KeyToWhoIsShown(null=True, related_name="answers_chosen")
    answer_chosen_at = models.DateTimeField(null=True)

    # finding_pages.py: passages of the guide that may answer it, as {"page": id, "part": anchor, "title": …}, and when to look again
    may_answer = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    may_answer_due = models.DateTimeField(db_default=Now())

    # care.py
    closed_at = models.DateTimeField(null=True)  # no new replies since then
    closed_why = models.TextField(blank=True, default="", db_default="")  # in words for everybody
    pinned_at = models.DateTimeField(null=True)  # stands first on its page
    missing_in = models.PositiveIntegerField(null=True)  # number of the reply that says what its writer needs to know
    answering_by = KeyToWhoIsShown(null=True, related_name="+")
    answering_until = models.DateTimeField(null=True)

    # “Where this stands”, in a few words of its asker or of staff: summing_up.py
    summary = models.TextField(blank=True, default="", db_default="")  # clean HTML, as a body
    summary_by = KeyToWhoIsShown(null=True, related_name="+")
    summary_at = models.DateTimeField(null=True)

    # stored counts; forum/discussions/counts.py keeps them
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.WAITING)
    last_number = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)
    replies_by_others = models.PositiveIntegerField(default=0)
    last_reply_at = models.DateTimeField(null=True)
    me_too_count = models.PositiveIntegerField(default=0)  # actions.py
    helped_count = models.PositiveIntegerField(default=0, db_default=0)  # of its visible replies together

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        indexes = [
            models.Index(fields=["page_key", "-id"], name="questions_on_a_page", condition=Q(state="visible")),
            models.Index(fields=["-id"], name="questions_newest", condition=Q(state="visible")),
            models.Index(fields=["standing", "-id"], name="questions_by_standing", condition=Q(state="visible")),
            models.Index(fields=["page_key", "standing", "-id"], name="questions_page_standing", condition=Q(state="visible")),
            models.Index(fields=["topic", "-id"], name="questions_on_a_topic", condition=Q(state="visible")),
            models.Index(fields=["page_key", "topic", "-id"], name="questions_page_topic", condition=Q(state="visible")),
            models.Index(fields=["id"], name="questions_held", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="questions_to_place", condition=Q(placed=False)),
            models.Index(fields=["may_answer_due"], name="questions_to_find_pages_for", condition=Q(state="visible")),
            models.Index(fields=["page_key"], name="questions_pinned", condition=Q(state="visible", pinned_at__isnull=False)),
            models.Index(fields=["-helped_count", "-id"], name="questions_helpful", condition=HAS_HELPED),
            models.Index(fields=["standing", "-helped_count", "-id"], name="questions_helpful_standing", condition=HAS_HELPED),
            models.Index(fields=["page_key", "-helped_count", "-id"], name="questions_helpful_on_a_page", condition=HAS_HELPED),
            models.Index(fields=["page_key", "standing", "-helped_count", "-id"], name="questions_helpful_page_stand", condition=HAS_HELPED),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_summary_has_a_writer",
                condition=Q(summary="", summary_by=None, summary_at=None) | ~Q(summary="") & Q(summary_by__isnull=False, summary_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_answer_has_a_chooser",
                condition=Q(answer=None, answer_chosen_by=None, answer_chosen_at=None)
                | Q(answer__isnull=False, answer_chosen_by__isnull=False, answer_chosen_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        slug = slugify(self.title)[:60].strip("-") or "question"
        return f"{slug}-question" if slug in ADDRESSES_OF_ACTS else slug

    def get_absolute_url(self) -> str:
        return reverse("forum:question", args=[self.pk, self.slug])

    @property
    def has_answer(self) -> bool:
        return self.answer_id is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_being_answered(self) -> bool:
        """Somebody said less than half an hour ago that they write an answer; `answering_by` is who."""
        return self.answering_until is not None and self.answering_until > timezone.now()


class Reply(Post):
    """`number` counts within the question; `path` joins the numbers from the first reply down to this one.

    Sorting by path is reading order. Depth is stored to DEPTH_STORED; below that a reply stands beside the one it answers.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=STEP * DEPTH_STORED)
    replied_at = models.DateTimeField(db_default=Now())
    helped_count = models.PositiveIntegerField(default=0)
    child_count = models.PositiveIntegerField(default=0)  # visible children: a removed reply with some leaves a stub
    # the question that was joined here as this reply, or that this reply became: joining.py
    stands_for = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="stand_ins")
    asked_as = models.CharField(max_length=140, blank=True, default="", db_default="")  # its title, where a question was joined: it counts as no reply

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_number_a_reply")]
        indexes = [
            models.Index(fields=["question", "path"], name="replies_in_reading_order"),
            models.Index(fields=["question", "-id"], name="replies_newest"),
            models.Index(fields=["question", "-helped_count", "-id"], name="replies_most_helpful"),
            models.Index(fields=["id"], name="replies_held", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.number}"

    @property
    def depth(self) -> int:
        """1 for a reply to the question itself."""
        return len(self.path) // STEP

    @property
    def anchor(self) -> str:
        return f"reply-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("forum:reply_in_place", args=[self.question_id, self.number])


def path_under(parent: Reply | None, number: int) -> str:
    """The path of reply `number` under `parent`; at the greatest depth it stands beside its parent."""
    above = parent.path if parent else ""
    if len(above) >= STEP * DEPTH_STORED:
        above = above[:-STEP]
    return f"{above}{number:0{STEP}d}"


class FormerNumber(models.Model):
    """An address that a reply had before its thread was joined or divided; it leads to the reply for ever. A number is given once."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="former_numbers")
    number = models.PositiveIntegerField()
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="former_numbers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_reply_a_former_number")]


class Helped(models.Model):
    """“This helped”: one per member and reply."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="helped")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="found_helpful")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "member"], name="helped_once_a_member")]


class MeToo(models.Model):
    """“I have this question too”: one per member and question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="me_too")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions_had_too")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="me_too_once_a_member")]


class Tally(models.Model):
    """How many questions stand on a page (`passage` blank) or at a passage of it. Read by pages, written by counts.py."""

    page_key = models.UUIDField()
    passage = models.CharField(max_length=36, blank=True)
    questions = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    missing = models.IntegerField(default=0, db_default=0)
    closed = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page_key", "passage"], name="one_tally_a_passage")]

    @property
    def talking(self) -> int:
        return self.questions - sum(getattr(self, name) for name in COUNTED_APART)


class Draft(models.Model):
    """Words on their way: kept from the first seconds of typing until they are posted or thrown away.

    A stranger's draft is found by the key in a signed cookie; at sign-in it becomes the member's.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        REPLY = "reply", _("reply")
        EDIT = "edit", _("edit")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=Kind)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="drafts")
    about = models.CharField(max_length=60, blank=True)  # such as "question:12" or "reply:12:3"
    words = models.JSONField(default=dict)  # field name → what was typed, as typed
    saved_at = models.DateTimeField(default=timezone.now)
    # the post these words became: a second press of the same form finds it here (one-time form key)
    posted_question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="+")
    posted_reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "kind", "about"], name="drafts_of_a_member")]

    @property
    def key_text(self) -> str:
        return str(self.key)

    @property
    def kept_at(self):
        """When words of it were last saved; None for a form that was just opened."""
        return self.saved_at if self.words else None

    @property
    def is_posted(self) -> bool:
        return self.posted_question_id is not None or self.posted_reply_id is not None
