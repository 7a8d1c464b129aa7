"""The rows of the search: what can be found, what waits to be read, the words that occur, words that mean the same, and what people searched for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from guide.search.words import language_of, words_of


class Kind(models.TextChoices):
    GUIDE = "guide", _("Guide")
    STORY = "story", _("Story")
    QUESTION = "question", _("Question")
    REPLY = "reply", _("Reply")


class Entry(models.Model):
    """Something that can be found. All of one `source` are written together; those of one `thread` are shown as one.

    Its words stand beside it in the table of the database's own text search, which goes with the row.
    """

    source = models.CharField(max_length=40)  # such as "page:12" or "reply:77"
    part = models.CharField(max_length=60, blank=True)  # within the source, such as a passage
    thread = models.CharField(max_length=40, blank=True, db_index=True)  # such as "thread:5"
    kind = models.CharField(max_length=10, choices=Kind)
    # a page's entries go with it, and are not shown while it is off the site
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=300)  # of a page's entry: what stands behind the page's own address
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    context = models.CharField(max_length=400, blank=True)  # found by these words too; not shown
    place_key = models.UUIDField(null=True)  # translation key of the stage or milestone it belongs to first
    place = models.CharField(max_length=160, blank=True)  # a city and state, as words
    state = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    weight = models.FloatField(default=1)
    marks = models.TextField(blank=True)  # what it can be narrowed by, for the text search
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "part"], name="one_entry_a_part")]
        indexes = [models.Index(fields=["state"], name="entries_with_a_state", condition=~Q(state=""))]

    def __str__(self) -> str:
        return f"{self.source} {self.part}".strip()


class Mark(models.Model):
    """Something changed: the worker reads this source again. Only added to; whoever has read takes away what it saw."""

    source = models.CharField(max_length=40)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tries", "id"], name="marks_in_order")]

    def __str__(self) -> str:
        return self.source


class Vocable(models.Model):
    """A word that occurs, and in how many entries, about: it plans a search and knows spellings. Nothing is shown from it alone."""

    form = models.CharField(max_length=40)
    stem = models.CharField(max_length=48, db_index=True)
    entries = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "stem"], name="one_row_a_word")]

    def __str__(self) -> str:
        return self.form


class Slip(models.Model):
    """A vocable with one letter left out: two words that share such a one are near each other."""

    left = models.CharField(max_length=16, db_index=True)
    form = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "left"], name="one_row_a_slip")]

    def __str__(self) -> str:
        return f"{self.left} ({self.form})"


@register_snippet
class Synonym(models.Model):
    """Words that find each other."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=300,
        unique=True,
        help_text=_("With commas between them, such as “MOU, memorandum of understanding”. Whoever searches for one of them finds the others too."),
    )

    panels = [FieldPanel("words")]

    class Meta:
        ordering = ["words"]
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if len(self.groups("en")) < 2:
            raise ValidationError({"words": _("Give two or more, with commas between them.")})

    def groups(self, language: str) -> list[tuple[str, ...]]:
        """Each as the stems it is found by; those without a word that counts are left out."""
        each = (tuple(word.stems[0] for word in words_of(one, language_of(language))) for one in self.words.split(","))
        return [stems for stems in dict.fromkeys(each) if stems]


class Asked(models.Model):
    """What people searched for on a day, and how much they found. Nobody’s name and no address stands beside it."""

    on = models.DateField()
    words = models.CharField(max_length=80)
    times = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)  # the last time
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "words"], name="one_row_a_day_and_words")]
        indexes = [models.Index(fields=["found", "-on"], name="searches_by_what_they_found")]
        verbose_name = _("search")
        verbose_name_plural = _("searches")

    def __str__(self) -> str:
        return self.words
