"""Which words of the guide a question is about, as they stood when it was asked, and pages whose words may be others by now."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from forum.passages.finding import AROUND, QUOTE_AT_MOST, Wording


class Anchor(models.Model):
    """One row a question. `quote` is found again by `prefix` and `suffix`, as in the W3C's TextQuoteSelector; where it stands today the question says.

    Without `words` of the asker's choosing the question is about a whole passage, whose heading is the quote.
    """

    question = models.PositiveBigIntegerField(primary_key=True)  # this room knows no questions
    words = models.CharField(max_length=QUOTE_AT_MOST, blank=True)  # never changed: readers see what was asked about
    quote = models.CharField(max_length=QUOTE_AT_MOST)
    prefix = models.CharField(max_length=AROUND, blank=True)
    suffix = models.CharField(max_length=AROUND, blank=True)
    block = models.CharField(max_length=36)  # where it stood at first
    language = models.CharField(max_length=10)  # of the page that was read

    class Meta:
        verbose_name = "anchor"

    def __str__(self) -> str:
        return f"question {self.question}: {self.quote}"

    @classmethod
    def of(cls, question: int, wording: Wording, words: str | None = None) -> Anchor:
        """Not saved. `words` are the asker's, where the wording is another one by now."""
        own = words if words is not None else "" if wording.whole else wording.quote
        return cls(question=question, words=own, quote=wording.quote, prefix=wording.prefix, suffix=wording.suffix, block=wording.block, language=wording.language)

    @property
    def wording(self) -> Wording:
        return Wording(quote=self.quote, prefix=self.prefix, suffix=self.suffix, block=self.block, language=self.language, whole=self.quote != self.words)


class PageToLookOver(models.Model):
    """A page was published, or somebody asked about a passage of it: the worker looks where the words are by now."""

    page_key = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "page to look over"

    def __str__(self) -> str:
        return str(self.page_key)
