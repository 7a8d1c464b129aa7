"""For printed editions, and for the links to them: {% load printed %}."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from guide.models import GuideHome, GuidePage, PartPage, StagePage, ToolsPage
from guide.printing.models import Edition, Kind
from guide.spiral import Spiral

register = template.Library()


@register.filter
def printed(block: StreamValue.StreamChild) -> str:
    """The template of this piece of text on paper."""
    return f"printed/blocks/{block.block_type}.html"


@register.simple_tag
def printed_editions(page: GuidePage, spiral: Spiral) -> list[Edition]:
    """The PDFs that go with this page and can be read now. One query on the home, the Part of the stages, a stage and the tools; none elsewhere."""
    made = Edition.objects.made().filter(locale=page.locale_id).in_order()
    if isinstance(page, StagePage):
        return list(made.filter(stage=page.pk))
    if isinstance(page, PartPage) and any(stage.path.startswith(page.path) for stage in spiral.stages):
        return list(made.filter(kind=Kind.STAGES))
    return list(made.exclude(kind=Kind.STAGE)) if isinstance(page, GuideHome | ToolsPage) else []


@register.filter
def full_day(day: date) -> str:
    # Translators: a date with its year, in Django's date format
    return date_format(day, _("F j, Y"))


@register.filter
def table_parts(value: dict) -> dict:
    """The table of an editor: its caption, the headings of its columns, if it has them, and its rows."""
    rows = value.get("data") or []
    has_headings = bool(rows) and value.get("first_row_is_table_header")
    return {
        "caption": value.get("table_caption", ""),
        "headings": rows[0] if has_headings else [],
        "rows": rows[1:] if has_headings else rows,
        "first_is_heading": value.get("first_col_is_header"),
    }
