"""The questions that search engines are shown: those that somebody replied to."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from forum.discussions.models import Question


class QuestionMap(Sitemap):
    """A page that asks and does not answer yet helps nobody who searches: it says noindex, and is not listed."""

    limit = 5_000
    changefreq = "weekly"

    def items(self) -> QuerySet[Question]:
        return Question.objects.visible().filter(reply_count__gt=0).only("title", "last_reply_at").order_by("pk")

    def lastmod(self, item: Question):
        return item.last_reply_at

    def get_latest_lastmod(self):
        """One query, where Django's would read every row."""
        return self.items().aggregate(latest=Max("last_reply_at"))["latest"]
