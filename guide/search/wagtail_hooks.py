"""What the CMS learns from the search. One hook a function."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from guide.search import reports


@hooks.register("register_admin_urls")
def serve_what_was_searched() -> list:
    return [path("searches/", reports.searches, name="guide_searches")]


@hooks.register("register_reports_menu_item")
def list_what_was_searched() -> MenuItem:
    return MenuItem(_("Searches"), reverse("guide_searches"), icon_name="search", order=810)
