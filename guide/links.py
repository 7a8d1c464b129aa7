"""Links to pages in an editor's rich text, drawn without asking the database for each of them."""

from __future__ import annotations

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from guide.spiral import address


class GuidePageLinks(PageLinkHandler):
    """One query for all the links of a text; Wagtail's own way looks into its cache for each. A link to a page that is gone has no address."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        wanted = [attrs["id"] for attrs in attrs_list if attrs.get("id", "").isdecimal()]
        found = {str(pk): path for pk, path in Page.objects.live().filter(pk__in=wanted).values_list("pk", "url_path")}
        return [format_html('<a href="{}">', address(found[attrs["id"]])) if attrs.get("id") in found else "<a>" for attrs in attrs_list]
