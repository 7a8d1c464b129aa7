"""Stories on their way: what a member writes in parts, its photos, its rounds with an editor."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from forum.stories.queries import SubmissionQuerySet
from guide.models import Function, StoryPage

PHOTOS_AT_MOST = 6
MILESTONES_AT_MOST = 3


class StoryState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WITH_EDITOR = "with_editor", _("With an editor")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    ACCEPTED = "accepted", _("Accepted")
    PUBLISHED = "published", _("Published")
    NOT_USED = "not_used", _("Not used")
    TAKEN_BACK = "taken_back", _("Taken back")


# The author may change the words in these; everywhere else they stand still: what an editor reads is what was sent.
OPEN_TO_THE_AUTHOR = (StoryState.DRAFT, StoryState.CHANGES_REQUESTED, StoryState.NOT_USED)
ON_THE_DESK = (StoryState.WITH_EDITOR, StoryState.ACCEPTED)


class Credit(models.TextChoices):
    FULL = "full", _("My full name and role")
    FIRST_NAME = "first_name", _("My first name")
    COMMUNITY = "community", _("My community only")
    NONE = "none", _("Do not name me")


class Submission(models.Model):
    """A story as its author writes it. The published page is another thing: `page`, made once by promotion."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=18, choices=StoryState, default=StoryState.DRAFT)
    state_at = models.DateTimeField(db_default=Now())
    language = models.CharField(max_length=10, default="en")  # of the pages when it was begun

    # part 1: what happened. Clean HTML, written by forum/html
    title = models.CharField(_("title"), max_length=140, blank=True)
    going_on = models.TextField(_("what was going on"), blank=True)
    did = models.TextField(_("what you did"), blank=True)
    changed = models.TextField(_("what changed"), blank=True)
    # part 2: where it belongs
    city = models.CharField(_("city, town or county"), max_length=80, blank=True)
    us_state = models.CharField(_("state"), max_length=2, blank=True)
    only_state = models.BooleanField(_("show only the state"), default=False)
    initiative = models.CharField(_("initiative"), max_length=160, blank=True)
    milestones = models.ManyToManyField(Page, related_name="+", blank=True)
    functions = models.ManyToManyField(Function, related_name="+", blank=True)
    # part 4: permission and credit
    credit = models.CharField(max_length=10, choices=Credit, blank=True)
    uses = models.JSONField(default=list)  # values of guide.models.Use that the author allows
    # part 5: "I was there or I have permission …", said at sending
    affirmed_at = models.DateTimeField(null=True)

    visited = models.JSONField(default=list)  # the parts that were saved once: "not started" is not "needs something"
    saved_at = models.DateTimeField(db_default=Now())
    edit_number = models.PositiveIntegerField(default=0)  # rises with each save; a save from an older window is told so

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="stories_in_hand")
    opened_at = models.DateTimeField(null=True)  # when an editor first read what was sent last
    sent_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    page = models.OneToOneField(StoryPage, null=True, on_delete=models.SET_NULL, related_name="submission")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("story on its way")
        verbose_name_plural = _("stories on their way")
        indexes = [
            models.Index(fields=["author", "-id"], name="stories_of_an_author"),
            models.Index(fields=["due_on", "id"], name="stories_on_the_desk", condition=Q(state__in=["with_editor", "accepted"])),
        ]
        constraints = [
            models.CheckConstraint(name="a_sent_story_says_when", condition=Q(state="draft") | Q(state="taken_back") | Q(sent_at__isnull=False, due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title or str(_("a story without a title"))

    def get_absolute_url(self) -> str:
        return reverse("forum:story_status", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"ATF-{self.pk:04d}"

    @property
    def open_to_the_author(self) -> bool:
        """The author may change it: a draft, when asked to, and when it was not used. What was sent is recalled first."""
        return self.state in OPEN_TO_THE_AUTHOR

    @property
    def can_be_recalled(self) -> bool:
        """Sent, and no editor has opened it yet."""
        return self.state == StoryState.WITH_EDITOR and self.opened_at is None

    @property
    def shown_place(self) -> str:
        return self.us_state if self.only_state or not self.city else f"{self.city}, {self.us_state}"


def private_storage():
    return storages["private"]


def unguessable(photo: Photo, name: str) -> str:
    return f"stories/{uuid.uuid4().hex}.jpg"


class Photo(models.Model):
    """One photo of a story: re-encoded, upright, without metadata. Private until the story is published."""

    class People(models.TextChoices):
        ADULTS = "adults", _("Adults only, and they agreed")
        CHILDREN = "children", _("Children too, and I have a signed form for each")
        NOBODY = "nobody", _("Nobody can be recognized")
        UNSURE = "unsure", _("I am not sure")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(storage=private_storage, upload_to=unguessable, max_length=120)
    name = models.CharField(max_length=120)  # as the author's device called it
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # of what was uploaded: the same file twice is one photo
    alt = models.CharField(max_length=400, blank=True)
    people = models.CharField(max_length=8, choices=People, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        verbose_name = _("photo")
        constraints = [models.UniqueConstraint(fields=["submission", "digest"], name="one_photo_a_file")]

    @property
    def is_ready(self) -> bool:
        return bool(self.alt) and self.people not in ("", self.People.UNSURE)


class Version(models.Model):
    """What was sent, as it was: each round is pinned to one. `words` are title, going_on, did, changed (clean HTML), place, credit."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    words = models.JSONField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="one_version_a_number")]


class Note(models.Model):
    """What editor and author write to each other about a version."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    version = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="story_notes")
    words = models.TextField()  # clean HTML
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Step(models.Model):
    """The story's history: every change of state and what happened between, by whom, when, with the reason the author read. Rows are only added."""

    class Act(models.TextChoices):
        """What happened, where the state after it does not say so."""

        RECALLED = "recalled", _("took it back to change it")
        OPENED = "opened", _("began to read it")
        GIVEN = "given", _("was given it to read")  # `by` is who has it now
        FINAL_SHOWN = "final_shown", _("asked the author to read the final version")
        SAID_YES = "said_yes", _("said yes to the final version")
        SAID_NOT_YET = "said_not_yet", _("asked for a change in the final version")
        TAKEN_OFF = "taken_off", _("took it off the site")
        UNDONE = "undone", _("took the decision back")
        SPELLING = "spelling", _("changed spelling only")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=18, choices=StoryState)  # after it
    act = models.CharField(max_length=12, choices=Act, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="story_steps")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
