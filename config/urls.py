"""The site map on one page."""

from django.conf import settings
from django.urls import include, path, re_path, register_converter
from django.views.generic import TemplateView

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.access import open_to_all
from accounts.views import enter_the_cms
from config import engines
from config.languages import choose_language, in_every_language
from config.numbers import Number
from config.operations import health
from config.pictures import picture

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_yours"
handler404 = "config.errors.page_not_found"

register_converter(Number, "number")
urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.allauth_urls")),
    path("my/data/", include("accounts.own_data.urls")),
    path("", include("forum.urls")),
    path("", include("forum.letters.urls")),
    path("", include("forum.letters.inbound.urls")),
    path("", include("forum.invitations.urls")),
    path("", include("forum.reading.urls")),
    path("", include("forum.finding_answers.urls")),
    path("", include("forum.embed.urls")),
    path("", include("forum.push.urls")),
    path("", include("moderation.urls")),
    path("", include("guide.urls")),
    path("", include("guide.search.urls")),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<folder>images|original_images)/(?P<name>[\w.-]+)$", picture),
    path("language/", choose_language, name="choose_language"),
    path("sitemap.xml", engines.index),
    path("sitemap/<slug:section>.xml", engines.of_a_room, name="sitemap_of"),
    path("robots.txt", engines.robots),
    path("health/live", health.live),
    path("health/ready", health.ready),
    # one way in: where Wagtail would show forms of its own, ours answers
    path("cms/login/", enter_the_cms),
    path("_util/login/", enter_the_cms),
    path("cms/", include(wagtailadmin_urls)),
    *([path("styleguide/", open_to_all(TemplateView.as_view(template_name="styleguide.html")))] if settings.DEBUG else []),
    in_every_language(path("", include(wagtail_urls))),  # the guide, by its tree: last, for it takes every address
]
