"""What is printed, what is to be printed, and who is at it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

LEASE = timedelta(seconds=90)  # a printer that is at work renews it with every page it lays out
LONGEST_PAUSE = timedelta(hours=1)  # between tries of an edition that cannot be printed


class Kind(models.TextChoices):
    GUIDE = "guide", _("The whole guide")
    STAGES = "stages", _("The stages in short")
    STAGE = "stage", _("A stage")


class Step(models.TextChoices):
    READING = "reading", _("reading the pages")
    LAYING_OUT = "laying out", _("laying out")
    WRITING = "writing", _("writing the file")


class Overtaken(Exception):
    """Another printer has the edition now, because this one was silent for too long."""


class Unprinted(models.Model):
    """A change that editions do not show yet. Written in the change's transaction, and only added, so that nobody waits for it."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.locale} {self.at}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def made(self) -> EditionQuerySet:
        """There is a file to read."""
        return self.exclude(file="")

    def due(self) -> EditionQuerySet:
        return self.filter(due_at__lte=timezone.now())

    def free(self) -> EditionQuerySet:
        """Nobody is at it, or they have been silent for too long."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))

    def in_order(self) -> EditionQuerySet:
        """The whole guide first, then the stages by their number."""
        order = models.Case(*[models.When(kind=kind, then=at) for at, kind in enumerate(Kind.values)])
        return self.order_by("locale", order, F("stage__path").asc(nulls_first=True))

    def claim(self, *, me: str) -> Edition | None:
        """The next one to print, ours until its lease ends; None when there is none. The quickest first."""
        waiting = self.due().free()
        for edition in waiting.order_by("tries", "-kind", "pk"):
            mine = {"claimed_by": me, "claimed_until": timezone.now() + LEASE, "step": Step.READING, "pages_so_far": 0}
            if waiting.filter(pk=edition.pk).update(**mine):
                return self.select_related("locale", "stage").get(pk=edition.pk)
        return None

    def release(self, *, me: str) -> int:
        """What this printer had, because it is gone or going."""
        return self.filter(claimed_by=me).update(claimed_by="", claimed_until=None, step="")

    def telling(self, story: int) -> list[Edition]:
        """Those whose file holds words of this story."""
        return [edition for edition in self.made().exclude(stories=[]) if story in edition.stories]


class Edition(models.Model):
    """One PDF in one language: at most one file, and how far the next one is."""

    kind = models.CharField(max_length=8, choices=Kind)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    stage = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    # what is to be done
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    step = models.CharField(max_length=12, choices=Step, blank=True)
    pages_so_far = models.PositiveSmallIntegerField(default=0)

    # what is there
    name = models.SlugField(max_length=80, db_index=True)
    title = models.CharField(max_length=200)
    file = models.CharField(max_length=160, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    stories = models.JSONField(default=list)
    pages = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    made_at = models.DateTimeField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed edition")
        verbose_name_plural = _("printed editions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "locale"], condition=Q(stage=None), name="one_edition_a_language"),
            models.UniqueConstraint(fields=["stage"], condition=~Q(stage=None), name="one_edition_a_stage"),
            models.CheckConstraint(condition=Q(kind=Kind.STAGE, stage__isnull=False) | Q(~Q(kind=Kind.STAGE), stage=None), name="a_stage_s_edition_names_it"),
            models.CheckConstraint(condition=Q(claimed_by="", claimed_until=None) | Q(~Q(claimed_by=""), claimed_until__isnull=False), name="a_claim_has_its_end"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.stage or self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("guide:edition", args=[self.name])

    @cached_property
    def is_being_printed(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()

    @property
    def standing(self) -> str:
        """Where it stands, for staff."""
        if self.is_being_printed:
            page = str(_("page %(number)s") % {"number": self.pages_so_far}) if self.pages_so_far else ""
            return ", ".join(filter(None, [str(_("Printing now: %(step)s") % {"step": self.get_step_display()}), page]))
        if self.trouble:
            return self.trouble
        if self.due_at:
            return str(_("Waiting for its turn"))
        return str(_("Up to date") if self.file else _("Nothing to print"))

    def tell(self, step: Step, pages: int = 0) -> None:
        """How far its printer is; renews the lease. Raises Overtaken when another has it."""
        self._ours(step=step, pages_so_far=pages, claimed_until=timezone.now() + LEASE)

    def give_up(self, words: str) -> None:
        """It cannot be printed now: why, and when it is tried again."""
        pause = min(timedelta(minutes=2**self.tries), LONGEST_PAUSE)
        self._ours(trouble=words[:300], tries=self.tries + 1, due_at=timezone.now() + pause, claimed_by="", claimed_until=None, step="")

    @transaction.atomic
    def is_done(self, **made) -> None:
        """What was made of it stands here now, if anything. Another change in the meantime leaves it due."""
        self._ours(trouble="", tries=0, claimed_by="", claimed_until=None, step="", **made)
        Edition.objects.filter(pk=self.pk, due_at=self.due_at).update(due_at=None)

    def _ours(self, **fields) -> None:
        if not Edition.objects.filter(pk=self.pk, claimed_by=self.claimed_by).update(**fields):
            raise Overtaken(self.title)

