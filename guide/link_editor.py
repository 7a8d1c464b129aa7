"""Links to pages in the editor's rich text: like Wagtail's own, and the place on the page that one leads to goes along."""

from __future__ import annotations

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler, PageLinkElementHandler

LINK = "LINK"


class PlaceOnAPage(PageLinkElementHandler):
    def get_attribute_data(self, attrs: dict) -> dict:
        known = super().get_attribute_data(attrs)
        anchor = attrs.get("anchor")
        return known | {"anchor": anchor, "url": f"{known['url']}#{anchor}"} if anchor and known["url"] else known


def stored(props: dict):
    if props.get("id") is None or not props.get("anchor"):
        return link_entity(props)
    return DOM.create_element("a", {"linktype": "page", "id": props["id"], "anchor": props["anchor"]}, props["children"])


CONVERSION = {
    "from_database_format": {"a[href]": ExternalLinkElementHandler(LINK), 'a[linktype="page"]': PlaceOnAPage(LINK)},
    "to_database_format": {"entity_decorators": {LINK: stored}},
}
