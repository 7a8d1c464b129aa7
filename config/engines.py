"""What search engines ask for: the map of the site, room by room, and what they may leave alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse

from accounts.access import open_to_all, same_for_all_visitors
from forum.discussions.sitemap import QuestionMap
from guide.sitemap import GuideMap

MAPS = {"guide": GuideMap, "questions": QuestionMap}
NOT_FOR_ENGINES = ["/accounts/", "/ask/", "/cms/", "/desk/", "/follow/", "/letters/", "/my/", "/questions/*/reply/", "/report/", "/search/", "/share/"]


@open_to_all
@same_for_all_visitors
def index(request: HttpRequest) -> HttpResponse:
    """Names the maps; each holds at most 5,000 addresses a page."""
    return views.index(request, sitemaps=MAPS, sitemap_url_name="sitemap_of")


@open_to_all
@same_for_all_visitors
def of_a_room(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, sitemaps=MAPS, section=section)


@open_to_all
@same_for_all_visitors
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in NOT_FOR_ENGINES), f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
