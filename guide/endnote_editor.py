"""The endnote in the editor's rich text: a button that asks for its words, and the way to the database and back."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler

from guide.endnote_words import tidy
from guide.endnotes import KIND

ENDNOTE = "ENDNOTE"
SCRIPTS = ["wagtailadmin/js/page-chooser-modal.js", "cms/endnotes.js"]


def button() -> dict:
    """In the bar of the editor."""
    return {"type": ENDNOTE, "label": "[1]", "description": _("Endnote"), "words": dialog_words(), "pages": reverse_lazy("wagtailadmin_choose_page")}


def dialog_words() -> dict[str, Promise]:
    """What static/cms/endnotes.js says."""
    return {
        "title": _("Endnote"),
        "hint": _("What the reader finds at the foot of the page. Addresses become links; the number comes by itself."),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "address": _("Address of a link"),
        "link": _("Make it a link"),
        "page": _("Choose a page"),
        "to_a_page": _("Leads to a page of the guide"),
        "unlink": _("No link"),
        "save": _("Put it in"),
        "cancel": _("Cancel"),
        "remove": _("Take the note out"),
    }


class EndnoteElement(InlineEntityElementHandler):
    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict) -> dict:
        return {"note": attrs.get("note", "")}


def stored(props: dict):
    return DOM.create_element("a", {"linktype": KIND, "note": tidy(props.get("note", ""))}, props["children"])


CONVERSION = {
    "from_database_format": {f'a[linktype="{KIND}"]': EndnoteElement(ENDNOTE)},
    "to_database_format": {"entity_decorators": {ENDNOTE: stored}},
}
