"""The guide's pages and the published stories, for search engines."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from wagtail.models import Page

from guide.spiral import READ_IN_ORDER, STORY_INDEX, address


class GuideMap(Sitemap):
    limit = 5_000

    def items(self) -> QuerySet[Page]:
        kinds = [*READ_IN_ORDER, STORY_INDEX, "storypage"]
        pages = Page.objects.live().filter(content_type__app_label="guide", content_type__model__in=kinds)
        return pages.only("url_path", "last_published_at").order_by("path")

    def location(self, item: Page) -> str:
        return address(item.url_path)

    def lastmod(self, item: Page):
        return item.last_published_at

    def get_latest_lastmod(self):
        """One query, where Django's would read every row."""
        return self.items().aggregate(latest=Max("last_published_at"))["latest"]
