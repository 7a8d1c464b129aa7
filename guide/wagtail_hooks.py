"""The CMS as the guide's editors meet it. One hook a function."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

import guide.consent_hooks  # noqa: F401  (registers its hooks)
from guide import endnote_editor, helpful, link_editor
from guide.endnotes import EndnoteLinks
from guide.links import GuidePageLinks
from guide.loading import LOADED

# What editors use, in this order and under these names. The settings of the site stay for those who may see them.
MENU = {"explorer": None, "images": _("Pictures"), "documents": _("Files"), "snippets": _("Lists"), "reports": None, "settings": None}


@hooks.register("construct_main_menu")
def name_things_plainly(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    known = {item.name: item for item in menu_items}
    menu_items[:] = [known[name] for name in MENU if name in known]
    for item in menu_items:
        item.label = MENU[item.name] or item.label


@hooks.register("register_admin_urls")
def serve_the_opinions() -> list:
    return [path("opinions/", helpful.opinions, name="guide_opinions")]


@hooks.register("register_reports_menu_item")
def list_the_opinions() -> MenuItem:
    return MenuItem(_("Was it helpful?"), reverse("guide_opinions"), icon_name="help", order=800)


@hooks.register("insert_global_admin_css")
def color_the_cms() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/cms.css"))


@hooks.register("register_log_actions")
def name_our_own_acts(actions) -> None:
    actions.register_action(LOADED, _("Load starter text"), _("Starter text put in"))


@hooks.register("register_rich_text_features", order=10)
def link_to_pages_and_places_on_them(features) -> None:
    features.register_link_type(GuidePageLinks)
    features.register_converter_rule("contentstate", "link", link_editor.CONVERSION)


@hooks.register("register_rich_text_features")
def write_endnotes(features) -> None:
    features.register_link_type(EndnoteLinks)
    features.register_editor_plugin("draftail", EndnoteLinks.identifier, EntityFeature(endnote_editor.button(), js=endnote_editor.SCRIPTS))
    features.register_converter_rule("contentstate", EndnoteLinks.identifier, endnote_editor.CONVERSION)
