"""The guide's pages and the published stories, for search engines."""

from __future__ import annotations

from uuid import UUID

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from wagtail.models import Page

from guide.languages import OWN
from guide.spiral import READ_IN_ORDER, STORY_INDEX, address, language_of_path


class GuideMap(Sitemap):
    limit = 5_000

    def items(self) -> QuerySet[Page]:
        kinds = [*READ_IN_ORDER, STORY_INDEX, "storypage"]
        pages = Page.objects.live().filter(content_type__app_label="guide", content_type__model__in=kinds)
        return pages.only("url_path", "translation_key", "last_published_at").order_by("path")

    def get_urls(self, *args, **kwargs) -> list[dict]:
        """Each page that stands in more than one language names them all, itself too: `xhtml:link` in Django's template. One query more."""
        urls = super().get_urls(*args, **kwargs)
        known = self._translations()
        for url in urls:
            page = url["item"]
            site = url["location"].removesuffix(self.location(page))
            url["alternates"] = [{"lang_code": code, "location": f"{site}{where}"} for code, where in known.get(page.translation_key, ())]
        return urls

    def _translations(self) -> dict[UUID, list[tuple[str, str]]]:
        """The languages and addresses of the pages that are translated, the guide's own language first."""
        others = Page.objects.live().exclude(locale__language_code=OWN).filter(content_type__app_label="guide")
        rows = self.items().filter(translation_key__in=others.values("translation_key")).values_list("translation_key", "url_path")
        found: dict[UUID, list[tuple[str, str]]] = {}
        for key, path in rows:
            found.setdefault(key, []).append((language_of_path(path), address(path)))
        return {key: sorted(ways, key=lambda way: (way[0] != OWN, way)) for key, ways in found.items() if len(ways) > 1}

    def location(self, item: Page) -> str:
        return address(item.url_path)

    def lastmod(self, item: Page):
        return item.last_published_at

    def get_latest_lastmod(self):
        """One query, where Django's would read every row."""
        return self.items().aggregate(latest=Max("last_published_at"))["latest"]
