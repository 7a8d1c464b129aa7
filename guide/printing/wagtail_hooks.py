"""The printed editions in the CMS, under Reports."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from guide.printing import views


@hooks.register("register_admin_urls")
def serve_the_editions() -> list:
    return [
        path("editions/", views.editions, name="printed_editions"),
        path("editions/again/", views.look_again, name="print_again"),
    ]


@hooks.register("register_reports_menu_item")
def list_the_editions() -> MenuItem:
    return MenuItem(_("Printed editions"), reverse("printed_editions"), icon_name="print", order=810)
